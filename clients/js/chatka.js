import { Backoff, boundedWait } from './backoff.js';
import { Commands } from './commands.js';
import { Emitter } from './emitter.js';
import { CLOSED_ABNORMALLY, Link } from './link.js';
import { Outgoing } from './outgoing.js';
import { randomKey, socketUrl, systemClock } from './platform.js';
import { ChatkaError, DEFAULT_HEARTBEAT, DEFAULT_LIMITS } from './protocol.js';
import { Rooms } from './rooms.js';
import { onWake } from './wake.js';

export { ChatkaError, randomKey };

const CLOSED_TOO_BIG = 1009;
const TOO_BIG = { code: 'too_long', message: 'the server takes no message as large as this' };

const DISCONNECTED = { code: 'disconnected', message: 'not connected' };

/** Somebody came back to the page, or the machine woke: they want to know soon whether the connection is alive. */
const WAKE_MILLIS = 3000;

/** When a room's trouble is over, not all who wait send in the same moment. */
const SPREAD_MILLIS = 500;

/**
 * A chat session that keeps itself connected.
 *
 * Events (`on(type, listener)`): `state` {state: 'connecting'|'open'|'waiting'|'closed', millis?: until the next attempt,
 * reason?, error?}, `welcome`, `joined`, `message`, `presence`, `room`, `gap`, `bye` as the frames in protocol.js, `restart`,
 * and `error`, a ChatkaError that belongs to no promise.
 *
 * A room's messages come in order, each once, over all connections. What the server could not deliver is read from the
 * room's history first; `gap` is what cannot be had there either, and `restart` says that the order began again, so that
 * nobody can tell what is missing.
 */
export class Chatka {
  #url; #name; #platform;
  #emitter = new Emitter();
  #commands; #rooms; #outgoing;
  #state = 'closed';
  #link = null;
  #bye = null;
  #backoff;
  #welcomedAt = null;
  #limits = DEFAULT_LIMITS;
  #user = null;
  #retryTimer;
  #retryByServer = false;
  /** By the time of day. */
  #retryAt = 0;
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
    const send = command => this.#command(command);
    this.#outgoing = new Outgoing(send, room => this.#rooms.isLive(room), this.#platform);
    this.#rooms = new Rooms(send, (room, range) => this.history(room, range), {
      emit: (type, event) => this.#emitter.emit(type, event),
      onLive: room => this.#outgoing.resume(room),
      onForgotten: (room, error) => this.#outgoing.drop(room, { code: error.code, message: error.message }),
    }, this.#platform);
    this.on('room', ({ room, degraded }) => { if (degraded === false) this.#outgoing.resume(room, SPREAD_MILLIS); });
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
    if (this.#state === 'closed') this.#stopWaking = onWake(this.#platform.window, this.#platform.clock, slept => this.#wake(slept));
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
   * Says something, and keeps trying until the room has it: over errors that pass and over lost connections, with one key,
   * so that the room gets it once. A room's messages are sent in the order of the calls, the next one when the one before
   * is settled.
   *
   * Rejects with a ChatkaError when the server refuses the message for good, when the room is left (`left`) or the client
   * closed (`closed`), after 4.5 minutes (`expired`: 0.9 of the time for which the server knows the key), when five
   * connections in a row ended while it was on its way (`disconnected`), or at once when 256 messages wait already
   * (`too_many_pending`). If its `uncertain` is true, the room may have the message all the
   * same; saying it again with the same key is safe as long as the server knows the key.
   *
   * @param {string} room  a joined one, or one that is being joined
   * @param {string|{text?: string, data?: any}} content
   * @param {object} [options]
   * @param {AbortSignal} [options.signal]  stops trying, and rejects with its reason; what was sent cannot be taken back
   * @param {string} [options.key]  of the message, to go on with one of an earlier session; else a random one
   * @returns {Promise<import('./protocol.js').Position>} the message's place in the room's order
   */
  async say(room, content, options = {}) {
    const name = room.normalize();
    if (this.#state === 'closed') throw new ChatkaError({ code: 'closed', message: 'not connected; call connect() first', room: name });
    if (!this.#rooms.has(name)) throw new ChatkaError({ code: 'not_joined', message: `join ${name} first`, room: name });
    return this.#outgoing.say(name, typeof content === 'string' ? { text: content } : content, options);
  }

  /**
   * Reads what was said before in a room that one is in: the messages after `after`, the oldest first; or those before
   * `before`, or with neither all, and of these the newest. Asks once; a failure may be `retryable`.
   *
   * @param {string} room
   * @param {{before?: number, after?: number, limit?: number}} [range]  seqs that are not included; at most 100 messages
   * @returns {Promise<import('./protocol.js').Page>} in ascending order; `more`: there are others beyond
   */
  async history(room, { before, after, limit } = {}) {
    const name = room.normalize();
    const answer = this.#command({ type: 'history', room: name, before, after, limit });
    if (!answer) throw new ChatkaError({ ...DISCONNECTED, room: name });
    const { epoch, messages, more } = await answer;
    return { epoch, messages, more };
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
      case 'ok':
      case 'history': return void this.#commands.settle(frame);
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
    this.#outgoing.keysAreKnownFor(this.#limits.keys);
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
    // Without the one that was too large, this client has no reason to stay away; with it, it would be closed each time.
    const mended = code === CLOSED_TOO_BIG && this.#commands.rejectLargest(TOO_BIG);
    this.#detach();
    const wait = this.#backoff.after(mended ? { openMillis, code: CLOSED_ABNORMALLY } : { openMillis, code, told: this.#bye?.reconnect });
    if (!wait) {
      this.#finish({ reason: this.#bye?.reason || reason || `closed with code ${code}` });
      return;
    }
    this.#retryByServer = wait.byServer;
    this.#retryAt = clock.wall() + wait.millis;
    this.#retryTimer = clock.setTimeout(() => this.connect(), wait.millis);
    this.#setState('waiting', { millis: wait.millis, reason: this.#bye?.reason || reason });
  }

  #wake(slept) {
    const { clock } = this.#platform;
    if (this.#state === 'open') this.#link.probe(WAKE_MILLIS);
    // Begun before the sleep, it leads nowhere now; begun a moment ago, it may be slow.
    else if (this.#state === 'connecting' && slept) this.#link.probe(WAKE_MILLIS);
    else if (this.#state === 'waiting' && (!this.#retryByServer || clock.wall() >= this.#retryAt)) this.connect();
  }

  #finish(detail) {
    if (this.#state === 'closed') return;
    this.#platform.clock.clearTimeout(this.#retryTimer);
    this.#stopWaking();
    this.#backoff.reset();
    const link = this.#link;
    this.#detach();
    this.#outgoing.rejectAll({ code: 'closed', message: detail.reason });
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
