import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hour } from '../../chatka-admin/src/main/resources/io/chatka/admin/console/hour.js';

/** What the console's charts are drawn from. Needs no server. */

const figures = (connections, messages) => ({ connections, messages });
const event = (...nodes) => ({ nodes: nodes.map(([name, of]) => ({ name, figures: of })), missing: [] });

test('kept figures come before the live ones, and no rate is taken across the seam', () => {
  const hour = new Hour();
  hour.add(1033.4, event(['a', figures(2, 500)]));
  hour.add(1034.4, event(['a', figures(2, 510)]));
  hour.load({ nodes: [{ name: 'a', figures: { at: [1_010_200, 1_020_100, 1_030_300], connections: [0, 1, 2], messages: [0, 100, 300] } },
    { name: 'b', figures: { at: [1_019_800], connections: [7], messages: [1] } }] });
  assert.deepEqual(hour.times, [1010, 1020, 1030, 1033.4, 1034.4]);
  assert.deepEqual(hour.values('b', 'connections'), [null, 7, null, null, null]);
  assert.deepEqual(hour.rates('a', 'messages').map(rate => rate && Math.round(rate)), [null, 10, 20, null, 10]);
});

test('a node that starts again has no negative rate', () => {
  const hour = new Hour();
  hour.add(1, event(['a', figures(1, 900)]));
  hour.add(2, event(['a', figures(1, 3)]));
  assert.deepEqual(hour.rates('a', 'messages'), [null, null]);
  assert.equal(hour.grown('messages'), 0);
});

test('an hour of figures each second is thinned, and a node without any is forgotten', () => {
  const hour = new Hour();
  for (let second = 0; second <= 5000; second++) {
    hour.add(second, event(['a', figures(1, second)], ...(second < 100 ? [['b', figures(1, 0)]] : [])));
  }
  assert.ok(hour.times.length < 430 && hour.times.length > 400, `${hour.times.length}`);
  assert.ok(hour.times[0] >= 1400);
  assert.deepEqual([...hour.nodes.keys()], ['a']);
  assert.ok(hour.rates('a', 'messages').slice(1).every(rate => rate === 1));
  assert.equal(hour.grown('messages'), 60);
});
