const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ROUGH = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export const whole = (value) => (value === null ? '–' : WHOLE.format(value));

/** A rate or another measured number. */
export function rough(value) {
  if (value === null) return '–';
  return Math.abs(value) >= 10_000 ? COMPACT.format(value) : ROUGH.format(value);
}

export function bytes(value) {
  if (value === null) return '–';
  let unit = 0;
  let rest = value;
  for (; rest >= 1024 && unit < 4; unit++) rest /= 1024;
  return `${ROUGH.format(rest)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`;
}

export function micros(value) {
  if (value === null) return '–';
  if (value < 1000) return `${ROUGH.format(value)} µs`;
  return value < 1_000_000 ? `${ROUGH.format(value / 1000)} ms` : `${ROUGH.format(value / 1_000_000)} s`;
}

export const percent = (value) => (value === null ? '–' : `${ROUGH.format(value)} %`);

/** The time of day; with the day if that is another one. */
export function time(millis) {
  const at = new Date(millis);
  return at.toDateString() === new Date().toDateString() ? TIME.format(at) : `${DAY.format(at)} ${TIME.format(at)}`;
}

/** How long something lasts from now on. */
export const until = (millis) => (millis ? `until ${time(millis)}` : 'for ever');
