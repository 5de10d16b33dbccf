/**
 * A room that the user wants to be in, over any number of connections, and how far its messages were seen. The rule is
 * that nothing is missed silently: every hole between two messages becomes a `gap`.
 */
export class Room {
  /** @type {import('./protocol.js').Position|null} the last message seen */
  position;
  /** Whether this connection is a member now. */
  live = false;
  /** Set while the server's "later" is waited for. */
  retryTimer = undefined;

  #waiters = [];

  /** @param {string} name @param {import('./protocol.js').Position} [since] */
  constructor(name, since) {
    this.name = name;
    this.position = since ? { epoch: since.epoch, seq: since.seq } : null;
  }

  /** @returns {Promise<void>} until the first `joined` from now on */
  whenJoined() {
    const joined = new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
    // Most callers only listen to events; a refused join is also an `error` event, so that nothing is hidden by this.
    joined.catch(() => {});
    return joined;
  }

  /**
   * @param {import('./protocol.js').JoinedFrame} frame
   * @returns the event: the frame and `missed`, how many messages were said meanwhile and will not come: 0 for none, null
   *     when nobody can tell (another epoch)
   */
  joined(frame) {
    const before = this.position;
    this.live = true;
    const event = { ...frame, missed: before ? missedBetween(before, frame) : 0 };
    // What a recovered room replays comes before anything new, and counts on from what was seen last.
    this.position = { epoch: frame.epoch, seq: frame.recovered && before ? before.seq : frame.seq };
    this.#settle(waiter => waiter.resolve());
    return event;
  }

  /** @param {Error} error */
  refused(error) {
    this.#settle(waiter => waiter.reject(error));
  }

  /**
   * @param {number} seq  of a message
   * @returns {{fresh: boolean, gap: {from: number, to: number}|null}}
   */
  saw(seq) {
    if (!this.position) return { fresh: true, gap: null };
    if (seq <= this.position.seq) return { fresh: false, gap: null };
    const expected = this.position.seq + 1;
    this.position.seq = seq;
    return { fresh: true, gap: seq > expected ? { from: expected, to: seq - 1 } : null };
  }

  /**
   * @param {import('./protocol.js').Gap} frame  as the server tells it
   * @returns {{from: number, to: number}|null} the gap as this client knows it, or null if it lost nothing
   */
  skipped({ from, to }) {
    if (!this.position) return { from, to };
    if (to <= this.position.seq) return null;
    const expected = this.position.seq + 1;
    this.position.seq = to;
    return { from: expected, to };
  }

  /** The room's order starts again. @param {import('./protocol.js').Position} position */
  restarted({ epoch, seq }) {
    this.position = { epoch, seq: seq ?? 0 };
  }

  #settle(action) {
    this.#waiters.splice(0).forEach(action);
  }
}

function missedBetween(before, frame) {
  if (frame.recovered) return 0;
  if (frame.epoch !== before.epoch || frame.seq < before.seq) return null;
  return frame.seq - before.seq;
}
