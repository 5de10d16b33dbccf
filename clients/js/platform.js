/**
 * Time, so that tests can hold it.
 *
 * @typedef {{now: () => number, wall: () => number, setTimeout: (action: () => void, millis: number) => any,
 *   clearTimeout: (timer: any) => void}} Clock  milliseconds; `now` never goes back, but may stand still while the machine
 *     sleeps; `wall` is the time of day
 */

/** @type {Clock} */
export const systemClock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimeout: (action, millis) => setTimeout(action, millis),
  clearTimeout: timer => clearTimeout(timer),
};

/**
 * @param {string|URL} url  http(s) or ws(s)
 * @param {string} [base]  the page's address, for a relative one
 * @returns {string} of a WebSocket; without the fragment, which its constructor refuses
 */
export function socketUrl(url, base) {
  const absolute = new URL(url, base);
  absolute.protocol = absolute.protocol.replace('http', 'ws');
  absolute.hash = '';
  return absolute.href;
}

const KEY_BYTES = 16;

/** @returns {string} for one message: 128 random bits, which nobody guesses, in hexadecimal */
export function randomKey() {
  // Not randomUUID, which a browser has on secure pages only.
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
