// A real run: a server, k6's users, a Telegraf and an InfluxDB, and then the dashboard's own queries.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { queries, root } from './files.js';
import { ask as askAt, freePorts, most as mostAt, numbers, until } from './influx.js';

const USERS = 20;
const work = mkdtempSync(`${tmpdir()}/chatka-monitoring.`);
const stops = [];
let influx;
let began;
let k6;

/** As Grafana fills them in. */
const filledIn = query =>
  query.replaceAll('$timeFilter', `time >= ${began}ms AND time <= now()`).replaceAll('$__interval', '2s');

const ask = (database, query) => askAt(influx, database, query);
const most = (database, query) => mostAt(influx, database, query);

before(async () => {
  const [port, admin, database] = await freePorts(3);
  influx = database;
  began = Date.now();
  // A small heap, so that there is something to collect.
  const server = spawn(
    `${root}chatka`,
    `serve --port ${port} --admin-port ${admin} --set chatka.limits.rate=off`.split(' '),
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
  stops.push(() => execFileSync(`${root}deploy/monitoring/down`, { env: monitoring, stdio: 'inherit' }));
  execFileSync(`${root}deploy/monitoring/up`, { env: monitoring, stdio: 'inherit' });
  await until(
    'the server is ready',
    () => fetch(`http://127.0.0.1:${admin}/ready`).then(answer => answer.ok, () => false),
    300,
  );
  execFileSync(
    `${root}tools/k6/run`,
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
  const received = k6.chat_received.values.count;
  const points = await most('k6', 'SELECT count("value") FROM "chat_delivery"');
  // Points of the very same moment are one to an InfluxDB.
  assert.ok(points > 0.9 * received && points <= received, `${points} of ${received}`);
});
