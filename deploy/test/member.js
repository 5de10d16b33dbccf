import { WebSocket } from '../../tools/e2e/node_modules/ws/wrapper.mjs';

/** A member of a room that keeps all it hears. */
export class Member {
  frames = [];
  pings = 0;
  closed = false;
  #socket;
  #waiting = new Set();

  /** @returns {Promise<Member>} or fails with the status that the handshake was answered with, as a number */
  static join(address, room, { from = '127.0.0.1', headers = {} } = {}) {
    const member = new Member();
    const url = `${address.replace(/^http/, 'ws')}/ws/${room}`;
    return new Promise((resolve, reject) => {
      const socket = member.#socket = new WebSocket(url, { localAddress: from, headers, handshakeTimeout: 30_000 });
      socket.on('ping', () => { member.pings++; member.#changed(); });
      socket.on('close', () => { member.closed = true; member.#changed(); });
      socket.on('message', text => { member.frames.push(JSON.parse(text)); member.#changed(); });
      socket.once('unexpected-response', (_, answer) => { reject(answer.statusCode); socket.terminate(); });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed before it had joined')));
      member.until(() => member.frames.some(({ type }) => type === 'joined')).then(() => resolve(member));
    });
  }

  say(text) {
    this.#socket.send(JSON.stringify({ type: 'say', text }));
  }

  heard(text) {
    return this.until(() => this.frames.some(frame => frame.type === 'message' && frame.text === text));
  }

  until(condition) {
    return new Promise(resolve => {
      const check = () => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  leave() {
    this.#socket.terminate();
  }

  #changed() {
    for (const check of [...this.#waiting]) check();
  }
}
