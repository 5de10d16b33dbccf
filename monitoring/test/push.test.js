// A real run whose server pushes its figures into a real InfluxDB by itself: this needs neither Telegraf nor k6.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { root } from './files.js';
import { freePorts, most, until } from './influx.js';

const USERS = 20;
const MESSAGES = 50;
const work = mkdtempSync(`${tmpdir()}/chatka-push.`);
const stops = [];
let influx;
let metrics;

before(async () => {
  const [port, admin, database] = await freePorts(3);
  influx = database;
  metrics = `http://127.0.0.1:${admin}/metrics`;
  const monitoring = { ...process.env, INFLUX_PORT: String(influx), TELEGRAF: 'none', MONITORING_DIR: work };
  stops.push(() => execFileSync(`${root}monitoring/down`, { env: monitoring, stdio: 'inherit' }));
  execFileSync(`${root}monitoring/up`, { env: monitoring, stdio: 'inherit' });
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
  execFileSync(
    `${root}chatka`,
    `bench --url ws://127.0.0.1:${port} --users ${USERS} --rate 10 --messages ${MESSAGES} --warmup 0`.split(' '),
    { stdio: 'inherit' },
  );
});

after(async () => {
  for (const stop of stops) await stop();
  rmSync(work, { recursive: true, force: true });
});

test('the connections were those of the run', async () => {
  await until('the connections', async () => (await most(influx, 'pushed', 'SELECT max("value") FROM "chatka_connections"')) === USERS);
});

test('each delivery of the run was pushed, and how long it took', async () => {
  // More than the messages that were measured: the generator also says some before.
  const counted = Number(/^chatka_deliveries_total (\S+)$/m.exec(await (await fetch(metrics)).text())[1]);
  assert.ok(counted >= USERS * MESSAGES, `${counted} deliveries`);
  await until(
    'all deliveries',
    async () => (await most(influx, 'pushed', 'SELECT max("value") FROM "chatka_deliveries"')) === counted,
  );
  assert.ok((await most(influx, 'pushed', 'SELECT max("sum") FROM "chatka_delivery_latency"')) > 0);
});
