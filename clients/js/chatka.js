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

/** The user returned to the page, or the machine woke: find out soon whether the connection is alive. */
const WAKE_MILLIS = 3000;

/** The others are told no more often that this user is typing. */
const TYPING_MILLIS = 3000;

/** A token is replaced this long before it expires, but not sooner than some seconds after the last time. */
const RENEW_BEFORE_MILLIS = 30_000;
const RENEW_AFTER_MILLIS = 5_000;

/** Timers hold 32 bits. */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** When a room is usable again, its clients do not all send in the same moment. */
const SPREAD_MILLIS = 500;

/**
 * A chat session that stays connected.
 *
 * Events (`on(type, listener)`): `state` {state: 'connecting'|'open'|'waiting'|'closed', millis?: until the next attempt,
 * reason?, error?}, `welcome`, `joined`, `message`, `presence`, `typing`, `room`, `gap`, `bye` as the frames in protocol.js, `restart`,
 * and `error`, a ChatkaError that belongs to no promise.
 *
 * A room's messages come in order, each once, over all connections. The client reads what the server could not deliver
 * from the room's history. `gap` names messages that the history does not have either. `restart` says that the order began
 * again, so the number of missing messages is unknown.
 */
export class Chatka {
  #url; #name; #token; #guest; #platform;
  #emitter = new Emitter();
  #commands; #rooms; #outgoing;
  #state = 'closed';
  #link = null;
  #bye = null;
  #backoff;
  #welcomedAt = null;
  #limits = DEFAULT_LIMITS;
  #user = null;
  /** By room. @type {Map<string, number>} */
  #typedAt = new Map();
  #retryTimer;
  #renewTimer;
  #retryByServer = false;
  /** By the time of day. */
  #retryAt = 0;
  #stopWaking = () => {};

