// Every server under every workload, in turn, and one table: see ../README.md.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { digest, measure } from './generator.js';
import { builtChatka, peers, root, target } from './peers.js';
import { Program, freePorts, listening, stopAll } from './processes.js';
import { insert, table } from './table.js';
import { workloads } from './workloads.js';

const START_SECONDS = 180; // Chatka may have to be built, and makes its class archive
const USAGE = `tools/peers/run [--only NAME,NAME] [--workloads NAME,NAME] [--runs 3] [--quick] [--out DIRECTORY]
                [--into FILE]

Starts Chatka, its peers and the floor, puts the same load on each, one after the other, and writes one table of ratios.

  --only       some servers: ${peers.map(peer => peer.name).join(', ')}
  --workloads  some workloads: ${workloads({}).map(workload => workload.name).join(', ')}
  --runs       how often everything is measured, each time with new processes (3; with --quick 1)
  --quick      shorter, and with fewer users: to see that it works
  --out        where table.md and raw.json go (tools/peers/target/results)
  --into       a Markdown file that gets the table between its marks, such as docs/benchmarks.md
`;

class Wrong extends Error {}

function some(all, names, option) {
  if (names === undefined) return all;
  const wanted = names.split(',').filter(Boolean);
  const unknown = wanted.find(name => !all.some(each => each.name === name));
  if (unknown !== undefined || wanted.length === 0) {
    throw new Wrong(`${option} takes some of ${all.map(each => each.name).join(', ')}, and was given "${names}"`);
  }
  return all.filter(each => wanted.includes(each.name));
}

/** A file that the table can be put into: better to know that before than after the run. */
function insertable(file) {
  try {
    insert(readFileSync(file, 'utf8'), '');
  } catch (failed) {
    throw new Wrong(`--into takes a Markdown file with marks for the table, and was given "${file}": ${failed.message}`);
  }
  return file;
}

/** @param {string[]} words */
export function settings(words) {
  let given;
  try {
    given = parseArgs({
      args: words,
      options: {
        only: { type: 'string' }, workloads: { type: 'string' }, runs: { type: 'string' }, out: { type: 'string' },
        into: { type: 'string' },
        quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (failed) {
    throw new Wrong(`${failed.message.split('. ')[0]}; see --help`);
  }
  const runs = given.runs ?? (given.quick ? '1' : '3');
  if (!/^[1-9]\d?$/.test(runs)) throw new Wrong(`--runs takes a whole number from 1 to 99, and was given "${runs}"`);
  return {
    help: given.help ?? false,
    runs: Number(runs),
    peers: some(peers, given.only, '--only'),
    workloads: some(workloads({ quick: given.quick ?? false }), given.workloads, '--workloads'),
    out: given.out ?? join(target, 'results'),
    into: given.into === undefined ? undefined : insertable(given.into),
  };
}

function machine() {
  const model = /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? process.arch;
  return `${availableParallelism()} cores of ${model}, Linux ${release()}, the load generator on the same machine`;
}

const say = line => process.stderr.write(`${line}\n`);

async function install(chosen) {
  const servers = [];
  await builtChatka(); // whoever is measured: the generator is in it
  for (const peer of chosen) {
    try {
      const installed = await peer.install();
      say(`${peer.label} ${installed.version}`);
      servers.push({ name: peer.name, label: peer.label, version: installed.version, peer, installed });
    } catch (failed) {
      say(`${peer.label} cannot be installed here: ${failed.message}`);
      servers.push({ name: peer.name, label: peer.label, reason: failed.message, peer });
    }
  }
  return servers;
}

/** Starts a server, and returns when it takes connections. */
export async function start(server) {
  const [port, spare] = await freePorts(2);
  const { command, env } = server.peer.start(port, server.installed, spare);
  const program = new Program(command, { env, cwd: root });
  await listening(program, port, START_SECONDS);
  return { peer: server.peer, program, port };
}

class Bench {
  constructor(options, servers) {
    this.options = options;
    this.servers = servers;
    this.results = [];
    this.stopped = false;
  }

  raw() {
    return {
      machine: machine(), at: new Date().toISOString().slice(0, 16).replace('T', ' '), runs: this.options.runs,
      interrupted: this.stopped,
      servers: this.servers.map(({ name, label, version, reason }) => ({ name, label, version, reason })),
      workloads: this.options.workloads,
      results: this.results,
    };
  }

  write() {
    writeFileSync(join(this.options.out, 'raw.json'), `${JSON.stringify(this.raw(), null, 1)}\n`);
    writeFileSync(join(this.options.out, 'table.md'), table(this.raw()));
  }

  async run() {
    for (let run = 1; run <= this.options.runs && !this.stopped; run++) {
      const running = new Map();
      for (const server of this.servers.filter(each => !each.reason)) {
        if (this.stopped) break;
        try {
          running.set(server, await start(server));
        } catch (failed) {
          this.record({ server: server.name, workload: 'start', run, error: failed.message });
        }
      }
      for (const workload of this.options.workloads) await this.turn(workload, run, running);
      await stopAll();
    }
  }

  /** One workload on every server, in another order each time: nobody is always the first. */
  async turn(workload, run, running) {
    const order = [...running.keys()];
    for (let i = 0; i < order.length && !this.stopped; i++) {
      const server = order[(i + run - 1) % order.length];
      await this.one(workload, run, server, running.get(server));
    }
  }

  async one(workload, run, server, started) {
    const began = Date.now();
    const result = { server: server.name, workload: workload.name, run };
    try {
      if (!started.program.alive) throw new Error(`the server had ended (${started.program.end})`);
      const file = join(this.options.out, 'last.json');
      const report = await measure(started, workload, { chatka: join(root, 'chatka'), file });
      Object.assign(result, digest(report, workload), { report });
    } catch (failed) {
      result.error = failed.message;
    }
    if (this.stopped) return;
    const figures = Object.values(result.figures ?? {}).map(value => (value === null ? '–' : Number(value.toPrecision(3))));
    say(`run ${run} of ${this.options.runs}  ${workload.name.padEnd(9)} ${server.label.padEnd(15)}`
      + ` ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${result.error ?? figures.join('  ')}`
      + `${result.faults?.length ? `  FAULT ${result.faults[0]}` : ''}`);
    this.record(result);
  }

  record(result) {
    this.results.push(result);
    this.write();
  }
}

export async function main(words) {
  let options;
  try {
    options = settings(words);
  } catch (failed) {
    if (!(failed instanceof Wrong)) throw failed;
    say(`peers: ${failed.message}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  mkdirSync(options.out, { recursive: true });
  let bench;
  let signal = 0;
  const stop = number => {
    signal ||= number;
    if (bench) bench.stopped = true;
    stopAll();
  };
  process.on('SIGINT', () => stop(2));
  process.on('SIGTERM', () => stop(15));
  process.on('SIGHUP', () => stop(1));
  try {
    const servers = await install(options.peers);
    if (signal === 0) {
      bench = new Bench(options, servers);
      await bench.run();
    }
  } finally {
    await stopAll();
  }
  if (bench) {
    bench.write();
    const { into } = options;
    if (into && !signal) writeFileSync(into, insert(readFileSync(into, 'utf8'), table(bench.raw())));
    process.stdout.write(`\n${table(bench.raw())}\n${join(options.out, 'raw.json')} has every figure.\n`);
  }
  if (signal) return 128 + signal;
  return bench.results.some(result => result.error || result.faults?.length) ? 1 : 0;
}
