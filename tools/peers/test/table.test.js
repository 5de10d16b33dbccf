import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insert, median, number, ratio, table } from '../lib/table.js';

const cpu = { key: 'cpu', title: 'CPU per delivery', unit: 'µs', better: 'lower' };
const rate = { key: 'rate', title: 'deliveries a second', unit: '/s', better: 'higher' };
const big = { name: 'big', title: 'a big room', figures: [cpu, rate] };

const result = (server, run, figures, more = {}) => ({ server, workload: 'big', run, figures, faults: [], ...more });

const raw = (results, more = {}) => ({
  machine: 'a machine', at: '2026-01-01 00:00', runs: 2,
  servers: [
    { name: 'floor', label: 'floor', version: 'C' },
    { name: 'chatka', label: 'Chatka', version: '0.1' },
    { name: 'ws', label: 'ws', version: '8' },
    { name: 'gone', label: 'Gone', reason: 'there is no go | gone' },
  ],
  workloads: [{ name: 'warm-up', title: 'warm-up', figures: [] }, big],
  results, ...more,
});

const good = [
  result('floor', 1, { cpu: 8, rate: 1_000_000 }), result('floor', 2, { cpu: 16, rate: 500_000 }),
  result('chatka', 1, { cpu: 10, rate: 900_000 }), result('chatka', 2, { cpu: 20, rate: 450_000 }),
  result('ws', 1, { cpu: 16, rate: 100_000 }), result('ws', 2, { cpu: 40, rate: 40_000 }),
];
const rowOf = (text, title) => text.split('\n').find(line => line.includes(title));

test('floor is absolute, Chatka a ratio and absolute, a peer two ratios', () => {
  const text = table(raw(good));
  assert.equal(rowOf(text, 'CPU'), '| **a big room**: CPU per delivery ↓ | 12.0 µs | 1.25 · 15.0 µs | 2.25 (1.80) | – |');
  assert.equal(rowOf(text, 'deliveries'), '| … deliveries a second ↑ | 750 k/s | 0.90 · 675 k/s | 0.09 (0.10) | – |');
  assert.ok(!text.includes('warm-up'));
});

test('figure of which the floor has next to nothing is absolute for all', () => {
  const memory = { ...cpu, absolute: true };
  const text = table({ ...raw(good), workloads: [{ ...big, figures: [memory] }] });
  assert.equal(rowOf(text, 'CPU'), '| **a big room**: CPU per delivery ↓ | 12.0 µs | 15.0 µs | 28.0 µs (1.80) | – |');
});

test('ratio is the median of the ratios of each run, not of medians', () => {
  assert.equal(ratio(good, 'chatka', 'floor', big, cpu), 1.25);
  assert.equal(ratio(good, 'ws', 'floor', big, cpu), (16 / 8 + 40 / 16) / 2);
  const half = good.filter(each => each.server !== 'floor' || each.run === 2);
  assert.equal(ratio(half, 'ws', 'floor', big, cpu), 2.5);
});

test('server that is not there stands in the table with its reason', () => {
  const text = table(raw(good));
  assert.equal(rowOf(text, 'version'), '| version | C | 0.1 | 8 | not measured: there is no go \\| gone |');
});

test('every line of the table has as many cells', () => {
  const lines = table(raw(good)).split('\n').filter(line => line.startsWith('|'));
  assert.equal(lines.length, 5);
  for (const line of lines) assert.equal(line.split(/(?<!\\)\|/).length, 7, line);
});

test('losses, failures and a busy generator are marked and told', () => {
  const text = table(raw([
    ...good.slice(0, 3),
    result('chatka', 2, { cpu: 20, rate: 450_000 }, { saturated: true, disturbed: true }),
    result('ws', 1, { cpu: 16, rate: 100_000 }, { faults: ['3 deliveries were lost.'] }),
    { server: 'ws', workload: 'big', run: 2, error: 'the server had ended: out of memory' },
  ]));
  assert.equal(rowOf(text, 'CPU'), '| **a big room**: CPU per delivery ↓ | 12.0 µs | 1.25 · 15.0 µs° | 2.00 (1.60)! | – |');
  assert.match(text, /- ! ws, big: 3 deliveries were lost\.\n- ! ws, big: the server had ended: out of memory\n/);
  assert.match(text, /- ° the generator's thread was busy/);
  assert.match(text, /more than 10 % of the processors in 1 of 6 measurements/);
});

test('server that failed in every run is not simply left empty', () => {
  const text = table(raw([...good.slice(0, 4), { server: 'ws', workload: 'big', run: 1, error: 'no answer' }]));
  assert.equal(rowOf(text, 'CPU').split('|')[4].trim(), 'failed!');
});

test('without the floor or without Chatka there are the ratios that are left', () => {
  const without = name => {
    const left = raw(good.filter(each => each.server !== name));
    left.servers = left.servers.filter(each => each.name !== name);
    return rowOf(table(left), 'CPU');
  };
  assert.equal(without('floor'), '| **a big room**: CPU per delivery ↓ | 15.0 µs | (1.80) | – |');
  assert.equal(without('chatka'), '| **a big room**: CPU per delivery ↓ | 12.0 µs | 2.25 | – |');
});

test('stopped run says so', () => {
  assert.match(table(raw(good, { interrupted: true })), /medians of 2 runs, stopped before the end\./);
  assert.doesNotMatch(table(raw(good)), /stopped/);
});

test('table takes the place of the one before in a document', () => {
  const document = 'a\n<!-- peers: begin -->\nold\n<!-- peers: end -->\nb\n';
  assert.equal(insert(document, 'new\n'), 'a\n<!-- peers: begin -->\nnew\n<!-- peers: end -->\nb\n');
  assert.throws(() => insert('a\n', 'new\n'), /there is no <!-- peers: begin -->/);
  assert.throws(() => insert('<!-- peers: end --><!-- peers: begin -->\n', 'new\n'), /there is no/);
});

test('median and three digits', () => {
  assert.equal(median([3, 1, NaN, 2]), 2);
  assert.equal(median([4, 1]), 2.5);
  assert.ok(Number.isNaN(median([])));
  assert.deepEqual(
    [0.061, 0.999, 9.994, 9.996, 12.34, 99.96, 1234, 9_996, 12_345, 123_456, 999_600, 1_234_567, 12_345_678].map(number),
    ['0.06', '1.00', '9.99', '10.0', '12.3', '100', '1234', '10.0 k', '12.3 k', '123 k', '1.00 M', '1.23 M', '12.3 M'],
  );
});
