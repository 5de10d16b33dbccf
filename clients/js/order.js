/** Messages and gaps that wait for a hole before them; with more, the hole stays one. */
const MOST_HELD = 1000;

/**
 * The order of one room's messages: it delivers each once, and none before an earlier one. If messages are missing it has a
 * `hole`, and holds later ones until the hole is filled or given up: see Mender. Nothing is lost silently: lost messages
 * become a `gap`, and an order that starts again becomes a `restart`.
 */
export class Order {
  /** @type {import('./protocol.js').Position|null} the last message that was delivered or reported missing */
  position;

  /** The room has messages up to here; those after the position are missing. */
  #target = 0;
  #held = [];
  #tell;

  /**
   * @param {import('./protocol.js').Position|null} since
   * @param {(type: 'message'|'deleted'|'gap'|'restart', event: any) => void} tell
   */
  constructor(since, tell) {
    this.position = since && { epoch: since.epoch, seq: since.seq };
    this.#tell = tell;
  }

  /** @returns {{from: number, to: number}|null} the missing messages, both ends included */
  get hole() {
    return this.position && this.#target > this.position.seq ? { from: this.position.seq + 1, to: this.#target } : null;
  }

  /** @param {import('./protocol.js').JoinedFrame} frame */
  joined({ epoch, seq, recovered }) {
    const before = this.position;
    if (before?.epoch === epoch && (recovered || seq >= before.seq)) {
      // The replay of a recovered room continues after the position.
      if (!recovered) this.#target = Math.max(this.#target, seq);
    } else {
      // A server behind the position has lost messages: the same numbers may be other messages now.
      this.#startAt({ epoch, seq });
    }
  }

  /** @param {import('./protocol.js').Message|import('./protocol.js').Gap} frame */
  take(frame) {
    if (this.hole) this.#hold(frame);
    else this.#place(frame);
  }

  /** The room has a new epoch: the missing messages of the old one are lost. @param {import('./protocol.js').Position} position */
  restart({ epoch, seq }) {
    while (this.hole) this.giveUp();
    this.#startAt({ epoch, seq });
  }

  /** @param {import('./protocol.js').Message[]} messages  of the history, ascending, from the hole's beginning on */
  fill(messages) {
    for (const message of messages) {
      if (message.seq > this.#target) break;
      this.#missing(message.seq - 1);
      this.#next(message);
    }
    this.#release();
  }

  /** The missing messages will not come. @param {number} to  the last of them */
  giveUp(to = this.#target) {
    this.#missing(to);
    this.#release();
  }

  /** The connection is lost: after the next join the server sends the held messages again. */
  interrupt() {
    this.#held = [];
    this.#target = 0;
  }

  #place(frame) {
    const next = this.position.seq + 1;
    if (frame.type === 'gap') {
      this.#target = frame.to;
    } else if (frame.seq > next) {
      this.#target = frame.seq - 1;
      this.#held.unshift(frame);
    } else {
      this.#next(frame);
    }
  }

  /** A message that is the next one, or was delivered already. */
  #next(message) {
    if (message.seq <= this.position.seq) return;
    this.position.seq = message.seq;
    // Of a message that was deleted before this client got it, there is only the place.
    if (message.deleted) this.#tell('deleted', { type: 'deleted', seq: message.seq, at: message.at, target: message.seq, epoch: this.position.epoch });
    else this.#tell(message.type, Object.assign(message, { epoch: this.position.epoch }));
  }

  #missing(to) {
    const from = this.position.seq + 1;
    if (to < from) return;
    this.position.seq = to;
    this.#tell('gap', { type: 'gap', epoch: this.position.epoch, from, to });
  }

  #hold(frame) {
    this.#held.push(frame);
    while (this.#held.length > MOST_HELD) this.giveUp();
  }

  #release() {
    while (this.#held.length > 0 && !this.hole) this.#place(this.#held.shift());
  }

  #startAt(position) {
    const before = this.position;
    this.interrupt();
    this.position = position;
    if (before) this.#tell('restart', { type: 'restart', ...position, before });
  }
}
