import { Outbox } from './outbox.js';
import { button, element, nameElement } from './dom.js';
import { Past } from './past.js';
import { Timeline } from './timeline.js';
import { badge, missedText, rulesText } from './wording.js';

/** One room on this page: its entry in the list, its timeline, and its unsent messages. */
export class RoomView {
  unread = 0;
  users = 0;
  degraded = false;
  /** @type {import('/client/protocol.js').RoomState|null} what moderators have set */
  state = null;
  /** @type {import('/client/protocol.js').You|null} */
  you = null;
  draft = '';
  active = false;
  /** @type {import('/client/protocol.js').Position|null} kept over a change of name, which is another session */
  position = null;

  #badge = element('span', 'badge');

  /**
   * @param {string} name
   * @param {object} actions
   * @param {() => void} actions.select
   * @param {(room: string, text: string, options: object) => Promise<any>} actions.say
   * @param {(room: string, range: object) => Promise<import('/client/protocol.js').Page>} actions.history
   * @param {(message: import('/client/protocol.js').Message) => boolean} actions.isOwn
   * @param {(text: string) => void} actions.edit
   * @param {() => void} actions.focus
   */
  constructor(name, { select, say, history, isOwn, edit, focus }) {
    this.name = name;
    this.timeline = new Timeline(name, isOwn);
    this.past = new Past(this.timeline, range => history(name, range));
    this.outbox = new Outbox(this.timeline.outbox, { say: (text, options) => say(name, text, options), edit, focus });
    this.button = button('room', '', select);
    this.button.append(nameElement('room-name', name), this.#badge);
    this.entry = element('li', '', this.button);
    this.#showUnread();
  }

  /** @param {boolean} active */
  activate(active) {
    this.active = active;
    this.button.setAttribute('aria-current', String(active));
    if (active) {
      this.timeline.show();
      this.seen();
    } else {
      this.timeline.hide();
      this.timeline.clearFresh();
    }
  }

  seen() {
    this.unread = 0;
    this.#showUnread();
  }

  /** @param {import('/client/protocol.js').Message} message @param {boolean} own */
  message(message, own) {
    if (own) {
      this.outbox.arrived(message);
      this.timeline.clearFresh();
    } else if (!this.active || document.hidden) {
      if (this.unread === 0) this.timeline.markFresh();
      this.unread++;
      this.#showUnread();
    }
    this.timeline.addMessage(message);
  }

  /** @param {import('/client/protocol.js').JoinedFrame} joined */
  joined(joined) {
    this.users = joined.users ?? joined.members;
    this.state = joined.state ?? null;
    this.you = joined.you ?? null;
    // This may be another server, and it tells when it is in trouble.
    this.degraded = false;
    this.past.joined(joined);
  }

  /** @param {import('/client/protocol.js').Gap} gap */
  gap({ from, to }) {
    this.timeline.addNotice(missedText(to - from + 1), 'missed');
  }

  restarted() {
    this.timeline.addNotice('The room has started again; some messages may be missing', 'missed');
  }

  /** @param {import('/client/protocol.js').RoomChange} change */
  changed({ degraded, slow, speak, closed, you }) {
    if (degraded !== undefined) this.degraded = degraded;
    for (const [field, value] of Object.entries({ slow, speak, closed })) {
      if (value !== undefined && this.state) this.state[field] = value;
    }
    if (you && this.you) this.you.mutedUntil = you.mutedUntil ?? undefined;
  }

  /** @param {import('/client/protocol.js').Deleted} event */
  deleted(event) {
    this.timeline.remove(event);
  }

  /** What one has to know before one writes here; empty for nothing. */
  get note() {
    if (this.degraded) return 'The server cannot reach its message store. Your messages are sent as soon as it can.';
    return rulesText(this.state, this.you);
  }

  #showUnread() {
    this.#badge.hidden = this.unread === 0;
    this.#badge.textContent = badge(this.unread);
    this.button.classList.toggle('unread', this.unread > 0);
    if (this.unread > 0) this.button.setAttribute('aria-label', `${this.name}, ${this.unread} unread`);
    else this.button.removeAttribute('aria-label');
  }
}
