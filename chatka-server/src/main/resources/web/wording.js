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

/** @param {number} count  of users, this one included */
export const hereText = count => `${number.format(count)} here`;

/** @param {string[]} names  of those who type; isolated, since a name may run from right to left */
export function typingText(names) {
  const isolated = names.map(name => `\u2068${name}\u2069`);
  if (isolated.length === 0) return '';
  if (isolated.length > 2) return 'Several people are typing';
  return `${isolated.join(' and ')} ${isolated.length === 1 ? 'is' : 'are'} typing`;
}

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

/** @param {number|undefined} until  Unix time in milliseconds; 0 or undefined: for ever */
const untilText = until => (until ? ` until ${sameDay(until, Date.now()) ? timeOf(until) : momentOf(until)}` : '');

/**
 * What moderators have set in a room, for somebody who wants to write there; empty if nothing keeps them from it.
 *
 * @param {import('/client/protocol.js').RoomState|null} state
 * @param {import('/client/protocol.js').You|null} you
 */
export function rulesText(state, you) {
  const until = you?.mutedUntil;
  if (until === 0 || until > Date.now()) return `You are muted in this room${untilText(until)}.`;
  if (!state || !you || you.grants.includes('moderate')) return '';
  if (state.closed) return 'This room is closed. Only moderators may write.';
  if (state.speak === 'moderators' || (state.speak === 'members' && you.role === 'guest')) return `Only ${state.speak} may write in this room now.`;
  return state.slow > 0 ? `Slow mode: one message every ${waitText(state.slow * 1000)}.` : '';
}

/** @param {number} left  milliseconds */
export const slowText = left => (left > 0 ? `Slow mode: you may send this in ${waitText(left)}` : 'You may send this now');

/** Why the user is in a room no more. @param {import('/client/protocol.js').Left} left */
export function leftText({ room, code, reason }) {
  const why = reason ? `: ${reason}` : '';
  if (code === 'banned') return `You are banned from #${room}${why}`;
  return code === 'kicked' ? `A moderator removed you from #${room}${why}` : `You may not be in #${room} any more${why}`;
}

/**
 * Why something was not sent, or may not have been.
 *
 * @param {{code: string, message: string, uncertain?: boolean, until?: number, reason?: string}} error
 */
export function failureText({ code, message, uncertain, until, reason }) {
  if (uncertain) return 'Not confirmed: the message may have been sent';
  const why = reason ? ` (${reason})` : '';
  switch (code) {
    case 'muted': return `Not sent: you are muted${untilText(until)}${why}`;
    case 'banned': return `Not sent: you are banned${untilText(until)}${why}`;
    case 'slow_mode': return 'Not sent: slow mode';
    case 'closed':
    case 'disconnected': return 'Not sent: there is no connection';
    case 'expired': return 'Not sent: it waited too long';
    case 'too_long': return 'Not sent: it is too long';
    default: return `Not sent: ${message}`;
  }
}

/** Of a message that is held back. */
export const HELD_TEXT = 'A moderator decides about this message.';
