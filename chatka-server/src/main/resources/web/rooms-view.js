import { byId } from './dom.js';
import { rememberedRooms, rememberRooms } from './memory.js';
import { RoomView } from './room-view.js';
import { badge, hereText } from './wording.js';

/** The rooms one is in, and which of them is looked at. The address's `#room` is the latter. */
export class RoomsView {
  /** @type {Map<string, RoomView>} */
  #rooms = new Map();
  #active = null;
  #composer;
  #actions;
  #previous = null;

  /**
   * @param {import('./composer.js').Composer} composer
   * @param {object} actions  of RoomView, all but `select`
   */
  constructor(composer, actions) {
    this.#composer = composer;
    this.#actions = actions;
    for (const name of rememberedRooms()) this.add(name);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#active?.seen();
      this.refresh();
    });
  }

  get names() {
    return [...this.#rooms.keys()];
  }

  get active() {
    return this.#active;
  }

  /** @param {string} name */
  get(name) {
    return this.#rooms.get(name);
  }

  /** @param {string} name */
  add(name) {
    const known = this.#rooms.get(name);
    if (known) return known;
    const room = new RoomView(name, { ...this.#actions, select: () => this.select(name) });
    this.#rooms.set(name, room);
    byId('rooms').append(room.entry);
    byId('timelines').append(room.timeline.element);
    rememberRooms(this.names);
    return room;
  }

  /** @param {string} name */
  remove(name) {
    const room = this.#rooms.get(name);
    if (!room) return;
    this.#rooms.delete(name);
    room.entry.remove();
    room.timeline.element.remove();
    rememberRooms(this.names);
    // Back to where one came from, if one is still there.
    if (this.#active === room) this.select(this.#rooms.has(this.#previous) ? this.#previous : this.names[0] ?? null);
  }

  /** @param {string|null} name */
  select(name) {
    const before = this.#active;
    const room = name === null ? null : this.#rooms.get(name) ?? null;
    if (before !== room || room === null) {
      if (before) {
        this.#previous = before.name;
        before.draft = this.#composer.draft;
        before.activate(false);
      }
      this.#active = room;
      room?.activate(true);
      this.#composer.room = room?.name ?? null;
      this.#composer.draft = room?.draft ?? '';
      room?.button.scrollIntoView({ block: 'nearest' });
      // Not a page of its own: going back should leave the chat, not walk through the rooms.
      history.replaceState(null, '', room ? `#${encodeURIComponent(room.name)}` : ' ');
    }
    this.refresh();
    document.body.dispatchEvent(new CustomEvent('room-selected'));
  }

  /** @param {1|-1} step  around the list */
  selectNext(step) {
    const names = this.names;
    if (names.length === 0) return;
    const index = this.#active ? names.indexOf(this.#active.name) : -1;
    this.select(names[(index + step + names.length) % names.length]);
  }

  /** Brings all that is shown once for the page up to date with the rooms. */
  refresh() {
    const room = this.#active;
    const unread = [...this.#rooms.values()].reduce((sum, { unread: count }) => sum + count, 0);
    byId('room-title').textContent = room ? `#${room.name}` : 'No room';
    byId('here').textContent = room?.users ? hereText(room.users) : '';
    byId('leave').hidden = !room;
    byId('no-room').hidden = room !== null;
    byId('timelines').hidden = room === null;
    const note = room?.note ?? '';
    byId('room-note').hidden = !note;
    if (byId('room-note').textContent !== note) byId('room-note').textContent = note;
    byId('menu-unread').hidden = unread === 0;
    byId('menu-unread').textContent = badge(unread);
    byId('menu').setAttribute('aria-label', unread > 0 ? `Rooms, ${badge(unread)} unread` : 'Rooms');
    document.title = `${unread > 0 ? `(${badge(unread)}) ` : ''}${room ? `#${room.name} · ` : ''}Chatka`;
  }
}
