import { randomKey } from '/client/chatka.js';
import { countdown } from './countdown.js';
import { button, element } from './dom.js';
import { bubble } from './message.js';
import { failureText, HELD_TEXT, slowText, waitingText } from './wording.js';

/** More unconfirmed messages than this in a room, and something is wrong that more would not mend. */
const MOST_UNCONFIRMED = 20;

/** A message that is on its way for longer is shown as waiting, and the user may discard it. */
const PATIENCE_MILLIS = 3000;

/** The server will not take the text as it is, however often it is sent. */
const TEXT_ERRORS = new Set(['bad_text', 'too_long', 'bad_field']);

/** Of our own messages, these newest are remembered, for a confirmation that comes after its message. */
const MOST_ARRIVED = 50;

/**
 * The messages of one room that the server has not confirmed: on their way, while the client retries, or failed for good
 * and kept for their author to send again or to discard. No text is lost silently.
 */
export class Outbox {
  /**
   * @type {Set<{text: string, key: string, element: HTMLElement, state: 'pending'|'late'|'uncertain'|'held'|'failed', place?: string,
   *             timer?: number, aborting?: AbortController, stop?: () => void}>}
   */
  #entries = new Set();
  #arrived = new Set();
  #container;
  #actions;
  #waiting = element('div', 'outbox-line');
  #waitingText = element('span', '');

  /**
   * @param {HTMLElement} container
   * @param {object} actions
   * @param {(text: string, options: {key: string, signal: AbortSignal}) => Promise<any>} actions.say
   * @param {(text: string) => void} actions.edit  gives a text back to its author
   * @param {() => void} actions.focus  somewhere sensible, once the button that had it is gone
   */
  constructor(container, actions) {
    this.#container = container;
    this.#actions = actions;
    this.#waiting.setAttribute('role', 'status');
    this.#waiting.append(this.#waitingText, this.#choice('Discard', () => this.#discardLate()));
  }

  get full() {
    return this.#entries.size >= MOST_UNCONFIRMED;
  }

  /** @param {string} text @returns {Promise<any>} the error, or null: shown here already */
  send(text) {
    const entry = { text, key: randomKey(), element: element('article', 'message own'), state: 'pending' };
    this.#entries.add(entry);
    return this.#attempt(entry);
  }

  /** The room delivered one of this user's own messages. @param {import('/client/protocol.js').Message} message */
  arrived(message) {
    const place = placeOf(message);
    this.#arrived.add(place);
    if (this.#arrived.size > MOST_ARRIVED) this.#arrived.delete(this.#arrived.values().next().value);
    const entries = [...this.#entries];
    // It may come before its confirmation; then the text tells which it is, the oldest first.
    const same = entries.find(entry => entry.place === undefined && entry.state !== 'failed' && entry.text === message.text);
    const entry = entries.find(one => one.place === place) ?? same;
    if (entry) this.#remove(entry);
  }

  async #attempt(entry) {
    entry.stop?.();
    entry.state = 'pending';
    entry.element.className = 'message own pending';
    entry.element.replaceChildren(bubble(entry));
    entry.aborting = new AbortController();
    entry.timer = setTimeout(() => {
      entry.state = 'late';
      this.#showWaiting();
    }, PATIENCE_MILLIS);
    this.#container.append(entry.element);
    this.#showWaiting();
    try {
      // The same key each time: should the room have it already, it is not said twice.
      const place = await this.#actions.say(entry.text, { key: entry.key, signal: entry.aborting.signal });
      entry.element.classList.remove('pending');
      if (place.held) return this.#held(entry);
      entry.place = placeOf(place);
      // Otherwise its message takes it away from here.
      if (this.#arrived.has(entry.place)) this.#remove(entry);
      else this.#settled(entry, 'pending');
      return null;
    } catch (error) {
      if (!this.#entries.has(entry)) return null;
      this.#failed(entry, error);
      return error;
    }
  }

  /** Until a moderator approves it, and it arrives, or the author has read this. */
  #held(entry) {
    this.#settled(entry, 'held');
    const line = element('div', 'outbox-line', element('span', '', HELD_TEXT), this.#choice('Dismiss', () => this.#remove(entry)));
    line.setAttribute('role', 'status');
    entry.element.append(line);
    return null;
  }

  #failed(entry, error) {
    this.#settled(entry, error.uncertain ? 'uncertain' : 'failed');
    entry.element.className = 'message own failed';
    const again = TEXT_ERRORS.has(error.code)
      ? this.#choice('Edit', () => { this.#remove(entry); this.#actions.edit(entry.text); })
      : this.#choice('Retry', () => void this.#attempt(entry));
    const why = element('span', '', failureText(error));
    if (error.code === 'slow_mode') entry.stop = countdown(error.retryAfter, left => { why.textContent = slowText(left); });
    const line = element('div', 'outbox-line', why, again,
      this.#choice('Discard', () => this.#remove(entry)));
    line.setAttribute('role', 'status');
    entry.element.append(line);
  }

  /** One line for all that wait, below the last of them. */
  #showWaiting() {
    const late = this.#late();
    this.#waitingText.textContent = waitingText(late.length);
    if (late.length > 0) this.#container.append(this.#waiting);
    else this.#waiting.remove();
  }

  #late() {
    return [...this.#entries].filter(({ state }) => state === 'late');
  }

  #discardLate() {
    for (const entry of this.#late()) {
      this.#remove(entry);
      entry.aborting.abort();
    }
  }

  #choice(label, action) {
    return button('link-button', label, () => {
      action();
      this.#actions.focus();
    });
  }

  #settled(entry, state) {
    clearTimeout(entry.timer);
    entry.state = state;
    this.#showWaiting();
  }

  #remove(entry) {
    entry.stop?.();
    this.#entries.delete(entry);
    entry.element.remove();
    this.#settled(entry, 'pending');
  }
}

function placeOf({ epoch, seq }) {
  return `${epoch} ${seq}`;
}
