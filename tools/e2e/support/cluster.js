import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './ports.js';

const REPOSITORY = new URL('../../../', import.meta.url).pathname;
const START_MILLIS = 120_000;

/** Characters of a process' output. */
const LOG_KEPT = 4000;

/** Two nodes over a Redis, all of the test's own, so that it may kill them. */
export class Cluster {
  #directory;
  #processes = new Set();
  #settings;
  #redisPort;
  redis;

  /**
   * @param {Record<string, string|number>} [settings]  of the nodes
   * @returns {Promise<Cluster>} to be stopped
   */
  static async start(settings = {}) {
    const cluster = new Cluster();
    cluster.#settings = Object.entries(settings).flatMap(([key, value]) => ['--set', `chatka.${key}=${value}`]);
    cluster.#directory = await mkdtemp(join(tmpdir(), 'chatka-e2e-'));
    cluster.#redisPort = await freePort();
    cluster.redis = cluster.#run('redis-server', ['--port', cluster.#redisPort, '--bind', '127.0.0.1', '--dir', cluster.#directory,
      '--save', '', '--appendonly', 'yes']);
    try {
      await cluster.#until(cluster.redis, () => answersPing(cluster.#redisPort));
      [cluster.a, cluster.b] = await Promise.all([cluster.#node(), cluster.#node()]);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Without a chance to say goodbye. */
  async kill(node) {
    node.process.kill('SIGKILL');
    await once(node.process, 'exit');
    this.#processes.delete(node.process);
  }

  /** The same node again, at the same address. */
  async restart(node) {
    node.process = this.#serve(node);
    await this.#ready(node);
  }

  async #node() {
    const [port, admin] = [await freePort(), await freePort()];
    const node = { port, admin, address: `http://127.0.0.1:${port}` };
    await this.restart(node);
    return node;
  }

  #serve({ port, admin }) {
    return this.#run(join(REPOSITORY, 'chatka'), ['serve', '--port', port, '--admin-port', admin,
      '--redis', `redis://127.0.0.1:${this.#redisPort}`, '--set', 'chatka.limits.rate=off',
      // A busy machine may not get to answer in time.
      '--set', 'chatka.redis.at-start=wait', ...this.#settings]);
  }

  #run(command, options) {
    const started = spawn(command, options.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
    started.log = '';
    for (const output of [started.stdout, started.stderr]) {
      output.setEncoding('utf8').on('data', text => { started.log = (started.log + text).slice(-LOG_KEPT); });
    }
    this.#processes.add(started);
    return started;
  }

  #ready({ admin, process }) {
    return this.#until(process, () => fetch(`http://127.0.0.1:${admin}/ready`).then(({ ok }) => ok, () => false));
  }

  async #until(process, isReady) {
    const end = Date.now() + START_MILLIS;
    while (!await isReady()) {
      if (process.exitCode !== null || Date.now() > end) {
        throw new Error(`${process.spawnfile} did not become ready:\n${process.log}`);
      }
      await pause(50);
    }
  }

  async stop() {
    for (const running of this.#processes) {
      if (running.exitCode !== null || running.signalCode !== null) continue;
      running.kill('SIGCONT');
      running.kill('SIGKILL');
      await once(running, 'exit');
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function answersPing(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', answer => {
      resolve(String(answer).startsWith('+PONG'));
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
