import { boundedWait } from './backoff.js';
import { parseFrame } from './protocol.js';

const SUBPROTOCOL = 'chatka.v1';

/** From the constructor to the server's `welcome`. */
const OPENING_MILLIS = 15_000;

/** Whatever a server announces, this client does not ping in a tight loop. */
const SHORTEST_WATCH_MILLIS = 1000;

/** A timer that fires this much too late says nothing about the link ... */
const LATE_MILLIS = 1000;

/** ... but a browser may hold back the timers of a page in the background for as long as it is there. */
const MOST_LATE_DEADLINES = 2;

/** No close frame came. */
export const CLOSED_ABNORMALLY = 1006;
const CLOSED_BY_CLIENT = 1000;

/**
 * One WebSocket, from its constructor to its end, which it reports exactly once. A dead network closes nothing, and
 * scripts in a browser do not see the server's pings. So a silent link sends a ping, and gives up without an answer.
 */
export class Link {
  #socket;
  #clock;
  #events;
  #timer;
  #heartbeat = null;
  #heardAt;
  /** Until when an answer is waited for, by the clock's `now`; null if none is. */
  #answerBy = null;
  #over = false;

  /**
   * @param {string} url
   * @param {{WebSocket: any, clock: import('./platform.js').Clock}} platform
   * @param {{onOpen: () => void, onFrame: (frame: any) => void,
   *          onGone: (close: {code: number, reason: string}) => void}} events
   */
  constructor(url, { WebSocket, clock }, events) {
    this.#clock = clock;
    this.#events = events;
    this.#heardAt = clock.now();
    this.#socket = new WebSocket(url, SUBPROTOCOL);
    this.#socket.onopen = () => { if (!this.#over) events.onOpen(); };
    this.#socket.onmessage = event => this.#heard(event.data);
    this.#socket.onclose = event => this.#end(event.code, event.reason ?? '');
    // The close event that follows tells the same; without a listener some WebSocket implementations throw.
    this.#socket.onerror = () => {};
    this.#timer = clock.setTimeout(() => this.#giveUp('the server did not answer'), OPENING_MILLIS);
  }

  /** @param {string} text  a frame */
  send(text) {
    // A socket that is about to close throws or ignores it; either way the end is on its way and rejects the command.
    if (!this.#over && this.#socket.readyState === 1) this.#socket.send(text);
  }

  /** Call once welcome: from now on silence is watched. @param {import('./protocol.js').Heartbeat} heartbeat */
  watch(heartbeat) {
    const atLeast = millis => Math.max(SHORTEST_WATCH_MILLIS, boundedWait(millis));
    this.#heartbeat = { interval: atLeast(heartbeat.interval), timeout: atLeast(heartbeat.timeout) };
    this.#arm(this.#heartbeat.interval);
  }

  /**
   * Asks at once whether the other side is there. Whatever is heard is an answer.
   *
   * @param {number} [within]  milliseconds, after which the link is given up
   */
  probe(within = this.#heartbeat?.timeout) {
    if (this.#over) return;
    if (!this.#heartbeat) return this.#schedule(within, () => this.#giveUp('the server did not answer'));
    // Asking more often gives no more time.
    if (this.#answerBy === null || this.#answerBy > this.#clock.now() + within) this.#ask(within, MOST_LATE_DEADLINES);
  }

  #ask(within, mayBeLate) {
    const askedAt = this.#clock.wall();
    this.#answerBy = this.#clock.now() + within;
    this.send('{"type":"ping"}');
    this.#schedule(within, () => {
      const late = this.#clock.wall() - askedAt - within > LATE_MILLIS;
      if (this.#answerBy === null) this.#watchSilence();
      // Timers were held back, and so may have been what the server said.
      else if (late && mayBeLate > 0) this.#ask(within, mayBeLate - 1);
      else this.#giveUp('nothing heard from the server');
    });
  }

  /** Ends the link from this side. */
  close(code = CLOSED_BY_CLIENT, reason = '') {
    this.#end(code, reason);
  }

  #heard(data) {
    if (this.#over) return;
    // Noting it is all that a message costs; the timer looks at it when it fires.
    this.#heardAt = this.#clock.now();
    this.#answerBy = null;
    this.#events.onFrame(parseFrame(data));
  }

  #watchSilence() {
    const left = this.#heartbeat.interval - (this.#clock.now() - this.#heardAt);
    if (left > 0) this.#arm(left);
    else this.probe();
  }

  #arm(millis) {
    this.#schedule(millis, () => this.#watchSilence());
  }

  #schedule(millis, action) {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(action, millis);
  }

  #giveUp(reason) {
    this.#end(CLOSED_ABNORMALLY, reason);
  }

  #end(code, reason) {
    if (this.#over) return;
    this.#over = true;
    this.#clock.clearTimeout(this.#timer);
    // The closing handshake of a dead link takes minutes: it is not waited for.
    try {
      this.#socket.close(CLOSED_BY_CLIENT);
    } catch {
      // It was still connecting, or is closed already.
    }
    this.#events.onGone({ code, reason });
  }
}
