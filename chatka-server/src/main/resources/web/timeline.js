import { button, element } from './dom.js';
import { messageElement } from './message.js';
import { PresenceLine } from './presence.js';
import { dayOf, sameDay } from './wording.js';

/** Older ones leave the page: a tab that stays open for weeks must not grow. */
const MOST_ITEMS = 500;

/** Being this close to the end counts as being there, in pixels. */
const NEAR = 48;

/** What happened in one room, oldest first; follows the newest unless the reader scrolled up. */
export class Timeline {
  #items = element('div', 'items');
  #scroller;
  #toBottom;
  #atBottom = true;
  #scrollTop = 0;
  #lastMessage = null;
  #lastAt = null;
  #presence = null;
  #fresh = null;
  #scrollPlanned = false;

  /** Where unconfirmed messages stand, below all that is confirmed. */
  outbox = element('div', 'outbox');

  /** @param {string} room */
  constructor(room) {
    const hint = element('p', 'first-words', 'Nothing has been said since you came. Say hello.');
    this.#scroller = element('div', 'scroller', this.#items, this.outbox, hint);
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'log');
    this.#scroller.setAttribute('aria-label', `Messages in ${room}`);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#toBottom = button('to-bottom', '', () => this.toBottom());
    this.#toBottom.hidden = true;
    this.element = element('section', 'timeline', this.#scroller, this.#toBottom);
    this.element.hidden = true;
    // Neither a phone's keyboard, a growing composer nor a failed message's buttons may hide what is newest.
    const follower = new ResizeObserver(() => this.#follow());
    for (const part of [this.#scroller, this.#items, this.outbox]) follower.observe(part);
  }

  /** @param {import('/client/protocol.js').Message} message @param {boolean} own */
  addMessage(message, own) {
    if (!sameDay(this.#lastAt ?? Date.now(), message.at)) this.#add(element('p', 'day', dayOf(message.at)));
    this.#lastAt = message.at;
    const before = this.#lastMessage;
    this.#add(messageElement(message, own, before));
    this.#lastMessage = message;
    if (!this.#atBottom && !own) this.#offerBottom('New messages', true);
  }

  /** @param {string} text @param {'missed'|''} [kind] */
  addNotice(text, kind = '') {
    this.#add(element('p', `notice ${kind}`, element('span', '', text)));
  }

  /** @param {{name: string}[]} joined @param {{name: string}[]} left */
  addPresence(joined, left) {
    if (joined.length + left.length === 0) return;
    const line = this.#presence ?? new PresenceLine();
    line.add(joined, left);
    if (this.#presence) return;
    this.#add(line.element);
    this.#presence = line;
  }

  /** What comes from here on was not seen yet. */
  markFresh() {
    this.clearFresh();
    this.#fresh = element('p', 'fresh', 'New');
    this.#add(this.#fresh);
  }

  clearFresh() {
    this.#fresh?.remove();
    this.#fresh = null;
  }

  show() {
    this.element.hidden = false;
    // While hidden it had no scroll position.
    if (this.#atBottom) this.#follow();
    else this.#scroller.scrollTop = this.#scrollTop;
  }

  hide() {
    this.element.hidden = true;
  }

  toBottom() {
    this.#atBottom = true;
    this.#toBottom.hidden = true;
    this.#follow();
  }

  /** @param {number} pages */
  scrollPages(pages) {
    this.#scroller.scrollBy({ top: pages * this.#scroller.clientHeight * 0.85, behavior: 'smooth' });
  }

  #add(item) {
    this.#lastMessage = null;
    this.#presence = null;
    this.#items.append(item);
    while (this.#items.childElementCount > MOST_ITEMS) this.#items.firstElementChild.remove();
    // At the limit the height may stay the same, which no observer sees.
    this.#follow();
  }

  /** Once a frame at most: asking for the height after each message of a busy room would lay out the page each time. */
  #follow() {
    if (!this.#atBottom || this.#scrollPlanned || this.element.hidden) return;
    this.#scrollPlanned = true;
    requestAnimationFrame(() => {
      this.#scrollPlanned = false;
      if (this.#atBottom) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    });
  }

  #scrolled() {
    if (this.element.hidden) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // Growth moves the end away, too; only the reader moves upwards.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#atBottom = true;
    else if (scrollTop < this.#scrollTop) this.#atBottom = false;
    this.#scrollTop = scrollTop;
    if (this.#atBottom) this.#toBottom.hidden = true;
    else if (this.#toBottom.hidden) this.#offerBottom('Back to the newest', false);
  }

  #offerBottom(text, news) {
    this.#toBottom.textContent = text;
    this.#toBottom.classList.toggle('news', news);
    this.#toBottom.hidden = false;
  }
}
