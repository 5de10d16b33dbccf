import { byId } from './dom.js';

/** On a narrow screen the rooms are behind a button; on a wide one this does nothing. */
export class Drawer {
  #app = byId('app');
  #menu = byId('menu');
  #narrow = matchMedia('(max-width: 720px)');

  constructor() {
    this.#menu.addEventListener('click', () => this.open());
    byId('backdrop').addEventListener('click', () => this.close());
    byId('sidebar').addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.#isOpen) {
        event.stopPropagation();
        this.close();
      }
    });
    this.#narrow.addEventListener('change', () => this.close());
  }

  get #isOpen() {
    return this.#app.classList.contains('drawer-open');
  }

  open() {
    if (!this.#narrow.matches) return;
    this.#set(true);
    (document.querySelector('.room[aria-current="true"]') ?? byId('new-room')).focus();
  }

  close() {
    if (!this.#isOpen) return;
    this.#set(false);
    if (this.#narrow.matches) this.#menu.focus();
  }

  #set(open) {
    this.#app.classList.toggle('drawer-open', open);
    this.#menu.setAttribute('aria-expanded', String(open));
    // Neither a click nor Tab reaches elements behind the drawer.
    byId('chat').inert = open;
  }
}
