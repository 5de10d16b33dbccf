// One user of a Chatka room, as k6 sees it: a WebSocket at /ws/{room}, which joins at once, and what is measured of it.
//
// All users of a run are in one process, so all times in messages are of one clock.
import { WebSocket } from 'k6/websockets';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';

export const metrics = {
  connect: new Trend('chat_connect', true), // until the room says "joined"
  delivery: new Trend('chat_delivery', true), // from sending a message until a member has it
  sent: new Counter('chat_sent'),
  received: new Counter('chat_received'),
  lost: new Counter('chat_lost'), // deliveries that were owed and did not come
  disorder: new Counter('chat_disorder'), // a seq that does not follow the one before
  gaps: new Counter('chat_gaps'), // losses that the server told
  errors: new Counter('chat_errors'), // error frames
  failed: new Counter('chat_failed'), // users that did not get in, or were thrown out
};

/** Faults that no run may have; for `options.thresholds`. */
export const nothingWrong = {
  chat_lost: ['count==0'],
  chat_disorder: ['count==0'],
  chat_gaps: ['count==0'],
  chat_errors: ['count==0'],
  chat_failed: ['count==0'],
};

export const baseUrl = (__ENV.URL || 'ws://127.0.0.1:8000').replace(/\/$/, '');

/** Milliseconds since the test began, with fractions; the same for all users. */
export function now() {
  return exec.instance.currentTestRunDuration;
}

/** A number from the environment. */
export function setting(name, otherwise) {
  const text = __ENV[name];
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (!(number >= 0)) throw new Error(`${name} is "${text}" and has to be a number`);
  return number;
}

/**
 * Connects a user to a room. `on` may have:
 *   joined(user)           it is in the room
 *   message(user, frame, latency)   latency in ms, undefined for a message that no user of this run sent
 *   mayFail                a failure is no fault; the caller decides
 *   closed(user, why)      the socket is closed; why is undefined if leave() did it
 */
export class User {
  constructor(room, on = {}) {
    this.on = on;
    this.joined = false;
    this.seq = 0;
    this.received = 0;
    this.leaving = false;
    this.latencies = [];
    const began = now();
    this.socket = new WebSocket(`${baseUrl}/ws/${encodeURIComponent(room)}`);
    this.socket.onmessage = event => this.frame(JSON.parse(event.data), began);
    this.socket.onerror = event => {
      this.problem = event.error;
    };
    this.socket.onclose = event => this.closed(event.code);
  }

  /** The text is the time of sending, from which every member computes the latency. */
  say(padding = '') {
    this.socket.send(JSON.stringify({ type: 'say', text: `${now().toFixed(3)} ${padding}` }));
    metrics.sent.add(1);
  }

  leave() {
    this.leaving = true;
    this.socket.close(1000);
  }

  /** Adds the measurements to k6's figures, at the end, so that counting does not slow down the run. */
  report() {
    for (const latency of this.latencies) metrics.delivery.add(latency);
    metrics.received.add(this.received);
    this.latencies = [];
    this.received = 0;
  }

  frame(frame, began) {
    switch (frame.type) {
      case 'message': {
        const latency = this.latency(frame);
        this.follow(frame.seq);
        this.received++;
        if (latency !== undefined) this.latencies.push(latency);
        this.on.message?.(this, frame, latency);
        break;
      }
      case 'joined':
        this.joined = true;
        this.seq = frame.seq;
        metrics.connect.add(now() - began);
        this.on.joined?.(this);
        break;
      case 'gap':
        metrics.gaps.add(1);
        this.seq = frame.to;
        break;
      case 'error':
        metrics.errors.add(1, { code: frame.code });
        break;
      case 'room':
        if (frame.epoch !== undefined) this.seq = frame.seq;
        break;
    }
  }

  latency(frame) {
    const sent = parseFloat(frame.text);
    return Number.isNaN(sent) ? undefined : now() - sent;
  }

  follow(seq) {
    if (seq !== this.seq + 1) metrics.disorder.add(1);
    this.seq = seq;
  }

  closed(code) {
    if (!this.leaving && !this.on.mayFail) metrics.failed.add(1, { code: String(code) });
    this.on.closed?.(this, this.leaving ? undefined : (this.problem ?? `closed with ${code}`));
  }
}
