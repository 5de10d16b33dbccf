import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { systemClock } from '../../clients/js/platform.js';
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

test('whatever the server refuses is rejected at once, and the next message follows', PATIENCE, async t => {
  const room = freshRoom();
  const [ann, bob] = [connect(t, BASE_URL, 'Ann'), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const bobHears = new Ear(bob);
  const nested = (depth, wrap) => depth === 0 ? 1 : wrap(nested(depth - 1, wrap));
  const refused = {
    'arrays nested deep': [{ data: nested(40, inner => [inner]) }, 'bad_json'],
    'objects nested deep': [{ data: nested(2000, a => ({ a })) }, 'bad_json'],
    'a long field name': [{ data: { ['x'.repeat(300)]: 1 } }, 'bad_json'],
    'half a character in a text': [{ text: '\ud800' }, 'bad_json'],
    'half a character in data': [{ data: ['\udc00'] }, 'bad_json'],
    'half a character in a field name': [{ data: { '\ud800x': 1 } }, 'bad_json'],
    'a text that is none': [{ text: { id: 1 } }, 'bad_field'],
    'no content': [{}, 'bad_field'],
    'an empty text': [{ text: '' }, 'bad_text'],
    'a control character': [{ text: '\u0007' }, 'bad_text'],
    'a long text': [{ text: 'x'.repeat(ann.limits.text + 1) }, 'too_long'],
    'much data': [{ data: 'x'.repeat(ann.limits.data) }, 'too_long'],
    'a frame over the limit': [{ data: 'x'.repeat(ann.limits.frame) }, 'too_long'],
  };
  for (const [what, [content, code]] of Object.entries(refused)) {
    const wrong = ann.say(room, content).then(() => 'taken', error => [error.code, error.uncertain]);
    const right = ann.say(room, what);
    assert.deepEqual(await wrong, [code, false], what);
    await right;
  }
  await assert.rejects(ann.say(room, 'a bad key', { key: 'a b' }), { code: 'bad_field', uncertain: false });
  await ann.say(room, 'the end');
  await bobHears.hears('the end');
  assert.deepEqual(bobHears.texts, [...Object.keys(refused), 'the end']);
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

test('a machine that wakes with a dead connection soon has another one, and loses nothing', PATIENCE, async t => {
  const room = freshRoom();
  const proxy = await Proxy.to(BASE_URL);
  t.after(() => proxy.close());
  let slept = 0;
  const clock = { ...systemClock, wall: () => Date.now() + slept };
  const [ann, bob] = [connect(t, proxy.address, 'Ann', { clock }), connect(t, BASE_URL, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const annHears = new Ear(ann);
  proxy.forget();
  await bob.say(room, 'said while it slept');
  slept = 60_000;
  const woke = performance.now();
  await annHears.hears('said while it slept');
  // A tick, the deadline, the first wait, and a slow machine.
  const millis = performance.now() - woke;
  assert.ok(millis < 9_000, `took ${millis} ms`);
  assert.deepEqual(annHears.gaps, []);
});

test('a machine that wakes with a live connection keeps it', PATIENCE, async t => {
  const room = freshRoom();
  let slept = 0;
  const clock = { ...systemClock, wall: () => Date.now() + slept };
  const asked = [];
  class Watched extends WebSocket {
    send(text) {
      if (text.includes('"ping"')) asked.push(text);
      super.send(text);
    }
  }
  const ann = connect(t, BASE_URL, 'Ann', { clock, WebSocket: Watched });
  await ann.join(room);
  const states = [];
  ann.on('state', ({ state }) => states.push(state));
  slept = 60_000;
  while (asked.length === 0) await pause(50);
  // Longer than an answer may take.
  await pause(4_000);
  await ann.say(room, 'still here');
  assert.deepEqual(states, []);
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
