import { backoffMillis, boundedWait } from './backoff.js';
import { randomKey } from './platform.js';
import { ChatkaError, DEFAULT_LIMITS } from './protocol.js';

/** Messages of all rooms that are not acknowledged. */
const MOST_WAITING = 256;

/** Of the time for which the server knows a key: the rest is for the last attempt's way to it. */
const WINDOW_SHARE = 0.9;

/** The wait between two attempts doubles this often, to 8 s, so that a client soon notices a server that is back. */
const MOST_DOUBLINGS = 4;

/** If this many connections end while a message is on its way, the message is likely to be the cause. */
const MOST_CONNECTIONS_LOST = 5;

/** Failures after which the room may have the message all the same. */
const UNCERTAIN = new Set(['disconnected', 'timeout', 'unavailable', 'internal']);

/**
 * What the user says, until the room has it. Each message has a key, so that it can be sent again and again and the room
 * has it once. Of each room one message is on its way at a time, and the next one follows when that is settled: none can
 * overtake one that has to be sent again.
 */
export class Outgoing {
  /** @type {Map<string, {messages: Message[], sent: Message|null, attempts: number, timer: any}>} by room */
  #queues = new Map();
  #size = 0;
  #send;
  #isLive;
  #clock;
  #random;
  #window = DEFAULT_LIMITS.keys * WINDOW_SHARE;

  /**
   * @param {(command: object) => Promise<any>|null} send  null while there is no session
   * @param {(room: string) => boolean} isLive  whether this connection is a member of it
   * @param {{clock: import('./platform.js').Clock, random: () => number}} platform
   */
  constructor(send, isLive, { clock, random }) {
    this.#send = send;
    this.#isLive = isLive;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * @param {string} room
   * @param {{text?: string, data?: any}} content  as it is now: later changes to it are not seen
   * @param {{key?: string, signal?: AbortSignal}} options
   * @returns {Promise<import('./protocol.js').Position>}
   */
  say(room, { text, data }, { key = randomKey(), signal }) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const command = JSON.parse(JSON.stringify({ type: 'say', room, text, data, key }));
      if (this.#size >= MOST_WAITING) {
        throw new ChatkaError({ code: 'too_many_pending', message: `${MOST_WAITING} messages wait already`, room, retryAfter: 1000 });
      }
      const message = new Message(command, { resolve, reject }, this.#clock);
      this.#expireInTime(message);
      message.whenAborted(signal, () => this.#finish(message, () => reject(signal.reason)));
      const queue = this.#queues.get(room) ?? { messages: [], sent: null, attempts: 0, timer: undefined };
      this.#queues.set(room, queue);
      queue.messages.push(message);
      this.#size++;
      this.#next(room);
    });
  }

