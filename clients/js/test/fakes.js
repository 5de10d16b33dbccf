import assert from 'node:assert/strict';
import { Chatka } from '../chatka.js';

/** A clock that stands still until told; timers fire in order of time. */
export class FakeClock {
  #now = 0;
  #slept = 0;
  #timers = new Map();
  #nextTimer = 1;

  now = () => this.#now;

  wall = () => this.#now + this.#slept;

  setTimeout = (action, millis) => {
    this.#timers.set(this.#nextTimer, { at: this.#now + millis, action });
    return this.#nextTimer++;
  };

  clearTimeout = timer => void this.#timers.delete(timer);

  /** The machine sleeps: only the time of day goes on. */
  sleep(millis) {
    this.#slept += millis;
  }

  get timers() {
    return this.#timers.size;
  }

  /** Lets time pass, with all that the timers and the promises behind them do. */
  async advance(millis) {
    await settled();
    const end = this.#now + millis;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].action();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** The other end of each WebSocket that the client opened, in order. */
export function fakeSockets() {
  const sockets = [];
  class FakeWebSocket {
    readyState = 0;
    sent = [];
    closedWith = undefined;

    constructor(url, protocol) {
      Object.assign(this, { url, protocol });
      sockets.push(this);
    }

    send(text) {
      assert.equal(this.readyState, 1, 'sent on a socket that is not open');
      this.sent.push(JSON.parse(text));
    }

    close(code) {
      this.closedWith ??= code;
      this.readyState = 2;
    }

    open() {
      this.readyState = 1;
      this.onopen({});
    }

    receive(...frames) {
      for (const frame of frames) this.onmessage({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
    }

    drop(code = 1006, reason = '') {
      this.readyState = 3;
      this.onclose({ code, reason });
    }

    all(type) {
      return this.sent.filter(frame => frame.type === type);
    }

    last(type) {
      return this.sent.findLast(frame => frame.type === type);
    }
  }
  return { FakeWebSocket, sockets };
}

/** A client on fakes, and all the events it told. */
export function fakeClient({ random = () => 0.5, window = {}, ...options } = {}) {
  const clock = new FakeClock();
  const { FakeWebSocket, sockets } = fakeSockets();
  const client = new Chatka({ url: 'http://chat.test/ws', name: 'Ann', WebSocket: FakeWebSocket, clock, random, window, ...options });
  const events = [];
  for (const type of ['state', 'welcome', 'joined', 'message', 'presence', 'typing', 'room', 'gap', 'deleted', 'left', 'restart', 'bye', 'error']) {
    client.on(type, event => events.push({ on: type, ...event, code: event.code }));
  }
  const socket = () => sockets.at(-1);
  return { client, clock, sockets, socket, events, of: type => events.filter(event => event.on === type) };
}

/** Connects and is welcome; the server's part of opening a session. */
export function welcome(socket, fields = {}) {
  socket.open();
  socket.receive(
    { type: 'welcome', protocol: 'chatka.v1', session: 's1', user: { id: 'g-1', name: 'Ann', role: 'guest' },
      heartbeat: { interval: 25_000, timeout: 10_000 }, limits: { text: 2000, data: 8192, frame: 65_536, rooms: 32, keys: 300_000 }, ...fields },
    { type: 'ok', id: socket.last('hello').id });
}

/** A client that is in the lobby, with `seq` as the last message before. */
export function inLobby({ seq = 0, ...options } = {}) {
  const fake = fakeClient(options);
  fake.client.join('lobby').catch(() => {});
  fake.client.connect();
  welcome(fake.socket());
  letIn(fake.socket(), { seq });
  return fake;
}

/** The connection breaks, and the next one is welcome; `letIn` is what comes then. */
export async function reconnect({ socket, clock, of }, fields = {}) {
  socket().drop();
  await clock.advance(of('state').at(-1).millis);
  welcome(socket(), fields);
}

/** The server lets the client into the room that it asked for last. */
export function letIn(socket, { epoch = 'e1', seq = 0, recovered = false } = {}) {
  const { id, room } = socket.last('join');
  socket.receive({ type: 'joined', room, epoch, seq, recovered, members: 1 }, { type: 'ok', id });
}

/** The answer to a `history` command. */
export function page(command, seqs, { epoch = 'e1', more = false } = {}) {
  return { type: 'history', id: command.id, room: command.room, epoch, more, messages: seqs.map(seq => message(seq, command.room)) };
}

/** The numbers from one to the other, both included. */
export function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

export function message(seq, room = 'lobby') {
  return { type: 'message', seq, at: 1, room, from: { id: 'g-2', name: 'Bob', role: 'guest' }, text: `m${seq}` };
}

/** Lets the promises that are ready run. */
export function settled() {
  return new Promise(resolve => setImmediate(resolve));
}
