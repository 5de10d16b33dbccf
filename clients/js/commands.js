import { ChatkaError } from './protocol.js';

/** So that a server which never answers cannot fill the memory. */
const MOST_PENDING = 256;

const TIMEOUT_MILLIS = 15_000;

/** The commands that wait for their answer, by `id`. */
export class Commands {
  #pending = new Map();
  /** Final errors without an `id`, and the commands that were on their way when these came: each is the answer to one of them. */
  #strays = [];
  #suspects = new Set();
  #nextId = 1;
  #clock;
  #onTimeout;

  /**
   * @param {import('./platform.js').Clock} clock
   * @param {() => void} onTimeout  a command was not answered: is the connection alive?
   */
  constructor(clock, onTimeout) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
  }

  /**
   * Sends a command with an `id` of ours.
   *
   * @param {import('./link.js').Link} link
   * @param {object} command
   * @param {number} [frameLimit]  bytes
   * @returns {Promise<any>} the `ok`, or what else answers it; rejects with a ChatkaError
   */
  send(link, command, frameLimit = Infinity) {
    const id = this.#nextId++;
    const { type, room, ...fields } = command;
    // The id comes first: a server that stops reading at a fault has seen it.
    const text = JSON.stringify({ type, id, room, ...fields });
    if (this.#pending.size >= MOST_PENDING) {
      return refuse({ code: 'too_many_pending', message: 'too many commands wait for an answer', room, retryAfter: 1000 });
    }
    if (byteLengthExceeds(text, frameLimit)) {
      // The server would close the connection (1009) and not want to see us again.
      return refuse({ code: 'too_long', message: `the message is over ${frameLimit} bytes`, room });
    }
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => this.#timedOut(id), TIMEOUT_MILLIS);
      this.#pending.set(id, { resolve, reject, timer, room, length: text.length });
      link.send(text);
    });
  }

  /**
   * @param {{type: string, id?: any, [field: string]: any}} reply  `ok`, `history` or `error`
   * @returns {boolean} whether it answers a command of ours
   */
  settle(reply) {
    if (reply.type === 'error' && reply.id === undefined) return this.#stray(reply);
    const command = this.#take(reply.id);
    if (!command) return false;
    if (reply.type === 'error') fail(command, reply);
    else command.resolve(reply);
    this.#concludeWithout(reply.id);
    return true;
  }

  /** The connection is gone, and with it every answer. @param {import('./protocol.js').Fault} fault */
  rejectAll(fault) {
    this.#strays = [];
    this.#suspects.clear();
    for (const id of [...this.#pending.keys()]) fail(this.#take(id), fault);
  }

  /**
   * The server closed because a frame was too large for it.
   *
   * @param {import('./protocol.js').Fault} fault
   * @returns {boolean} whether there was one that it can have meant
   */
  rejectLargest(fault) {
    const [id] = [...this.#pending].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    if (id === undefined) return false;
    fail(this.#take(id), fault);
    return true;
  }

  /** What may succeed later says nothing about a command, and is no answer. */
  #stray(error) {
    if (this.#pending.size === 0 || new ChatkaError(error).retryable) return false;
    this.#strays.push(error);
    for (const id of this.#pending.keys()) this.#suspects.add(id);
    this.#conclude();
    return true;
  }

  #concludeWithout(id) {
    if (this.#suspects.delete(id)) this.#conclude();
  }

  /** Once no more commands can be meant than errors came, all of them are. */
  #conclude() {
    if (this.#suspects.size > this.#strays.length) return;
    const strays = this.#strays.splice(0);
    const meant = [...this.#suspects];
    this.#suspects.clear();
    meant.forEach((id, i) => fail(this.#take(id), strays[i]));
  }

  #timedOut(id) {
    const command = this.#take(id);
    const stray = this.#suspects.delete(id) && this.#strays.shift();
    if (this.#strays.length === 0) this.#suspects.clear();
    if (stray) fail(command, { ...stray, uncertain: true });
    else fail(command, { code: 'timeout', message: 'no answer; the outcome is unknown' });
    this.#onTimeout();
  }

  #take(id) {
    const command = this.#pending.get(id);
    if (command) {
      this.#pending.delete(id);
      this.#clock.clearTimeout(command.timer);
    }
    return command;
  }
}

/** @param {{reject: (error: Error) => void, room?: string}} command @param {import('./protocol.js').Fault} fault */
function fail(command, fault) {
  command.reject(new ChatkaError({ ...fault, room: command.room }));
}

/** @param {import('./protocol.js').Fault} fault */
function refuse(fault) {
  return Promise.reject(new ChatkaError(fault));
}

function byteLengthExceeds(text, limit) {
  // A UTF-16 unit is at most three bytes of UTF-8: most messages need no counting.
  return text.length * 3 > limit && new TextEncoder().encode(text).length > limit;
}
