import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest } from '../lib/generator.js';
import { settings } from '../lib/main.js';
import { workloads } from '../lib/workloads.js';

const run = { deliveriesPerSecond: 500, connects: { joined: 900, seconds: 0.5 }, costs: { seconds: 5, generatorBusy: 0.5, othersBusy: 0.05 } };
const report = {
  rows: [{ cpuMicrosPerDelivery: 9.5, latencyMillis: { p99: 14 }, runs: [run] }],
  findings: [{ weight: 'warning', text: 'careful' }, { weight: 'fault', text: 'lost' }],
  grown: { bytes: 8_192_000, users: 800 },
};
const named = name => workloads({ quick: false }).find(workload => workload.name === name);

test('figures are read off the report of the generator', () => {
  assert.deepEqual(digest(report, named('big-8')).figures, { cpu: 9.5, rate: 500, p99: 14 });
  assert.deepEqual(digest(report, named('idle')).figures, { connects: 1800, memory: 10 });
  assert.deepEqual(digest(report, named('big')).faults, ['lost']);
});

test('figure that the report does not have is null', () => {
  const empty = { ...report, rows: [{ ...report.rows[0], cpuMicrosPerDelivery: null, latencyMillis: { count: 0 } }] };
  assert.deepEqual(digest(empty, named('big')).figures, { cpu: null, p99: null });
});

test('time until all have all is that of the pair and the reading', () => {
  const rows = [
    { label: '10/1', reading: 'users/messages', allReceivedMillis: 0.3, runs: [run] },
    { label: '10/1', reading: 'messages/users', allReceivedMillis: 0.4, runs: [run] },
  ];
  const { figures } = digest({ ...report, rows }, named('table'));
  assert.equal(Object.keys(figures).length, 10);
  assert.equal(figures['10/1 users/messages'], 0.3);
  assert.equal(figures['10/1 messages/users'], 0.4);
  assert.equal(figures['1500/100 messages/users'], null);
});

test('busy generator and other programs are noticed', () => {
  const busy = costs => ({ ...report, rows: [{ ...report.rows[0], runs: [{ ...run, costs: { ...run.costs, ...costs } }] }] });
  assert.equal(digest(report, named('big')).saturated, false);
  assert.equal(digest(busy({ generatorBusy: 0.95 }), named('big')).saturated, true);
  assert.equal(digest(busy({ othersBusy: 0.2 }), named('big')).disturbed, true);
  assert.equal(digest(busy({ othersBusy: 0.2, seconds: 0.2 }), named('big')).disturbed, false);
});

test('options choose servers and workloads', () => {
  const chosen = settings(['--only', 'ws,floor', '--workloads', 'big', '--runs', '2']);
  assert.deepEqual(chosen.peers.map(peer => peer.name), ['floor', 'ws']);
  assert.deepEqual(chosen.workloads.map(workload => workload.name), ['big']);
  assert.equal(chosen.runs, 2);
  assert.equal(settings([]).runs, 3);
  assert.equal(settings(['--quick']).runs, 1);
});

test('wrong options are answered with what would be right', () => {
  const wrong = { '--only=redis': /--only takes some of floor, chatka/, '--only=': /--only takes/, '--runs=0': /from 1 to 99/,
    '--workloads=x': /--workloads takes some of warm-up, idle/, '--fast': /see --help/, floor: /see --help/,
    '--into=/nonexistent.md': /--into takes a Markdown file/ };
  for (const [word, message] of Object.entries(wrong)) assert.throws(() => settings([word]), message, word);
});
