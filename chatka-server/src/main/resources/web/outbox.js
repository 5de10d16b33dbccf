import { countdown } from './countdown.js';
import { button, element } from './dom.js';
import { bubble } from './message.js';
import { failureText, waitText } from './wording.js';

/** More unconfirmed messages than this in a room, and something is wrong that more would not mend. */
const MOST_UNCONFIRMED = 20;

/** The server will not take the text as it is, however often it is sent. */
const TEXT_ERRORS = new Set(['bad_text', 'too_long', 'bad_field']);

/** The room may have the message all the same. */
const UNKNOWN_OUTCOMES = new Set(['disconnected', 'timeout', 'unavailable', 'internal']);

/** Of our own messages, these newest are remembered, for an `ok` that comes after its message. */
const MOST_ARRIVED = 50;

/**
 * The messages of one room that the server has not confirmed: on their way, or failed and kept for their author to send
 * again or to discard. What was written is never lost silently.
 */
export class Outbox {
  /** @type {Set<{text: string, element: HTMLElement, state: 'pending'|'unknown'|'failed', seq?: number, stop: () => void}>} */
  #entries = new Set();
  #arrived = new Set();
  #container;
  #actions;

  /**
   * @param {HTMLElement} container
   * @param {object} actions
   * @param {(text: string) => Promise<number>} actions.say
   * @param {(text: string) => void} actions.edit  gives a text back to its author
   * @param {() => void} actions.focus  somewhere sensible, once the button that had it is gone
   */
  constructor(container, actions) {
    this.#container = container;
    this.#actions = actions;
  }

  get full() {
    return this.#entries.size >= MOST_UNCONFIRMED;
  }

  /** @param {string} text @returns {Promise<any>} the error, or null: shown here already */
  send(text) {
    const entry = { text, element: element('article', 'message own'), state: 'pending', stop: () => {} };
    this.#entries.add(entry);
    return this.#attempt(entry);
  }

  /** The room told us one of our own messages. @param {{seq: number, text?: string}} message */
  arrived({ seq, text }) {
    this.#arrived.add(seq);
    if (this.#arrived.size > MOST_ARRIVED) this.#arrived.delete(this.#arrived.values().next().value);
    const entries = [...this.#entries];
    // It may come before its `ok`; then the text tells which it is, the oldest first.
    const same = state => entries.find(entry => entry.seq === undefined && entry.state === state && entry.text === text);
    const entry = entries.find(one => one.seq === seq) ?? same('pending') ?? same('unknown');
    if (entry) this.#remove(entry);
  }

  async #attempt(entry) {
    entry.stop();
    entry.state = 'pending';
    entry.element.className = 'message own pending';
    entry.element.replaceChildren(bubble(entry));
    this.#container.append(entry.element);
    try {
      entry.seq = await this.#actions.say(entry.text);
      entry.element.classList.remove('pending');
      // Otherwise its message takes it away from here.
      if (this.#arrived.has(entry.seq)) this.#remove(entry);
      return null;
    } catch (error) {
      if (this.#entries.has(entry)) this.#failed(entry, error);
      return error;
    }
  }

  #failed(entry, error) {
    entry.state = UNKNOWN_OUTCOMES.has(error.code) ? 'unknown' : 'failed';
    entry.element.className = 'message own failed';
    const again = TEXT_ERRORS.has(error.code)
      ? this.#choice('Edit', () => { this.#remove(entry); this.#actions.edit(entry.text); })
      : this.#choice('Retry', () => void this.#attempt(entry));
    const line = element('div', 'outbox-line', element('span', '', failureText(error)), again,
      this.#choice('Discard', () => this.#remove(entry)));
    line.setAttribute('role', 'status');
    entry.element.append(line);
    if (error.retryAfter > 0) {
      entry.stop = countdown(error.retryAfter, left => {
        again.disabled = left > 0;
        again.textContent = left > 0 ? `Retry in ${waitText(left)}` : 'Retry';
      });
    }
  }

  #choice(label, action) {
    return button('link-button', label, () => {
      action();
      this.#actions.focus();
    });
  }

  #remove(entry) {
    entry.stop();
    this.#entries.delete(entry);
    entry.element.remove();
  }
}
