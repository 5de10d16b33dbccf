import { WebSocket } from 'ws';

/** A bare WebSocket that keeps all it hears. */
export class Socket {
  frames = [];
  #socket;
  #waiting = new Set();

  /** @param {string} base  http(s) @param {string} path */
  static async open(base, path) {
    const made = new Socket();
    made.#socket = new WebSocket(new URL(path, base).href.replace(/^http/, 'ws'));
    made.#socket.on('message', text => {
      made.frames.push(JSON.parse(text));
      for (const check of made.#waiting) check();
    });
    await new Promise((resolve, reject) => made.#socket.once('open', resolve).once('error', reject));
    return made;
  }

  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  /** @param {(frames: any[]) => T} find @returns {Promise<T>} the first result that is true @template T */
  until(find) {
    return new Promise(resolve => {
      const check = () => {
        const found = find(this.frames);
        if (!found) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  frame(type) {
    return this.until(frames => frames.find(frame => frame.type === type));
  }

  close() {
    this.#socket.close();
  }
}
