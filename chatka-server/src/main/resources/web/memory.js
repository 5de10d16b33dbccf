/** What this browser remembers of its user. Storage may be forbidden or full: then nothing is remembered. */

const NAME = 'chatka.name';
const GUEST = 'chatka.guest';
const ROOMS = 'chatka.rooms';

export function rememberedName() {
  return read(NAME) ?? '';
}

/** @param {string} name */
export function rememberName(name) {
  write(NAME, name);
}

/** By which the server knows the guest of this browser again. */
export function rememberedGuest() {
  return read(GUEST) ?? undefined;
}

/** @param {string} guest */
export function rememberGuest(guest) {
  write(GUEST, guest);
}

/** @returns {string[]} */
export function rememberedRooms() {
  try {
    const rooms = JSON.parse(read(ROOMS) ?? '[]');
    return Array.isArray(rooms) ? rooms.filter(room => typeof room === 'string' && room) : [];
  } catch {
    return [];
  }
}

/** @param {string[]} rooms */
export function rememberRooms(rooms) {
  write(ROOMS, JSON.stringify(rooms));
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Remembering is a courtesy; the chat goes on without.
  }
}
