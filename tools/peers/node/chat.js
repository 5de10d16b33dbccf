// What the three Node.js peers have in common: the frames of chatka.v1's smallest part, and users.

let users = 0;

/** @returns {{id: string, name: string, role: string}} */
export function newUser() {
  const number = (++users).toString(16).padStart(12, '0');
  return { id: `g-${number}`, name: `guest-${number.slice(-4)}`, role: 'guest' };
}

export class Rooms {
  #rooms = new Map();

  /** The room of that name; `members` is for whoever keeps its own set of them. */
  get(name) {
    let room = this.#rooms.get(name);
    if (!room) this.#rooms.set(name, (room = { name, seq: 0, members: new Set() }));
    return room;
  }

  leave(room, member) {
    room.members.delete(member);
    if (room.members.size === 0) this.#rooms.delete(room.name);
  }
}

export const welcome = user => JSON.stringify({ type: 'welcome', protocol: 'chatka.v1', session: user.id, user });

export const joined = (room, members) =>
  JSON.stringify({ type: 'joined', room: room.name, epoch: 'node', seq: room.seq, recovered: false, members });

/** The next message of a room, as an object: it gets its `seq` here. */
export const message = (room, from, text) =>
  ({ type: 'message', seq: ++room.seq, at: Date.now(), room: room.name, from, text });

export const ok = (id, seq) => JSON.stringify({ type: 'ok', id, seq });

/** The command in a frame; null if it is no `say`. */
export function say(frame) {
  try {
    const command = JSON.parse(frame);
    return command.type === 'say' && typeof command.text === 'string' ? command : null;
  } catch {
    return null;
  }
}

/** `/ws/lobby?x=y` is `lobby`. */
export const roomOf = path => decodeURIComponent(path.replace(/^\/ws\/|\?.*$/g, ''));

// Before its memory is read, a server is asked to collect its garbage (node --expose-gc).
process.on('SIGUSR2', () => globalThis.gc?.());
