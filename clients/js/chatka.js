import { Backoff, boundedWait } from './backoff.js';
import { Commands } from './commands.js';
import { Emitter } from './emitter.js';
import { Link } from './link.js';
import { socketUrl, systemClock } from './platform.js';
import { ChatkaError, DEFAULT_HEARTBEAT, DEFAULT_LIMITS } from './protocol.js';
import { Rooms } from './rooms.js';
import { onWake } from './wake.js';

export { ChatkaError };

const DISCONNECTED = { code: 'disconnected', message: 'not connected' };

/**
 * A chat session that keeps itself connected.
 *
 * Events (`on(type, listener)`): `state` {state: 'connecting'|'open'|'waiting'|'closed', millis?: until the next attempt,
 * reason?, error?}, `welcome`, `joined` (with `missed`), `message`, `presence`, `room`, `gap`, `bye` as the frames in
 * protocol.js, and `error`, a ChatkaError that belongs to no promise.
 */
export class Chatka {
  #url; #name; #platform;
  #emitter = new Emitter();
  #commands; #rooms;
  #state = 'closed';
  #link = null;
  #bye = null;
  #backoff;
  #welcomedAt = null;
  #limits = DEFAULT_LIMITS;
  #user = null;
  #retryTimer;
  #retryByServer = false;
  #stopWaking = () => {};

  /**
   * @param {object} [options]
   * @param {string|URL} [options.url]  of `/ws`; http(s) is turned into ws(s); in a browser, the page's own server
   * @param {string} [options.name]  the user's; without it the server names a guest
   * @param {any} [options.WebSocket]  a constructor, where the platform has none
   * @param {import('./platform.js').Clock} [options.clock]
   * @param {() => number} [options.random]
   * @param {any} [options.window]  where online, offline and visibility events come from
   */
  constructor({ url, name, WebSocket = globalThis.WebSocket, clock = systemClock, random = Math.random,
                window = globalThis } = {}) {
    if (!WebSocket) throw new TypeError('this platform has no WebSocket: pass a constructor as options.WebSocket');
    this.#url = socketUrl(url ?? '/ws', window.location?.href);
    this.#name = name;
    this.#platform = { WebSocket, clock, random, window };
    this.#backoff = new Backoff(random);
    this.#commands = new Commands(clock, () => this.#link?.probe());
    this.#rooms = new Rooms(command => this.#command(command), (type, event) => this.#emitter.emit(type, event), this.#platform);
  }

