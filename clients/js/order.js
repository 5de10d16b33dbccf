/** Messages and gaps that wait for a hole before them; with more, the hole stays one. */
const MOST_HELD = 1000;

/**
 * The order of one room's messages: each is told once, and none before those that come before it. Where some are missing
 * it has a `hole`, and holds what comes after it until the hole is filled or given up: see Mender. The rule is that nothing
 * is missed silently; what will not come is told as `gap`, and an order that starts again as `restart`.
 */
export class Order {
  /** @type {import('./protocol.js').Position|null} the last message that was told, or told to be missing */
  position;

  /** Up to here messages are known to be; beyond the position, they are missing. */
  #target = 0;
  #held = [];
  #tell;

  /**
   * @param {import('./protocol.js').Position|null} since
   * @param {(type: 'message'|'gap'|'restart', event: any) => void} tell
   */
  constructor(since, tell) {
    this.position = since && { epoch: since.epoch, seq: since.seq };
    this.#tell = tell;
  }

  /** @returns {{from: number, to: number}|null} what is missing, both ends included */
  get hole() {
    return this.position && this.#target > this.position.seq ? { from: this.position.seq + 1, to: this.#target } : null;
  }

  /** @param {import('./protocol.js').JoinedFrame} frame */
  joined({ epoch, seq, recovered }) {
    const before = this.position;
    if (before?.epoch === epoch && (recovered || seq >= before.seq)) {
      // What a recovered room replays counts on from what was told last.
      if (!recovered) this.#target = Math.max(this.#target, seq);
    } else {
      // A server that is behind what was seen has lost some of it: the same numbers may be other messages now.
      this.#startAt({ epoch, seq });
    }
  }

  /** @param {import('./protocol.js').Message|import('./protocol.js').Gap} frame */
  take(frame) {
    if (this.hole) this.#hold(frame);
    else this.#place(frame);
  }

  /** The room has a new epoch: what is missing of the old one cannot be had any more. @param {import('./protocol.js').Position} position */
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

  /** What is missing will not come. @param {number} to  the last of it */
  giveUp(to = this.#target) {
    this.#missing(to);
    this.#release();
  }

  /** The connection is gone: what was held comes again, behind the position, once the room is joined again. */
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

  /** A message that is the next one, or was told already. */
  #next(message) {
    if (message.seq <= this.position.seq) return;
    this.position.seq = message.seq;
    this.#tell('message', Object.assign(message, { epoch: this.position.epoch }));
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
