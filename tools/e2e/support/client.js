import { WebSocket } from 'ws';
import { Chatka } from '../../../clients/js/chatka.js';

/** A client that the test's end closes, however it ends: it would try for ever. */
export function connect(test, base, name, options) {
  const client = new Chatka({ url: `${base}/ws`, WebSocket, name, ...options });
  test.after(() => client.close());
  client.connect();
  return client;
}

/** @returns {Promise<any>} the next event of this type that matches */
export function next(client, type, matches = () => true) {
  return new Promise(resolve => {
    const remove = client.on(type, event => {
      if (!matches(event)) return;
      remove();
      resolve(event);
    });
  });
}

/** All that a client is told of its rooms, in order. */
export class Ear {
  messages = [];
  gaps = [];
  restarts = [];
  #waiting = new Set();

  constructor(client) {
    client.on('gap', gap => this.gaps.push(gap));
    client.on('restart', restart => this.restarts.push(restart));
    client.on('message', message => {
      this.messages.push(message);
      for (const check of this.#waiting) check();
    });
  }

  get texts() {
    return this.messages.map(({ text }) => text);
  }

  /** Until somebody said this. */
  hears(text) {
    return new Promise(resolve => {
      const check = () => {
        if (!this.messages.some(message => message.text === text)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
