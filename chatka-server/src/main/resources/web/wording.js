/** How this page says things: times, counts, failures. */

const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const number = new Intl.NumberFormat();

/** @param {number} at  Unix time in milliseconds */
export const timeOf = at => clockTime.format(at);

/** @param {number} at */
export const momentOf = at => fullTime.format(at);

/** @param {number} at @param {number} [now] */
export function dayOf(at, now = Date.now()) {
  return sameDay(at, now) ? 'Today' : weekday.format(at);
}

/** @param {number} one @param {number} other */
export function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** @param {number} count */
export const badge = count => (count > 99 ? '99+' : String(count));

/** @param {number} count  of connections, this one included */
export const hereText = count => `${number.format(count)} here`;

/** @param {number} millis */
export function waitText(millis) {
  const seconds = Math.ceil(millis / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** @param {number} count @param {string} which */
export const charactersText = (count, which) => `${number.format(count)} ${count === 1 ? 'character' : 'characters'} ${which}`;

/** @param {number} count */
export const missedText = count => (count === 1 ? '1 message is missing here' : `${number.format(count)} messages are missing here`);

/** @param {number} count */
export const waitingText = count => (count === 1 ? 'Waiting to be sent' : `${number.format(count)} messages wait to be sent`);

/** @param {number} count  of people without a name here */
export const moreText = count => `${number.format(count)} more`;

/** Why something was not sent, or may not have been. @param {{code: string, message: string, uncertain?: boolean}} error */
export function failureText({ code, message, uncertain }) {
  if (uncertain) return 'Not confirmed: the message may have been sent';
  switch (code) {
    case 'closed':
    case 'disconnected': return 'Not sent: there is no connection';
    case 'expired': return 'Not sent: it waited too long';
    case 'too_long': return 'Not sent: it is too long';
    default: return `Not sent: ${message}`;
  }
}
