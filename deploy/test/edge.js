import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../tools/e2e/support/ports.js';

const PACKAGING = new URL('..', import.meta.url).pathname;
const START_MILLIS = 60_000;

/** Every silence that the configurations allow, for tests that have less time: but more than a machine may stand still. */
export const SHORT_SECONDS = 10;
const SHORT_TIMEOUT = `${SHORT_SECONDS}s`;

/** A real nginx or HAProxy on a copy of its example: other ports and paths, and every time-out of 60 s shorter; else as it is. */
export class Edge {
  #process;
  #directory;
  #reload;
  #log = '';
  address;

  /** @param {{port: number}[]} nodes */
  static async haproxy(nodes) {
    return new Edge().#start(nodes, 'haproxy/haproxy.cfg', 'SIGUSR2', async (text, port, directory) => {
      const file = join(directory, 'haproxy.cfg');
      await writeFile(file, replaced(text, [
        // As many as any machine's open-file limit allows.
        ['maxconn 100000', 'maxconn 4000'],
        ['bind :8080', `bind 127.0.0.1:${port}`],
        ['/run/haproxy/chatka.sock', join(directory, 'admin.sock')],
        ['timeout client 60s', `timeout client ${SHORT_TIMEOUT}`],
        ['timeout server 60s', `timeout server ${SHORT_TIMEOUT}`],
      ]));
      return ['haproxy', '-W', '-f', file];
    });
  }

  static async nginx(nodes) {
    return new Edge().#start(nodes, 'nginx/chatka.conf', 'SIGHUP', async (text, port, directory) => {
      await writeFile(join(directory, 'chatka.conf'), replaced(text, [
        ['listen 8080', `listen 127.0.0.1:${port}`],
        ['proxy_read_timeout 60s', `proxy_read_timeout ${SHORT_TIMEOUT}`],
        ['proxy_send_timeout 60s', `proxy_send_timeout ${SHORT_TIMEOUT}`],
      ]));
      await mkdir(join(directory, 'temp'));
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map(name => `${name}_temp_path ${join(directory, 'temp', name)};`).join(' ');
      const file = join(directory, 'nginx.conf');
      await writeFile(file, replaced(await readFile(join(PACKAGING, 'nginx/nginx.conf'), 'utf8'), [
        ['worker_processes auto', 'worker_processes 1'],
        ['access_log off;', `access_log off; ${temp}`],
      ]));
      return ['nginx', '-p', directory, '-c', file, '-g', `pid ${join(directory, 'nginx.pid')}; error_log stderr; daemon off;`];
    });
  }

  async #start(nodes, example, reload, configure) {
    this.#reload = reload;
    this.#directory = await mkdtemp(join(tmpdir(), 'chatka-edge-'));
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    const text = replaced(await readFile(join(PACKAGING, example), 'utf8'),
      [['127.0.0.1:8000', `127.0.0.1:${nodes[0].port}`], ['127.0.0.1:9000', `127.0.0.1:${nodes[1].port}`]]);
    const [command, ...options] = await configure(text, port, this.#directory);
    this.#process = spawn(command, options, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    this.#process.on('error', error => { this.#log += error; });
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      output.setEncoding('utf8').on('data', more => { this.#log = (this.#log + more).slice(-4000); });
    }
    const end = Date.now() + START_MILLIS;
    // Until it has looked at the nodes, too.
    while (!await fetch(`${this.address}/ready`).then(({ ok }) => ok, () => false)) {
      if (this.#process.exitCode !== null || Date.now() > end) throw new Error(`${command} did not start:\n${this.#log}`);
      await pause(50);
    }
    return this;
  }

  /** As an administrator reloads it: new workers for new connections. */
  reload() {
    this.#process.kill(this.#reload);
  }

  /** Process ids of its workers. */
  async workers() {
    const text = await readFile(`/proc/${this.#process.pid}/task/${this.#process.pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Each has to be there: an example that has changed needs other replacements. */
function replaced(text, pairs) {
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
