import { byId } from './dom.js';
import { typingText } from './wording.js';

const SHOWN_MILLIS = 5000;

/** The line that says who is typing in the room that one looks at. */
export class TypingLine {
  #element = byId('typing');
  /** By room and user. @type {Map<string, Map<string, {name: string, timer: ReturnType<typeof setTimeout>}>>} */
  #rooms = new Map();
  #active = null;

  /** @param {string|null} room  that one looks at */
  set room(room) {
    this.#active = room;
    this.#show();
  }

  /** @param {import('/client/protocol.js').Typing} event */
  add({ room, from }) {
    const people = this.#rooms.get(room) ?? new Map();
    this.#rooms.set(room, people);
    this.stopped(room, from.id);
    const timer = setTimeout(() => this.stopped(room, from.id), SHOWN_MILLIS);
    people.set(from.id, { name: from.name, timer });
    this.#show();
  }

  /** The user has said something, or nothing for a while. @param {string} room @param {string} id */
  stopped(room, id) {
    const person = this.#rooms.get(room)?.get(id);
    if (!person) return;
    clearTimeout(person.timer);
    this.#rooms.get(room).delete(id);
    this.#show();
  }

  #show() {
    const names = [...(this.#rooms.get(this.#active)?.values() ?? [])].map(({ name }) => name);
    this.#element.textContent = typingText(names);
  }
}
