import { backoffMillis, boundedWait } from './backoff.js';
import { ChatkaError } from './protocol.js';
import { Room } from './room.js';

/**
 * The rooms that the user wants to be in. Joining is a wish that outlives connections: it is repeated on each new one,
 * with `since`, until the server refuses it for good or the user leaves.
 */
export class Rooms {
  /** @type {Map<string, Room>} */
  #rooms = new Map();
  #send;
  #emit;
  #clock;
  #random;

  /**
   * @param {(command: object) => Promise<any>|null} send  null while there is no session
   * @param {(type: string, event: any) => void} emit
   * @param {{clock: import('./platform.js').Clock, random: () => number}} platform
   */
  constructor(send, emit, { clock, random }) {
    this.#send = send;
    this.#emit = emit;
    this.#clock = clock;
    this.#random = random;
  }

  get names() {
    return [...this.#rooms.keys()];
  }

  /** @param {string} name @returns {import('./protocol.js').Position|null} a copy */
  position(name) {
    const position = this.#rooms.get(name)?.position;
    return position ? { ...position } : null;
  }

  /** @param {string} name @param {import('./protocol.js').Position} [since] */
  join(name, since) {
    const known = this.#rooms.get(name);
    if (known) return known.live ? Promise.resolve() : known.whenJoined();
    const room = new Room(name, since);
    this.#rooms.set(name, room);
    const joined = room.whenJoined();
    this.#ask(room);
    return joined;
  }

  /** @param {string} name @param {ChatkaError} why @returns {boolean} whether it was wanted */
  forget(name, why) {
    const room = this.#rooms.get(name);
    if (!room) return false;
    this.#rooms.delete(name);
    this.#clock.clearTimeout(room.retryTimer);
    room.refused(why);
    return true;
  }

  /** A new session: all that is wanted is asked for again. */
  sessionOpened() {
    for (const room of this.#rooms.values()) this.#ask(room);
  }

  sessionGone() {
    for (const room of this.#rooms.values()) {
      room.live = false;
      this.#clock.clearTimeout(room.retryTimer);
    }
  }

  /**
   * A frame about a room. Those of a room just left are late, and dropped.
   *
   * @param {{type: string, room: string, [field: string]: any}} frame
   */
  take(frame) {
    const room = this.#rooms.get(frame.room);
    if (!room) return;
    switch (frame.type) {
      case 'message': return this.#message(room, frame);
      case 'presence': return this.#emit('presence', frame);
      case 'joined': return this.#emit('joined', room.joined(frame));
      case 'gap': return this.#gap(room, room.skipped(frame));
      case 'room':
        if (frame.epoch !== undefined) room.restarted(frame);
        return this.#emit('room', frame);
    }
  }

  #message(room, frame) {
    const { fresh, gap } = room.saw(frame.seq);
    this.#gap(room, gap);
    if (fresh) this.#emit('message', frame);
  }

  #gap(room, gap) {
    if (gap) this.#emit('gap', { type: 'gap', room: room.name, ...gap });
  }

  #ask(room, attempt = 0) {
    const asked = this.#send({ type: 'join', room: room.name, ...(room.position && { since: room.position }) });
    asked?.catch(error => this.#notJoined(room, error, attempt));
  }

  #notJoined(room, error, attempt) {
    // Left meanwhile, or the connection went: then the next session asks.
    if (this.#rooms.get(room.name) !== room || error.code === 'disconnected') return;
    if (error.retryable) {
      // Whoever is in many rooms meets the limit of joins when coming back: that is a wait, not an end.
      const wait = boundedWait(error.retryAfter) + backoffMillis(attempt, this.#random);
      room.retryTimer = this.#clock.setTimeout(() => this.#ask(room, attempt + 1), wait);
    } else {
      this.forget(room.name, error);
      this.#emit('error', error);
    }
  }
}