  /** What the server says of itself; it holds for what waits already, too. @param {number} millis */
  keysAreKnownFor(millis) {
    const window = millis * WINDOW_SHARE;
    if (window === this.#window) return;
    this.#window = window;
    for (const { messages } of this.#queues.values()) messages.forEach(message => this.#expireInTime(message));
  }

  /** The room was joined, or its trouble is over: what waits is worth an attempt. @param {string} room @param {number} within  ms */
  resume(room, within = 0) {
    const queue = this.#queues.get(room);
    if (!queue) return;
    queue.attempts = 0;
    this.#wait(room, queue, within && Math.floor(this.#random() * within));
  }

  /** The room was left: nothing more is sent to it. @param {string} room @param {import('./protocol.js').Fault} fault */
  drop(room, fault) {
    const queue = this.#queues.get(room);
    for (const message of [...queue?.messages ?? []]) {
      // A message on its way may still be acknowledged, but is not sent again.
      if (message === queue.sent) message.end = fault;
      else this.#reject(message, fault);
    }
  }

  /** @param {import('./protocol.js').Fault} fault */
  rejectAll(fault) {
    for (const queue of [...this.#queues.values()]) {
      for (const message of [...queue.messages]) this.#reject(message, fault);
    }
  }

  /** Sends the room's first message, if it is its turn. */
  #next(room) {
    const queue = this.#queues.get(room);
    if (!queue || queue.sent || queue.timer !== undefined || !this.#isLive(room)) return;
    const [message] = queue.messages;
    if (message.age(this.#clock) >= this.#window) return void this.#expire(message);
    const answer = this.#send(message.command);
    if (!answer) return;
    queue.sent = message;
    message.uncertain = true;
    answer.then(
      ({ epoch, seq, held }) => this.#finish(message, () => message.resolve(held ? { held } : { epoch, seq })),
      error => this.#failed(message, error));
  }

  #failed(message, error) {
    const queue = this.#queues.get(message.room);
    if (queue?.sent !== message) return;
    queue.sent = null;
    message.doubted ||= error.uncertain || UNCERTAIN.has(error.code);
    message.uncertain = message.doubted;
    if (error.code === 'disconnected' && ++message.connectionsLost === MOST_CONNECTIONS_LOST) {
      const text = `the connection was lost ${MOST_CONNECTIONS_LOST} times while this message was on its way; the room may have it`;
      this.#reject(message, { code: 'disconnected', message: text });
    } else if (!error.retryable || error.code === 'slow_mode') {
      // In slow mode the author decides, when the time has come.
      error.uncertain = message.uncertain;
      this.#finish(message, () => message.reject(error));
    } else if (message.end) {
      this.#reject(message, message.end);
    } else {
      // Whatever ends the wait earlier, such as another connection, calls resume.
      const backoff = backoffMillis(Math.min(queue.attempts++, MOST_DOUBLINGS), this.#random);
      this.#wait(message.room, queue, boundedWait(error.retryAfter) + backoff);
    }
  }

  #wait(room, queue, millis) {
    this.#clock.clearTimeout(queue.timer);
    queue.timer = undefined;
    if (millis === 0) return this.#next(room);
    queue.timer = this.#clock.setTimeout(() => {
      queue.timer = undefined;
      this.#next(room);
    }, millis);
  }

  #expireInTime(message) {
    this.#clock.clearTimeout(message.timer);
    message.timer = this.#clock.setTimeout(() => this.#expire(message), Math.max(0, this.#window - message.age(this.#clock)));
  }

  #expire(message) {
    const seconds = this.#window / 1000;
    this.#reject(message, { code: 'expired', message: message.uncertain
      ? `not confirmed within ${seconds} s; the room may have it`
      : `could not be sent within ${seconds} s` });
  }

  #reject(message, { code, message: text, reason }) {
    const error = new ChatkaError({ code, message: text, room: message.room, uncertain: message.uncertain, reason });
    this.#finish(message, () => message.reject(error));
  }

  #finish(message, settle) {
    const queue = this.#queues.get(message.room);
    const index = queue?.messages.indexOf(message) ?? -1;
    // Its answer came after its end.
    if (index < 0) return;
    queue.messages.splice(index, 1);
    this.#size--;
    this.#clock.clearTimeout(message.timer);
    message.forgetSignal();
    if (queue.sent === message) {
      queue.sent = null;
      queue.attempts = 0;
    }
    if (queue.messages.length === 0) {
      this.#clock.clearTimeout(queue.timer);
      this.#queues.delete(message.room);
    }
    settle();
    this.#next(message.room);
  }
}

class Message {
  /** Whether the room may have it: it is on its way now, or an attempt was `doubted`. */
  uncertain = false;
  doubted = false;
  connectionsLost = 0;
  /** @type {import('./protocol.js').Fault|undefined} why it is not to be sent again */
  end = undefined;
  timer;
  forgetSignal = () => {};
  #saidAt;

  /** @param {any} command @param {{resolve: (place: any) => void, reject: (error: any) => void}} promise @param {import('./platform.js').Clock} clock */
  constructor(command, { resolve, reject }, clock) {
    this.command = command;
    this.room = command.room;
    this.resolve = resolve;
    this.reject = reject;
    this.#saidAt = clock.wall();
  }

  /** Milliseconds by the time of day, which goes on while a laptop sleeps; the timer sees to it that setting it back does no harm. */
  age(clock) {
    return clock.wall() - this.#saidAt;
  }

  whenAborted(signal, action) {
    if (!signal) return;
    signal.addEventListener('abort', action);
    this.forgetSignal = () => signal.removeEventListener('abort', action);
  }
}
