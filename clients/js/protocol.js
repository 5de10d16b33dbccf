/**
 * The `chatka.v1` wire protocol as this client sees it: the shapes of the frames, and which failures are worth another
 * try. Times are milliseconds.
 *
 * @typedef {{epoch: string, seq: number}} Position  where somebody stands in a room's order
 * @typedef {{id: string, name: string, role?: string, lookalike?: boolean}} User
 * @typedef {{text: number, data: number, frame: number, rooms: number, keys: number}} Limits
 *     characters, bytes of `data`, bytes of a frame, rooms of one connection, for how long a message's key is known
 * @typedef {{interval: number, timeout: number}} Heartbeat
 *
 * @typedef {{type: 'welcome', protocol: string, session: string, user: User, heartbeat: Heartbeat, limits: Limits,
 *     expires?: number, guest?: string}} Welcome  `expires`: of the token, in milliseconds
 * @typedef {{slow: number, speak: 'everyone'|'members'|'moderators', closed: boolean, pinned: Message[]}} RoomState
 *     what moderators have set; `slow`: one message per user in so many seconds
 * @typedef {{role: string, grants: string[], mutedUntil?: number}} You  Unix ms; 0 for ever
 * @typedef {{type: 'joined', room: string, epoch: string, seq: number, recovered: boolean, members: number, users: number, state: RoomState,
 *     you: You}} JoinedFrame
 * @typedef {{type: 'message', room: string, seq: number, at: number, from: User, text?: string, data?: any, announcement?: true}}
 *     Message  as an event it also has its `epoch`; in a history, `deleted: true` stands in place of `from` and the content
 * @typedef {{type: 'deleted', room: string, seq: number, at: number, epoch: string, target?: number, user?: string}} Deleted
 *     the text of `target` is gone, or all earlier texts of `user`
 * @typedef {{type: 'left', room: string, code: 'kicked'|'banned'|'revoked', reason?: string}} Left
 * @typedef {{type: 'presence', room: string, members: number, users: number, joined?: User[], left?: User[]}} Presence
 *     `members` are connections; a user with several counts once in `users`
 * @typedef {{type: 'typing', room: string, from: User}} Typing  to be shown for 3 to 5 seconds
 * @typedef {User & {avatar?: string, connections: number}} ListedUser
 * @typedef {{type: 'gap', room: string, from: number, to: number}} Gap  both ends included
 * @typedef {{type: 'room', room: string, presence?: string, degraded?: boolean, epoch?: string, seq?: number, slow?: number,
 *     speak?: string, closed?: boolean, pinned?: Message[], you?: {mutedUntil: number|null, reason?: string}}} RoomChange
 * @typedef {{type: 'restart', room: string, epoch: string, seq: number, before: Position}} Restart  an event of this client
 * @typedef {{epoch: string, messages: Message[], more: boolean}} Page  of a room's history, ascending
 * @typedef {{type: 'bye', code: number, reason: string, reconnect: number|false}} Bye
 * @typedef {{code: string, message?: string, retryAfter?: number, room?: string, uncertain?: boolean, until?: number,
 *     reason?: string}} Fault
 */

/** What holds until a server's `welcome` says otherwise. */
export const DEFAULT_LIMITS = Object.freeze({ text: 2000, data: 8192, frame: 65536, rooms: 32, keys: 300_000 });
export const DEFAULT_HEARTBEAT = Object.freeze({ interval: 25_000, timeout: 10_000 });

/** Close codes after which the same client would only fail in the same way again. */
const FINAL_CLOSE_CODES = new Set([1000, 1002, 1003, 1007, 1008, 1009, 4005, 4007]);

/** Error codes that say nothing against the command itself. */
const RETRYABLE_ERRORS = new Set(['rate_limited', 'unavailable', 'internal', 'disconnected', 'timeout']);

/**
 * Whether to connect again after this close code. Codes that the page does not name (1001, 1006, a proxy's own) say
 * nothing about this client, so they are tried again, at the pace of the backoff.
 *
 * @param {number} closeCode
 */
export function comesBack(closeCode) {
  return !FINAL_CLOSE_CODES.has(closeCode);
}

/** A command that failed. */
export class ChatkaError extends Error {
  /** @param {Fault} fault */
  constructor({ code, message, retryAfter, room, uncertain = false, until, reason }) {
    super(message ?? code);
    this.name = 'ChatkaError';
    /** @type {string} a code of the protocol, or one of ours: `disconnected`, `timeout`, `too_many_pending`, `expired`, `left`, `closed` */
    this.code = code;
    /** @type {number|undefined} milliseconds to wait before another try */
    this.retryAfter = retryAfter;
    /** @type {string|undefined} */
    this.room = room;
    /** Whether the room may have the message all the same, where it was one. */
    this.uncertain = uncertain;
    /** @type {number|undefined} when a mute or ban ends, in Unix milliseconds; undefined if it does not */
    this.until = until;
    /** @type {string|undefined} that a moderator gave */
    this.reason = reason;
  }

  /** Whether the same command may succeed later. */
  get retryable() {
    return this.retryAfter !== undefined || RETRYABLE_ERRORS.has(this.code);
  }
}

/**
 * A frame's object, or null if the text is not one: a client must survive what it does not understand.
 *
 * @param {unknown} text
 * @returns {{type: string, [field: string]: any}|null}
 */
export function parseFrame(text) {
  if (typeof text !== 'string') return null;
  try {
    const frame = JSON.parse(text);
    return typeof frame?.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
