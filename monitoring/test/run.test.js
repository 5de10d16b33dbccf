// A real run: a server, k6's users, a Telegraf and an InfluxDB, and then the dashboard's own queries.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { queries, root } from './files.js';

const USERS = 20;
const work = mkdtempSync(`${tmpdir()}/chatka-monitoring.`);
const stops = [];
let influx;
let began;
let k6;

/** Waits until the value is there, and says what it is. */
async function until(what, look, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ; await sleep(200)) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
  }
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map(server => new Promise(done => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

/** What the database answers: series of { name, tags, columns, values }. */
async function ask(database, query) {
  const url = `http://127.0.0.1:${influx}/query?${new URLSearchParams({ db: database, epoch: 'ms', q: query })}`;
  const answer = await (await fetch(url)).json();
  const [result] = answer.results ?? [];
  assert.ok(result && !answer.error && !result.error, `${query}: ${JSON.stringify(answer)}`);
  return result.series ?? [];
}

/** As Grafana fills them in. */
const filledIn = query =>
  query.replaceAll('$timeFilter', `time >= ${began}ms AND time <= now()`).replaceAll('$__interval', '2s');

const numbers = series => series.flatMap(({ values }) => values.map(([, value]) => value)).filter(Number.isFinite);

async function most(database, query) {
  const found = numbers(await ask(database, query));
  return found.length === 0 ? undefined : Math.max(...found);
}

before(async () => {
  const [port, admin, database] = await freePorts(3);
  influx = database;
  began = Date.now();
  // A small heap, so that there is something to collect.
  const server = spawn(
    `${root}chatka`,
    `serve --port ${port} --admin-port ${admin} --set chatka.limits.rate=off --set chatka.metrics.every=1s --set
     chatka.metrics.influx.url=http://127.0.0.1:${influx} --set chatka.metrics.influx.database=pushed`.split(/\s+/),
    { stdio: 'ignore', env: { ...process.env, JAVA_OPTS: '-Xmx256m -Xmn4m' } },
  );
  stops.push(async () => {
    server.kill();
    await until('the server is gone', () => server.exitCode !== null || server.signalCode !== null, 40);
  });
  const monitoring = {
    ...process.env,
    INFLUX_PORT: String(influx),
    CHATKA_METRICS: `http://127.0.0.1:${admin}/metrics`,
    CHATKA_INTERVAL: '1s',
    CHATKA_PROCESS: `chatka-server[.]jar serve --port ${port} `,
    MONITORING_DIR: work,
  };
  stops.push(() => execFileSync(`${root}monitoring/down`, { env: monitoring, stdio: 'inherit' }));
  execFileSync(`${root}monitoring/up`, { env: monitoring, stdio: 'inherit' });
  await until(
    'the server is ready',
    () => fetch(`http://127.0.0.1:${admin}/ready`).then(answer => answer.ok, () => false),
    300,
  );
  execFileSync(
    `${root}load/k6/run`,
    `soak --url ws://127.0.0.1:${port} --out ${work} --influx http://127.0.0.1:${influx}/k6 -e USERS=${USERS} -e DURATION=15
     -e EVERY=1 -e P99=10000`.split(/\s+/),
    { stdio: 'inherit' },
  );
  k6 = JSON.parse(readFileSync(`${work}/soak.json`, 'utf8')).metrics;
});

after(async () => {
  for (const stop of stops) await stop();
  rmSync(work, { recursive: true, force: true });
});

for (const { panel, alias, query } of queries) {
  test(`"${panel}", ${alias}: there are points of this run`, async () => {
    await until('points', async () => numbers(await ask('chatka', filledIn(query))).length > 0, 20);
  });
}

test('all deliveries of the run are in the database', async () => {
  const received = k6.chat_received.values.count;
  assert.ok(received > USERS * USERS);
  const counted = await until(
    'the last figure',
    async () => {
      const value = await most('chatka', 'SELECT max("counter") FROM "chatka_deliveries_total"');
      return value >= received && value;
    },
    20,
  );
  assert.equal(counted, received);
});

test('the connections were those of the run', async () => {
  assert.equal(await most('chatka', 'SELECT max("gauge") FROM "chatka_connections"'), USERS);
});

test('the machine and the process used processor time, and loopback carried the messages both ways', async () => {
  assert.ok((await most('chatka', `SELECT max("cpu_usage") FROM "procstat"`)) > 0);
  assert.ok((await most('chatka', `SELECT 100 - min("usage_idle") FROM "cpu" WHERE time >= ${began}ms`)) > 0);
  const sent = await most('chatka', 'SELECT max("counter") FROM "chatka_sent_bytes_total"');
  assert.ok(sent > k6.chat_received.values.count * 100);
  for (const field of ['bytes_recv', 'bytes_sent']) {
    const carried = await most(
      'chatka',
      `SELECT max("${field}") - min("${field}") FROM "net" WHERE "interface" = 'lo' AND time >= ${began}ms`,
    );
    assert.ok(carried > sent, `${field}: ${carried} of at least ${sent}`);
  }
});

test("k6's own figures are in its database", async () => {
  const points = await most('k6', 'SELECT count("value") FROM "chat_delivery"');
  assert.equal(points, k6.chat_received.values.count);
});

test('what the server pushes itself is in the database', async () => {
  assert.equal(await most('pushed', 'SELECT max("value") FROM "chatka_connections"'), USERS);
  assert.ok((await most('pushed', 'SELECT sum("value") FROM "chatka_deliveries"')) > 0);
  assert.ok((await most('pushed', 'SELECT max("sum") FROM "chatka_delivery_latency"')) > 0);
});
