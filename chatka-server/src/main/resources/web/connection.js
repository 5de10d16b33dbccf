import { countdown } from './countdown.js';
import { byId } from './dom.js';
import { waitText } from './wording.js';

/** Shows whether there is a connection, and when the next attempt is. */
export class ConnectionView {
  #bar = byId('connection');
  #text = byId('connection-text');
  #now = byId('connect-now');
  #mine = byId('my-state');
  #announcer = byId('announcer');
  #stop = () => {};
  #wasOpen = false;

  /** @param {() => void} onConnectNow */
  constructor(onConnectNow) {
    this.#now.addEventListener('click', onConnectNow);
  }

  /** @param {{state: string, millis?: number, reason?: string}} event */
  show({ state, millis, reason }) {
    this.#stop();
    this.#mine.dataset.state = state;
    this.#now.hidden = state === 'connecting';
    this.#now.textContent = state === 'closed' ? 'Reconnect' : 'Try now';
    switch (state) {
      case 'open':
        this.#say('Connected', '');
        this.#announce(this.#wasOpen ? 'Reconnected' : '');
        this.#wasOpen = true;
        break;
      case 'connecting':
        this.#say('Connecting…', 'Connecting…');
        break;
      case 'waiting':
        this.#announce('The connection was lost');
        this.#stop = countdown(millis, left => {
          const when = left > 0 ? `Next attempt in ${waitText(left)}` : 'Connecting…';
          this.#say('No connection', `${this.#wasOpen ? 'The connection was lost' : 'The server does not answer'}. ${when}`);
        });
        break;
      case 'closed':
        this.#announce('Disconnected');
        this.#say('Disconnected', reason ? `Disconnected: ${reason}` : 'Disconnected');
    }
  }

  #say(short, long) {
    this.#mine.textContent = short;
    this.#text.textContent = long;
    this.#bar.hidden = !long;
  }

  /** For screen readers, without the seconds. */
  #announce(text) {
    this.#announcer.textContent = text;
  }
}