  /**
   * @param {object} [options]
   * @param {string|URL} [options.url]  of `/ws`, with http(s) or ws(s); default in a browser: the page's own server
   * @param {string} [options.name]  of the user; without it the server makes one up
   * @param {string|(() => string|Promise<string>)} [options.token]  says who the user is; a function is asked for each new
   *     session, and for another token before one expires
   * @param {string} [options.guest]  `guest` of an earlier client: a user without a token is that guest again
   * @param {any} [options.WebSocket]  a constructor, if the platform has none
   * @param {import('./platform.js').Clock} [options.clock]
   * @param {() => number} [options.random]
   * @param {any} [options.window]  source of online, offline and visibility events
   */
  constructor({ url, name, token, guest, WebSocket = globalThis.WebSocket, clock = systemClock,
                random = Math.random, window = globalThis } = {}) {
    if (!WebSocket) throw new TypeError('this platform has no WebSocket: pass a constructor as options.WebSocket');
    this.#url = socketUrl(url ?? '/ws', window.location?.href);
    this.#name = name;
    this.#token = token;
    this.#guest = guest;
    this.#platform = { WebSocket, clock, random, window };
    this.#backoff = new Backoff(random);
    this.#commands = new Commands(clock, () => this.#link?.probe());
    const send = command => this.#command(command);
    this.#outgoing = new Outgoing(send, room => this.#rooms.isLive(room), this.#platform);
    this.#rooms = new Rooms(send, (room, range) => this.history(room, range), {
      emit: (type, event) => this.#emitter.emit(type, event),
      onLive: room => this.#outgoing.resume(room),
      onForgotten: (room, error) => this.#outgoing.drop(room, { code: error.code, message: error.message, reason: error.reason }),
    }, this.#platform);
    this.on('room', ({ room, degraded }) => { if (degraded === false) this.#outgoing.resume(room, SPREAD_MILLIS); });
  }

  /** 'connecting' until welcome, 'open', 'waiting' for the next attempt, 'closed'. */
  get state() { return this.#state; }
  /** @returns {import('./protocol.js').User|null} from the last welcome */
  get user() { return this.#user; }
  /** A secret by which this guest stays the same; keep it for the next client. @returns {string|undefined} */
  get guest() { return this.#guest; }
  /** @returns {import('./protocol.js').Limits} */
  get limits() { return this.#limits; }
  /** @returns {string[]} the rooms of all `join`s, joined yet or not */
  get rooms() { return this.#rooms.names; }

  /** @param {string} type @param {(event: any) => void} listener @returns {() => void} removes the listener */
  on(type, listener) { return this.#emitter.on(type, listener); }

  /** Connects, or retries at once. */
  connect() {
    if (this.#link) return;
    const link = new Link(this.#url, this.#platform, {
      onOpen: () => this.#open(link),
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

  /** Ends the session; `connect` starts another one, with the same rooms. */
  close() {
    this.#finish({ reason: 'closed by this client' });
  }

  /**
   * Joins a room, now and after every reconnect.
   *
   * @param {string} room
   * @param {import('./protocol.js').Position} [since]  the last message seen in an earlier session
   * @returns {Promise<void>} resolves when the user is in the room, over any number of connections; rejects if the server refuses
   */
  join(room, since) { return this.#rooms.join(room.normalize(), since); }

  /**
   * @param {string} room
   * @returns {import('./protocol.js').Position|null} of the last message, for `join` in a later session
   */
  position(room) { return this.#rooms.position(room.normalize()); }

  /** @param {string} room @returns {Promise<void>} resolves when the server has the leave, or without a connection */
  async leave(room) {
    const name = room.normalize();
    if (!this.#rooms.forget(name, new ChatkaError({ code: 'left', message: `left ${name}`, room: name }))) return;
    // A failure means that the connection or the membership has ended already.
    await this.#command({ type: 'leave', room: name })?.catch(() => {});
  }

  /**
   * Sends a message and retries until the room has it: after retryable errors and over lost connections, with one key, so
   * the room gets it once. Messages of a room go out in the order of the calls, each after the one before has settled.
   *
   * Rejects with a ChatkaError if the server refuses the message for good, if the room is left (`left`) or the client
   * closed (`closed`), after 4.5 minutes (`expired`: 0.9 of the time for which the server knows the key), if five
   * connections in a row ended while it was on its way (`disconnected`), or at once if 256 messages wait already
   * (`too_many_pending`). If `uncertain` is true, the room may have the message; a retry with the same key is safe as long
   * as the server knows the key.
   *
   * @param {string} room  a joined one, or one that is being joined
   * @param {string|{text?: string, data?: any}} content
   * @param {object} [options]
   * @param {AbortSignal} [options.signal]  stops the retries and rejects with its reason; a sent message cannot be recalled
   * @param {string} [options.key]  of the message, to retry one of an earlier session; default: a random one
   * @returns {Promise<import('./protocol.js').Position>} the message's place in the room's order
   */
  async say(room, content, options = {}) {
    const name = room.normalize();
    if (this.#state === 'closed') throw new ChatkaError({ code: 'closed', message: 'not connected; call connect() first', room: name });
    if (!this.#rooms.has(name)) throw new ChatkaError({ code: 'not_joined', message: `join ${name} first`, room: name });
    return this.#outgoing.say(name, typeof content === 'string' ? { text: content } : content, options);
  }

  /**
   * Reads earlier messages of a joined room: of those after `after` the oldest; of those before `before`, or of all, the
   * newest. Does not retry; a failure may be `retryable`.
   *
   * @param {string} room
   * @param {{before?: number, after?: number, limit?: number}} [range]  seqs that are not included; at most 100 messages
   * @returns {Promise<import('./protocol.js').Page>} in ascending order; `more`: the room has others beyond these
   */
  async history(room, { before, after, limit } = {}) {
    const name = room.normalize();
    const { epoch, messages, more } = await this.#ask({ type: 'history', room: name, before, after, limit });
    return { epoch, messages, more };
  }

  /**
   * Takes a message's text out of the room: one's own, or as a moderator another's.
   *
   * @param {string} room
   * @param {number} seq
   * @param {{epoch?: string, reason?: string}} [options]
   * @returns {Promise<void>} does not retry; a failure may be `retryable`
   */
  async delete(room, seq, { epoch, reason } = {}) { await this.#ask({ type: 'delete', room: room.normalize(), seq, epoch, reason }); }

  /**
   * An act of a moderator, such as `moderate('lobby', 'mute', { user: 'u7', for: 600_000 })`.
   *
   * @param {string} room
   * @param {string} action
   * @param {object} [fields]  of the action, as the protocol has them
   * @returns {Promise<void>} does not retry; a failure may be `retryable`
   */
  async moderate(room, action, fields = {}) { await this.#ask({ type: 'moderate', room: room.normalize(), action, ...fields }); }

  /** Points moderators at a message. @param {string} room @param {number} seq @param {string} [reason] @returns {Promise<void>} */
  async report(room, seq, reason) { await this.#ask({ type: 'report', room: room.normalize(), seq, reason }); }

  async #ask(command) {
    const answer = this.#command(command);
    if (!answer) throw new ChatkaError({ ...DISCONNECTED, room: command.room });
    return answer;
  }

  /**
   * Lists the users in a joined room, on all nodes, in the order of their ids. Does not retry; a failure may be
   * `retryable`.
   *
   * @param {string} room
   * @param {{after?: string, limit?: number}} [range]  only users with greater ids; at most 100 users
   * @returns {Promise<{members: import('./protocol.js').ListedUser[], next?: string}>} `next` is the `after` of the next part
   */
  async members(room, { after, limit } = {}) {
    const { members, next } = await this.#ask({ type: 'members', room: room.normalize(), after, limit });
    return { members, next };
  }

  /** Tells the others in a room that this user is typing. May be called for each key: sends once in 3 s. @param {string} room */
  typing(room) {
    const name = room.normalize();
    const now = this.#platform.clock.now();
    if (!this.#rooms.isLive(name) || now - (this.#typedAt.get(name) ?? -Infinity) < TYPING_MILLIS) return;
    this.#typedAt.set(name, now);
    // A failure means that nobody is told, which is no loss.
    this.#command({ type: 'typing', room: name })?.catch(() => {});
  }

  #command(command) {
    return this.#state === 'open' ? this.#commands.send(this.#link, command, this.#limits.frame) : null;
  }

  #open(link) {
    if (typeof this.#token !== 'function') return this.#hello(this.#token);
    this.#freshToken().then(
      token => { if (this.#link === link) this.#hello(token); },
      error => {
        if (this.#link !== link) return;
        this.#emitter.emit('error', new ChatkaError({ code: 'no_token', message: `there is no token: ${error?.message ?? error}` }));
        this.#bye = { reconnect: this.#backoff.guess() };
        link.close();
      });
  }

  async #freshToken() {
    return this.#token();
  }

  /** Replaces the token a while before it expires. */
  #renewLater(expires) {
    const { clock } = this.#platform;
    clock.clearTimeout(this.#renewTimer);
    if (expires === undefined || typeof this.#token !== 'function') return;
    const link = this.#link;
    this.#renewTimer = clock.setTimeout(async () => {
      try {
        const token = await this.#freshToken();
        if (this.#link !== link) return;
        const ok = await this.#command({ type: 'refresh', token });
        if (ok && this.#link === link) this.#renewLater(ok.expires);
      } catch (error) {
        // The server closes when the token has expired; the next session asks for another.
        if (this.#link === link && error instanceof ChatkaError) this.#emitter.emit('error', error);
      }
    }, Math.min(LONGEST_TIMER_MILLIS, Math.max(RENEW_AFTER_MILLIS, expires - Math.max(RENEW_BEFORE_MILLIS, expires / 10))));
  }

  #hello(token) {
    const hello = { type: 'hello', ...(this.#name !== undefined && { name: this.#name }), ...(token !== undefined && { token }),
      ...(token === undefined && this.#guest !== undefined && { guest: this.#guest }) };
    this.#commands.send(this.#link, hello).catch(error => this.#notWelcome(error));
  }

  #take(frame) {
    switch (frame?.type) {
      case 'ok':
      case 'members':
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
    this.#guest = frame.guest ?? this.#guest;
    this.#limits = { ...DEFAULT_LIMITS, ...frame.limits };
    this.#outgoing.keysAreKnownFor(this.#limits.keys);
    this.#link.watch({ ...DEFAULT_HEARTBEAT, ...frame.heartbeat });
    this.#renewLater(frame.expires);
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
    // Without the message that was too large the client may reconnect; with it the server would close it each time.
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
    // An attempt from before the sleep cannot succeed any more; a new one may be slow.
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
    this.#platform.clock.clearTimeout(this.#renewTimer);
    this.#commands.rejectAll(DISCONNECTED);
    this.#rooms.sessionGone();
  }

  #setState(state, detail = {}) {
    this.#state = state;
    this.#emitter.emit('state', { state, ...detail });
  }
}
