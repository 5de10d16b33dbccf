/** How often the client looks at the time of day, and so how long after the machine it wakes at most. */
const TICK_MILLIS = 2000;

/** A tick that is later than this was not delayed by work: the machine slept, or the browser held the page's timers back. */
const LATE_MILLIS = 3000;

const OF_WINDOW = ['online', 'offline', 'pageshow', 'focus'];

/**
 * Calls back when now is a good moment to look after the connection: the machine woke, the network came, went or
 * changed, or the page is looked at again. Only the first can be noticed outside browsers.
 *
 * @param {any} window  a browser's window, or anything else
 * @param {import('./platform.js').Clock} clock
 * @param {(slept: boolean) => void} callback  slept: time went by in which no timer ran
 * @returns {() => void} stops it
 */
export function onWake(window, clock, callback) {
  const ticks = new Ticks(clock, () => callback(true));
  const document = window?.document;
  const seen = () => { if (document.visibilityState === 'visible') callback(false); };
  const changed = () => callback(false);
  const listeners = !document ? [] : [
    ...OF_WINDOW.map(type => [window, type, changed]),
    [document, 'visibilitychange', seen],
    // A page that the browser had frozen.
    [document, 'resume', changed],
    // From one network to another, where browsers tell it.
    ...window.navigator?.connection?.addEventListener ? [[window.navigator.connection, 'change', changed]] : [],
  ];
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    ticks.stop();
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}

/** Looks at the time of day again and again: other clocks stand still while the machine sleeps. */
class Ticks {
  #clock;
  #onLate;
  #timer;
  #last;

  constructor(clock, onLate) {
    this.#clock = clock;
    this.#onLate = onLate;
    this.#next();
  }

  stop() {
    this.#clock.clearTimeout(this.#timer);
  }

  #next() {
    this.#last = this.#clock.wall();
    this.#timer = this.#clock.setTimeout(() => this.#tick(), TICK_MILLIS);
  }

  #tick() {
    const late = this.#clock.wall() - this.#last - TICK_MILLIS;
    this.#next();
    if (late > LATE_MILLIS) this.#onLate();
  }
}