  /** 'connecting' until welcome, 'open', 'waiting' for the next attempt, 'closed'. */
  get state() { return this.#state; }
  /** @returns {import('./protocol.js').User|null} as of the last welcome */
  get user() { return this.#user; }
  /** @returns {import('./protocol.js').Limits} */
  get limits() { return this.#limits; }
  /** @returns {string[]} the rooms wanted, joined or not */
  get rooms() { return this.#rooms.names; }

  /** @param {string} type @param {(event: any) => void} listener @returns {() => void} removes the listener */
  on(type, listener) { return this.#emitter.on(type, listener); }

  /** Starts, or tries again at once. */
  connect() {
    if (this.#link) return;
    const link = new Link(this.#url, this.#platform, {
      onOpen: () => this.#hello(),
      onFrame: frame => this.#take(frame),
      onGone: close => { if (this.#link === link) this.#gone(close); },
    });
    if (this.#state === 'closed') this.#stopWaking = onWake(this.#platform.window, () => this.#wake());
    this.#platform.clock.clearTimeout(this.#retryTimer);
    this.#link = link;
    this.#bye = null;
    this.#welcomedAt = null;
    this.#setState('connecting');
  }

  /** Ends the session for good; `connect` starts another one. The rooms are kept. */
  close() {
    this.#finish({ reason: 'closed by this client' });
  }

  /**
   * Wants to be in a room, now and after every reconnect.
   *
   * @param {string} room
   * @param {import('./protocol.js').Position} [since]  the last message seen in an earlier session
   * @returns {Promise<void>} settles when the server lets the user in, however many connections that takes, or refuses
   */
  join(room, since) { return this.#rooms.join(room.normalize(), since); }

  /**
   * @param {string} room
   * @returns {import('./protocol.js').Position|null} of the last message seen, for `join` in a later session
   */
  position(room) { return this.#rooms.position(room.normalize()); }

  /** @param {string} room @returns {Promise<void>} when the server knows it, or there is no server to tell */
  async leave(room) {
    const name = room.normalize();
    if (!this.#rooms.forget(name, new ChatkaError({ code: 'left', message: `left ${name}`, room: name }))) return;
    // A failure means that the connection or the membership is gone already, and that is what was asked for.
    await this.#command({ type: 'leave', room: name })?.catch(() => {});
  }

  /**
   * Says something. Nothing is queued while there is no connection, and nothing is sent twice: a rejection with
   * `disconnected` or `timeout` leaves it unknown whether the room has the message.
   *
   * @param {string} room
   * @param {string|{text?: string, data?: any}} content
   * @returns {Promise<number>} the message's `seq`
   */
  async say(room, content) {
    const fields = typeof content === 'string' ? { text: content } : content;
    const answer = this.#command({ ...fields, type: 'say', room });
    if (!answer) throw new ChatkaError({ ...DISCONNECTED, room });
    return (await answer).seq;
  }

  #command(command) {
    return this.#state === 'open' ? this.#commands.send(this.#link, command, this.#limits.frame) : null;
  }

  #hello() {
    const hello = { type: 'hello', ...(this.#name !== undefined && { name: this.#name }) };
    this.#commands.send(this.#link, hello).catch(error => this.#notWelcome(error));
  }

  #take(frame) {
    switch (frame?.type) {
      case 'ok': return void this.#commands.settle(frame);
      case 'error': return void (this.#commands.settle(frame) || this.#emitter.emit('error', new ChatkaError(frame)));
      case 'welcome': return this.#welcomed(frame);
      case 'bye':
        this.#bye = frame;
        return this.#emitter.emit('bye', frame);
      case undefined:
        return this.#emitter.emit('error', new ChatkaError({ code: 'bad_frame', message: 'the server sent a frame that is no object with a type' }));
      default:
        return this.#rooms.take(frame);
    }
  }

  #welcomed(frame) {
    this.#welcomedAt = this.#platform.clock.now();
    this.#user = frame.user;
    this.#limits = { ...DEFAULT_LIMITS, ...frame.limits };
    this.#link.watch({ ...DEFAULT_HEARTBEAT, ...frame.heartbeat });
    this.#setState('open');
    this.#emitter.emit('welcome', frame);
    this.#rooms.sessionOpened();
  }

  #notWelcome(error) {
    if (error.code === 'disconnected') return;
    if (error.retryable) {
      this.#bye = { reconnect: boundedWait(error.retryAfter) + this.#backoff.guess() };
      this.#link.close();
    } else {
      this.#finish({ reason: error.message, error });
    }
  }

  #gone({ code, reason }) {
    const { clock } = this.#platform;
    const openMillis = this.#welcomedAt === null ? 0 : clock.now() - this.#welcomedAt;
    this.#detach();
    const wait = this.#backoff.after({ openMillis, code, told: this.#bye?.reconnect });
    if (!wait) {
      this.#finish({ reason: this.#bye?.reason || reason || `closed with code ${code}` });
      return;
    }
    this.#retryByServer = wait.byServer;
    this.#retryTimer = clock.setTimeout(() => this.connect(), wait.millis);
    this.#setState('waiting', { millis: wait.millis, reason: this.#bye?.reason || reason });
  }

  #wake() {
    if (this.#state === 'open') this.#link.probe();
    else if (this.#state === 'waiting' && !this.#retryByServer) this.connect();
  }

  #finish(detail) {
    if (this.#state === 'closed') return;
    this.#platform.clock.clearTimeout(this.#retryTimer);
    this.#stopWaking();
    this.#backoff.reset();
    const link = this.#link;
    this.#detach();
    this.#setState('closed', detail);
    link?.close();
  }

  #detach() {
    this.#link = null;
    this.#commands.rejectAll(DISCONNECTED);
    this.#rooms.sessionGone();
  }

  #setState(state, detail = {}) {
    this.#state = state;
    this.#emitter.emit('state', { state, ...detail });
  }
}
