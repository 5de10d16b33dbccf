import { backoffMillis, boundedWait } from './backoff.js';
import { Mender } from './mender.js';
import { Order } from './order.js';
import { ChatkaError } from './protocol.js';
import { Room } from './room.js';

const REMOVED = {
  kicked: 'a moderator removed you from this room',
  banned: 'you are banned from this room',
  revoked: 'you may not be in this room any more',
};

/**
 * The rooms that the user wants to be in. Joining is a wish that outlives connections: it is repeated on each new one,
 * with `since`, until the server refuses it for good or the user leaves.
 */
export class Rooms {
  /** @type {Map<string, Room>} */
  #rooms = new Map();
  #send;
  #read;
  #events;
  #platform;

  /**
   * @param {(command: object) => Promise<any>|null} send  null while there is no session
   * @param {(room: string, range: object) => Promise<import('./protocol.js').Page>} read  of a room's history
   * @param {object} events
   * @param {(type: string, event: any) => void} events.emit
   * @param {(room: string) => void} events.onLive  it is joined
   * @param {(room: string, error: import('./protocol.js').ChatkaError) => void} events.onForgotten
   * @param {{clock: import('./platform.js').Clock, random: () => number}} platform
   */
  constructor(send, read, events, platform) {
    this.#send = send;
    this.#read = read;
    this.#events = events;
    this.#platform = platform;
  }

  get names() {
    return [...this.#rooms.keys()];
  }

  /** @param {string} name @returns {import('./protocol.js').Position|null} a copy */
  position(name) {
    const position = this.#rooms.get(name)?.order.position;
    return position ? { ...position } : null;
  }

  /** @param {string} name */
  has(name) {
    return this.#rooms.has(name);
  }

  /** @param {string} name */
  isLive(name) {
    return this.#rooms.get(name)?.live ?? false;
  }

  /** @param {string} name @param {import('./protocol.js').Position} [since] */
  join(name, since) {
    const known = this.#rooms.get(name);
    if (known) return known.live ? Promise.resolve() : known.whenJoined();
    const room = this.#wanted(name, since);
    const joined = room.whenJoined();
    this.#ask(room);
    return joined;
  }

  /** @param {string} name @param {import('./protocol.js').ChatkaError} why @returns {boolean} whether it was wanted */
  forget(name, why) {
    const room = this.#rooms.get(name);
    if (!room) return false;
    this.#rooms.delete(name);
    this.#rest(room);
    room.refused(why);
    this.#events.onForgotten(name, why);
    return true;
  }

  /** A new session: all that is wanted is asked for again. */
  sessionOpened() {
    for (const room of this.#rooms.values()) this.#ask(room);
  }

  sessionGone() {
    for (const room of this.#rooms.values()) this.#rest(room);
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
      case 'message':
      case 'deleted':
      case 'gap':
        // Before `joined` nothing has a place.
        if (room.live) room.order.take(frame);
        return room.mender.mend();
      case 'joined': return this.#joined(room, frame);
      case 'presence':
      case 'typing': return this.#events.emit(frame.type, frame);
      case 'room': return this.#changed(room, frame);
      case 'left': return this.#removed(room, frame);
    }
  }

  #joined(room, frame) {
    room.joined();
    this.#events.emit('joined', frame);
    // A listener may have left it.
    if (!room.live) return;
    room.order.joined(frame);
    room.mender.mend();
    this.#events.onLive(room.name);
  }

  #changed(room, frame) {
    if (frame.epoch !== undefined && room.live) {
      room.mender.stop();
      room.order.restart(frame);
    }
    this.#events.emit('room', frame);
  }

  /** The server removed the user: asking again is the user's choice. */
  #removed(room, frame) {
    this.forget(room.name, new ChatkaError({ code: frame.code, message: REMOVED[frame.code], room: room.name, reason: frame.reason }));
    this.#events.emit('left', frame);
  }

  #wanted(name, since) {
    const room = new Room(name);
    room.order = new Order(since ?? null, (type, event) => {
      // A listener may have left the room between two events.
      if (this.#rooms.get(name) === room) this.#events.emit(type, Object.assign(event, { room: name }));
    });
    room.mender = new Mender(room.order, range => this.#read(name, range), this.#platform);
    this.#rooms.set(name, room);
    return room;
  }

  /** The room has no connection. */
  #rest(room) {
    room.live = false;
    room.order.interrupt();
    room.mender.stop();
    this.#platform.clock.clearTimeout(room.retryTimer);
  }

  #ask(room, attempt = 0) {
    const asked = this.#send({ type: 'join', room: room.name, ...(room.order.position && { since: room.order.position }) });
    asked?.catch(error => this.#notJoined(room, error, attempt));
  }

  #notJoined(room, error, attempt) {
    // The user has left meanwhile, or the connection is lost: the next session asks.
    if (this.#rooms.get(room.name) !== room || error.code === 'disconnected') return;
    if (error.retryable) {
      // A client of many rooms meets the limit on joins when it reconnects: wait, and do not give up.
      const wait = boundedWait(error.retryAfter) + backoffMillis(attempt, this.#platform.random);
      room.retryTimer = this.#platform.clock.setTimeout(() => this.#ask(room, attempt + 1), wait);
    } else {
      this.forget(room.name, error);
      this.#events.emit('error', error);
    }
  }
}
