import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Chatka } from '../clients/js/chatka.js';
import { Proxy } from './support/proxy.js';
import { BASE_URL, freshRoom, PATIENCE } from './support/target.js';

/** A client that the test's end closes, however it ends: it would try for ever. */
function connect(test, base, name) {
  const client = new Chatka({ url: `${base}/ws`, WebSocket, name });
  test.after(() => client.close());
  client.connect();
  return client;
}

function next(client, type, matches = () => true) {
  return new Promise(resolve => {
    const remove = client.on(type, event => {
      if (!matches(event)) return;
      remove();
      resolve(event);
    });
  });
}

test('the JavaScript client talks in Node', PATIENCE, async t => {
  const room = freshRoom();
  const [ann, bob] = [connect(t, BASE_URL, 'Ann'), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const heard = next(bob, 'message');
  const seq = await ann.say(room, { text: 'hello', data: { mood: 'sunny' } });
  const message = await heard;
  assert.deepEqual([message.seq, message.from.name, message.text, message.data], [seq, 'Ann', 'hello', { mood: 'sunny' }]);
  await assert.rejects(ann.say(room, 'x'.repeat(ann.limits.text + 1)), { code: 'too_long' });
});

test('after a cut it comes back, and what was said meanwhile is not missed silently', PATIENCE, async t => {
  const room = freshRoom();
  const proxy = await Proxy.to(BASE_URL);
  t.after(() => proxy.close());
  const [ann, bob] = [connect(t, proxy.address, 'Ann'), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const heard = [];
  ann.on('message', ({ seq }) => heard.push(seq));
  const lost = next(ann, 'state', ({ state }) => state === 'waiting');
  proxy.cut();
  await lost;
  const seq = await bob.say(room, 'are you there?');
  const back = next(ann, 'joined');
  proxy.mend();
  const { recovered, missed } = await back;
  const after = next(ann, 'message', message => message.text === 'yes');
  await ann.say(room, 'yes');
  await after;
  assert.equal(recovered ? heard.includes(seq) : missed === 1, true);
});
