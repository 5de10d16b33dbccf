import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, Ear, next } from './support/client.js';
import { Proxy } from './support/proxy.js';
import { BASE_URL, freshRoom, PATIENCE } from './support/target.js';

test('the JavaScript client talks in Node', PATIENCE, async t => {
  const room = freshRoom();
  const [ann, bob] = [connect(t, BASE_URL, 'Ann'), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const heard = next(bob, 'message');
  const { epoch, seq } = await ann.say(room, { text: 'hello', data: { mood: 'sunny' } });
  const message = await heard;
  assert.deepEqual([message.epoch, message.seq], [epoch, seq]);
  assert.deepEqual([message.from.name, message.text, message.data], ['Ann', 'hello', { mood: 'sunny' }]);
  await assert.rejects(ann.say(room, 'x'.repeat(ann.limits.text + 1)), { code: 'too_long' });
});

test('after a cut it comes back, with all that was said meanwhile, on both sides', PATIENCE, async t => {
  const room = freshRoom();
  const proxy = await Proxy.to(BASE_URL);
  t.after(() => proxy.close());
  const [ann, bob] = [connect(t, proxy.address, 'Ann'), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const [annHears, bobHears] = [new Ear(ann), new Ear(bob)];
  await ann.say(room, 'before');
  const lost = next(ann, 'state', ({ state }) => state === 'waiting');
  proxy.cut();
  await lost;
  const said = ann.say(room, 'into the void');
  await bob.say(room, 'are you there?');
  proxy.mend();
  await said;
  await Promise.all([annHears, bobHears].map(ear => ear.hears('into the void')));
  for (const { texts, gaps } of [annHears, bobHears]) {
    assert.deepEqual(texts, ['before', 'are you there?', 'into the void']);
    assert.deepEqual(gaps, []);
  }
});

test('what was said before can be read, page by page', PATIENCE, async t => {
  const room = freshRoom();
  const ann = connect(t, BASE_URL, 'Ann');
  await ann.join(room);
  for (const text of ['one', 'two', 'three']) await ann.say(room, text);
  const newest = await ann.history(room, { limit: 2 });
  assert.deepEqual([newest.messages.map(({ text }) => text), newest.more], [['two', 'three'], true]);
  const older = await ann.history(room, { before: newest.messages[0].seq });
  assert.deepEqual([older.messages.map(({ text }) => text), older.more], [['one'], false]);
  assert.equal(older.epoch, ann.position(room).epoch);
});
