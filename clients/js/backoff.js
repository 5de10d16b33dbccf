import { comesBack } from './protocol.js';

const BASE_MILLIS = 500;
const CEILING_MILLIS = 30_000;

/** A connection that lived this long was a good one; a server that accepts and drops must not be hammered. */
const STABLE_MILLIS = 10_000;

/** More than this and a timer overflows its 32 bits and fires at once; nobody waits so long for a chat anyway. */
const LONGEST_WAIT_MILLIS = 3_600_000;

/**
 * How long to wait before the next attempt: "full jitter", a random time between 0 and an exponentially growing ceiling.
 * The randomness over the whole range is what spreads a thousand clients that lost the same server at the same moment
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param {number} attempt  attempts that failed since the last stable connection, from 0
 * @param {() => number} random  in [0, 1)
 * @returns {number} milliseconds
 */
export function backoffMillis(attempt, random = Math.random) {
  return Math.floor(random() * Math.min(CEILING_MILLIS, BASE_MILLIS * 2 ** attempt));
}

/**
 * @param {unknown} millis  a wait that the server named
 * @returns {number} the wait, within what a timer can do
 */
export function boundedWait(millis) {
  return Number.isFinite(millis) ? Math.min(Math.max(0, Number(millis)), LONGEST_WAIT_MILLIS) : 0;
}

/** Decides after each connection whether and when the next one is tried. */
export class Backoff {
  #random;
  #attempt = 0;

  /** @param {() => number} random  in [0, 1) */
  constructor(random) {
    this.#random = random;
  }

  /** Somebody asked for a fresh start. */
  reset() {
    this.#attempt = 0;
  }

  /** @returns {number} milliseconds of our own guess */
  guess() {
    return backoffMillis(this.#attempt, this.#random);
  }

  /**
   * @param {object} end  of a connection
   * @param {number} end.openMillis  how long it was open; 0 if it never was
   * @param {number} end.code  of the close
   * @param {number|false} [end.told]  `reconnect` of the server's `bye`: the wait, or false for never
   * @returns {{millis: number, byServer: boolean}|null} null: do not reconnect. A wait by the server is this client's slot
   *     among many and must be kept; the client's own guess may be cut short.
   */
  after({ openMillis, code, told }) {
    if (openMillis >= STABLE_MILLIS) this.#attempt = 0;
    const byServer = typeof told === 'number';
    if (told === false || (!byServer && !comesBack(code))) return null;
    const millis = byServer ? boundedWait(told) : this.guess();
    this.#attempt++;
    return { millis, byServer };
  }
}
