import { ChatkaError } from './protocol.js';

/** So that a server which never answers cannot fill the memory. */
const MOST_PENDING = 256;

const TIMEOUT_MILLIS = 15_000;

/** The commands that wait for their answer, by `id`. */
export class Commands {
  #pending = new Map();
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
    const text = JSON.stringify({ ...command, id });
    const room = command.room;
    if (this.#pending.size >= MOST_PENDING) {
      return refuse({ code: 'too_many_pending', message: 'too many commands wait for an answer', room, retryAfter: 1000 });
    }
    if (byteLengthExceeds(text, frameLimit)) {
      // The server would close the connection (1009) and not want to see us again.
      return refuse({ code: 'too_long', message: `the message is over ${frameLimit} bytes`, room });
    }
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => this.#timedOut(id), TIMEOUT_MILLIS);
      this.#pending.set(id, { resolve, reject, timer, room });
      link.send(text);
    });
  }

  /**
   * @param {{type: string, id?: any}} reply  `ok`, `history` or `error`
   * @returns {boolean} whether it answers a command of ours
   */
  settle(reply) {
    const command = this.#take(reply.id);
    if (!command) return false;
    if (reply.type === 'error') command.reject(new ChatkaError({ ...reply, room: command.room }));
    else command.resolve(reply);
    return true;
  }

  /** The connection is gone, and with it every answer. @param {import('./protocol.js').Fault} fault */
  rejectAll(fault) {
    for (const id of [...this.#pending.keys()]) {
      const command = this.#take(id);
      command.reject(new ChatkaError({ ...fault, room: command.room }));
    }
  }

  #timedOut(id) {
    const command = this.#take(id);
    command.reject(new ChatkaError({ code: 'timeout', message: 'no answer; the outcome is unknown', room: command.room }));
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

/** @param {import('./protocol.js').Fault} fault */
function refuse(fault) {
  return Promise.reject(new ChatkaError(fault));
}

function byteLengthExceeds(text, limit) {
  // A UTF-16 unit is at most three bytes of UTF-8: most messages need no counting.
  return text.length * 3 > limit && new TextEncoder().encode(text).length > limit;
}
