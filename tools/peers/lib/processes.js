// Starts programs, and stops what it started: by process id, also when this program is told to stop.

import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const KEPT_OUTPUT = 4_000; // characters; enough for an error message
const GRACE_MILLIS = 8_000;

const running = new Set();

/** A program that was started. */
export class Program {
  #child;
  #tail = '';
  #ended;
  #how;

  /**
   * @param {string[]} command
   * @param {{cwd?: string, env?: object, onOutput?: (text: string) => void}} [options]
   */
  constructor(command, { cwd, env, onOutput } = {}) {
    // In a process group of its own: Ctrl-C is for us, and we stop it in order.
    this.#child = spawn(command[0], command.slice(1), {
      cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        this.#tail = (this.#tail + text).slice(-KEPT_OUTPUT);
        onOutput?.(text);
      });
    }
    running.add(this);
    this.#ended = new Promise(resolve => {
      this.#child.once('error', failed => {
        this.#tail += failed.message;
        running.delete(this);
        resolve({ code: null });
      });
      this.#child.once('close', (code, signal) => {
        running.delete(this);
        resolve((this.#how = { code, signal }));
      });
    });
  }

  get pid() {
    return this.#child.pid;
  }

  get alive() {
    return running.has(this);
  }

  /** The end of what it wrote. */
  get output() {
    return this.#tail.trim();
  }

  /** Why it is no longer there. */
  get end() {
    const { code, signal } = this.#how ?? {};
    return `${signal ?? `exit ${code}`}${this.output ? `: ${reason(this.output)}` : ''}`;
  }

  /** @returns {Promise<{code: number | null, signal?: string}>} */
  get ended() {
    return this.#ended;
  }

  signal(name) {
    if (this.alive && this.pid) this.#child.kill(name);
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(graceMillis = GRACE_MILLIS) {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMillis);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** The last two lines of an output, without addresses: short enough for a table. */
export function reason(output) {
  const lines = output.replace(/\b\w+:\/\/\S+/g, '').split('\n').map(line => line.trim()).filter(Boolean);
  const last = lines.slice(-2).join('; ').replace(/\s+/g, ' ');
  return last.length > 200 ? `… ${last.slice(-200)}` : last;
}

/** Runs a program to its end; fails with the end of what it wrote when it fails or takes too long. */
export async function run(command, { seconds, ...options }) {
  const program = new Program(command, options);
  const timer = setTimeout(() => program.stop(), seconds * 1000);
  const { code } = await program.ended;
  clearTimeout(timer);
  if (code !== 0) {
    throw new Error(`${command[0].split('/').pop()}: ${reason(program.output) || `exit ${code}`}`);
  }
  return program.output;
}

export const stopAll = () => Promise.all([...running].map(program => program.stop()));

/** Ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map(server => new Promise(done => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

const answers = port => new Promise(resolve => {
  const socket = connect(port, '127.0.0.1', () => resolve(true));
  socket.once('error', () => resolve(false));
  socket.once('close', () => resolve(false));
  socket.once('connect', () => socket.destroy());
});

/** Waits until the program listens on a port. */
export async function listening(program, port, seconds) {
  const until = Date.now() + seconds * 1000;
  while (!(await answers(port))) {
    if (!program.alive) throw new Error(`ended at once (${program.end})`);
    if (Date.now() > until) throw new Error(`did not listen on its port within ${seconds} s`);
    await sleep(50);
  }
}
