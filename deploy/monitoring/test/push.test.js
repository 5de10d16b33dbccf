// A real run whose server pushes its figures into a real InfluxDB by itself: this needs neither Telegraf nor k6.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { root } from './files.js';
import { freePorts, most, until } from './influx.js';

const USERS = 20;
const MESSAGES = 100;
const work = mkdtempSync(`${tmpdir()}/chatka-push.`);
const stops = [];
let influx;
let metrics;
let bench;

/** How many moments there were with so many connections: between two runs of the generator there may be a few of both. */
const withEverybody = () => most(influx, 'pushed', `SELECT count("value") FROM "chatka_connections" WHERE "value" = ${USERS}`);
const pushedDeliveries = () => most(influx, 'pushed', 'SELECT max("value") FROM "chatka_deliveries"');
const countedDeliveries = async () => Number(/^chatka_deliveries_total (\S+)$/m.exec(await (await fetch(metrics)).text())[1]);

before(async () => {
  const [port, admin, database] = await freePorts(3);
  influx = database;
  metrics = `http://127.0.0.1:${admin}/metrics`;
  const monitoring = { ...process.env, INFLUX_PORT: String(influx), TELEGRAF: 'none', MONITORING_DIR: work };
  stops.push(() => execFileSync(`${root}deploy/monitoring/down`, { env: monitoring, stdio: 'inherit' }));
  execFileSync(`${root}deploy/monitoring/up`, { env: monitoring, stdio: 'inherit' });
  const server = spawn(
    `${root}chatka`,
    `serve --port ${port} --admin-port ${admin} --set chatka.limits.rate=off --set chatka.metrics.every=1s
     --set chatka.metrics.influx.url=http://127.0.0.1:${influx} --set chatka.metrics.influx.database=pushed`.split(/\s+/),
    { stdio: 'ignore' },
  );
  stops.unshift(async () => {
    server.kill();
    await until('the server is gone', () => server.exitCode !== null || server.signalCode !== null, 40);
  });
  await until(
    'the server is ready',
    () => fetch(`http://127.0.0.1:${admin}/ready`).then(answer => answer.ok, () => false),
    300,
  );
  // Until it is told to stop: however slow all is, there are figures of it.
  bench = spawn(
    `${root}chatka`,
    `bench --url ws://127.0.0.1:${port} --users ${USERS} --rate 50 --duration 600 --warmup 0 --patience 60`.split(' '),
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  stops.unshift(stopBench);
});

async function stopBench() {
  bench.kill('SIGINT');
  await until('the generator is gone', () => bench.exitCode !== null || bench.signalCode !== null, 90);
}

after(async () => {
  for (const stop of stops) await stop();
  rmSync(work, { recursive: true, force: true });
});

test('the connections are those of the run', async () => {
  await until('the connections', async () => (await withEverybody()) > 0, 120);
});

test('each delivery of the run is pushed, and how long it took', async () => {
  await until('deliveries', async () => (await pushedDeliveries()) >= USERS * MESSAGES, 120);
  await stopBench();
  await until('all deliveries', async () => (await pushedDeliveries()) === (await countedDeliveries()), 120);
  assert.ok((await most(influx, 'pushed', 'SELECT max("sum") FROM "chatka_delivery_latency"')) > 0);
});
