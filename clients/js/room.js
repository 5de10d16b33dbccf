/** A room that the user wants to be in, over any number of connections. */
export class Room {
  /** Whether this connection is a member now. */
  live = false;
  /** Set while the server's "later" is waited for. */
  retryTimer = undefined;
  /** @type {import('./order.js').Order} */
  order;
  /** @type {import('./mender.js').Mender} */
  mender;

  #waiters = [];

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @returns {Promise<void>} until the first `joined` from now on */
  whenJoined() {
    const joined = new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
    // Most callers only listen to events; a refused join is also an `error` event, so that nothing is hidden by this.
    joined.catch(() => {});
    return joined;
  }

  joined() {
    this.live = true;
    this.#settle(waiter => waiter.resolve());
  }

  /** @param {Error} error */
  refused(error) {
    this.#settle(waiter => waiter.reject(error));
  }

  #settle(action) {
    this.#waiters.splice(0).forEach(action);
  }
}
