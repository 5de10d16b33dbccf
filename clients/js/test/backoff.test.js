import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, backoffMillis, boundedWait } from '../backoff.js';
import { comesBack } from '../protocol.js';

test('the ceiling doubles from half a second to thirty', () => {
  const almostOne = () => 0.999999;
  assert.deepEqual([0, 1, 2, 5, 6, 7, 1000].map(attempt => Math.ceil(backoffMillis(attempt, almostOne) / 500) * 500),
    [500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
});

test('the wait may be anything down to nothing', () => {
  assert.equal(backoffMillis(8, () => 0), 0);
});

test('a wait that the server names stays within what a timer can do', () => {
  assert.deepEqual([1500, -1, 2 ** 40, NaN, undefined, 'soon'].map(boundedWait), [1500, 0, 3_600_000, 0, 0, 0]);
});

test('the close codes of the protocol page tell whether to come back', () => {
  assert.deepEqual([1000, 1002, 1003, 1007, 1008, 1009, 4005, 4007].map(comesBack), Array(8).fill(false));
  assert.deepEqual([1011, 1012, 4000, 4001, 4002, 4003, 4004].map(comesBack), Array(7).fill(true));
  assert.deepEqual([1001, 1005, 1006, 4999].map(comesBack), Array(4).fill(true));
});

test('what the server says wins over the close code', () => {
  const backoff = new Backoff(() => 0.5);
  assert.equal(backoff.after({ openMillis: 0, code: 1012, told: false }), null);
  assert.deepEqual(backoff.after({ openMillis: 0, code: 1008, told: 700 }), { millis: 700, byServer: true });
});

test('only a connection that stayed resets the attempts', () => {
  const backoff = new Backoff(() => 0.5);
  const wait = openMillis => backoff.after({ openMillis, code: 1006 }).millis;
  assert.deepEqual([0, 9_999, 0].map(wait), [250, 500, 1000]);
  assert.equal(wait(10_000), 250);
});
