import { button, element } from './dom.js';
import { follows, messageElement } from './message.js';
import { PresenceLine } from './presence.js';
import { dayOf, sameDay } from './wording.js';

/** Older ones leave the page: a tab that stays open for weeks must not grow. */
const MOST_ITEMS = 500;

/** Above a reader who has scrolled up, messages stay on the page up to this number. */
const MOST_WHILE_READING = 2000;

/** Being this close to the end counts as being there, in pixels. */
const NEAR = 48;

/** Closer to the top than this many screens, older messages are asked for. */
const SCREENS_AHEAD = 1;

/** What happened in one room, oldest first; follows the newest unless the reader scrolled up. */
export class Timeline {
  #items = element('div', 'items');
  #beginning = element('p', 'notice beginning', 'Earlier messages are not kept');
  #hint = element('p', 'first-words', 'No recent messages. Say hello.');
  /** @type {WeakMap<Element, import('/client/protocol.js').Message>} what the items show */
  #messages = new WeakMap();
  #isOwn;
  #scroller;
  #toBottom;
  #atBottom = true;
  #scrollTop = 0;
  #lastMessage = null;
  #lastAt = null;
  #presence = null;
  #fresh = null;
  #scrollPlanned = false;

  /** The reader is near the top. */
  onTop = () => {};

  /** Old messages have left the page. */
  onTrimmed = () => {};

  /** Where unconfirmed messages stand, below all that is confirmed. */
  outbox = element('div', 'outbox');

  /** @param {string} room @param {(message: import('/client/protocol.js').Message) => boolean} isOwn */
  constructor(room, isOwn) {
    this.#isOwn = isOwn;
    this.#hint.hidden = this.#beginning.hidden = true;
    this.#scroller = element('div', 'scroller', this.#beginning, this.#items, this.outbox, this.#hint);
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'log');
    this.#scroller.setAttribute('aria-label', `Messages in ${room}`);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#toBottom = button('to-bottom', '', () => this.toBottom());
    this.#toBottom.hidden = true;
    this.element = element('section', 'timeline', this.#scroller, this.#toBottom);
    this.element.hidden = true;
    // Neither a phone's keyboard, a growing composer nor a failed message's buttons may hide the newest message.
    const follower = new ResizeObserver(() => this.#follow());
    for (const part of [this.#scroller, this.#items, this.outbox]) follower.observe(part);
  }

  /** @returns {import('/client/protocol.js').Message|null} */
  get oldest() {
    for (const item of this.#items.children) if (this.#messages.has(item)) return this.#messages.get(item);
    return null;
  }

  /** Whether there are no messages before the oldest. @param {boolean} known */
  set beginsHere(known) {
    this.#beginning.hidden = !known || !(this.oldest?.seq > 1);
    this.#hint.hidden = !known;
  }

  /** @param {import('/client/protocol.js').Message} message */
  addMessage(message) {
    const lines = this.#lines([message], this.#lastMessage, this.#lastAt);
    for (const line of lines) this.#add(line);
    this.#lastAt = message.at;
    this.#lastMessage = message;
    if (!this.#atBottom && !this.#isOwn(message)) this.#offerBottom('New messages', true);
  }

  /** @param {import('/client/protocol.js').Message[]} messages  older than all that are here, the oldest first */
  prepend(messages) {
    const last = messages.at(-1);
    if (!last) return;
    const { scrollHeight, scrollTop } = this.#scroller;
    this.#meet(last);
    this.#items.prepend(...this.#lines(messages, null, null));
    // The reader goes on where they were.
    if (this.#atBottom) this.#follow();
    else this.#scroller.scrollTop = this.#scroller.scrollHeight - scrollHeight + scrollTop;
  }

  /** Asks for older messages if the reader is near the top. */
  checkTop() {
    if (this.element.hidden || this.#items.childElementCount >= MOST_WHILE_READING) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // It may be about to follow the newest.
    const above = this.#atBottom ? scrollHeight - clientHeight : scrollTop;
    if (above <= clientHeight * SCREENS_AHEAD) this.onTop();
  }

  /**
   * Texts were deleted: one message, or all earlier ones of a user.
   *
   * @param {import('/client/protocol.js').Deleted} event
   */
  remove({ epoch, seq, target, user }) {
    for (const item of this.#items.children) {
      const message = this.#messages.get(item);
      if (!message || message.deleted || message.epoch !== epoch) continue;
      if (target === undefined ? message.from?.id === user && message.seq < seq : message.seq === target) {
        const shown = deletedElement();
        item.replaceWith(shown);
        this.#messages.set(shown, { ...message, deleted: true });
      }
    }
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

  /** Messages from here on are unread. */
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
    this.checkTop();
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
    this.#trim(this.#atBottom ? MOST_ITEMS : MOST_WHILE_READING);
    // At the limit the height may stay the same, which no observer sees.
    this.#follow();
  }

  #trim(most) {
    if (this.#items.childElementCount <= most) return;
    while (this.#items.childElementCount > most) this.#items.firstElementChild.remove();
    this.#beginning.hidden = true;
    this.onTrimmed();
  }

  /** The messages as elements, and a line wherever a day begins. */
  #lines(messages, before, beforeAt) {
    const lines = [];
    for (const message of messages) {
      if (!sameDay(beforeAt ?? Date.now(), message.at)) {
        lines.push(dayLine(message.at));
        before = null;
      }
      // Of a deleted message there is only the place; what tells of a deletion is nothing to read.
      const readable = message.type === 'message' && !message.deleted;
      const shown = readable ? messageElement(message, this.#isOwn(message), before) : deletedElement();
      shown.hidden = message.type === 'deleted';
      this.#messages.set(shown, message);
      lines.push(shown);
      before = readable ? message : null;
      beforeAt = message.at;
    }
    return lines;
  }

  /** Puts an older message above the ones on the page. */
  #meet(last) {
    const { oldest } = this;
    const top = this.#items.firstElementChild;
    if (!top) this.#lastMessage = last;
    this.#lastAt ??= last.at;
    if (!oldest) return;
    const hasDay = top.classList.contains('day');
    if (!sameDay(last.at, oldest.at)) {
      if (!hasDay) top.before(dayLine(oldest.at));
    } else {
      if (hasDay) top.remove();
      const now = this.#items.firstElementChild;
      now.classList.toggle('follows', this.#messages.get(now) === oldest && !!oldest.from && follows(oldest, last));
    }
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
    this.checkTop();
  }

  #offerBottom(text, news) {
    this.#toBottom.textContent = text;
    this.#toBottom.classList.toggle('news', news);
    this.#toBottom.hidden = false;
  }
}

function deletedElement() {
  return element('p', 'notice deleted', 'A message was deleted');
}

function dayLine(at) {
  return element('p', 'day', dayOf(at));
}
