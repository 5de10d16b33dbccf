/**
 * Time, so that tests can hold it.
 *
 * @typedef {{now: () => number, setTimeout: (action: () => void, millis: number) => any, clearTimeout: (timer: any) => void}} Clock
 *     milliseconds; `now` never goes back
 */

/** @type {Clock} */
export const systemClock = {
  now: () => performance.now(),
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
