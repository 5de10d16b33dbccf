import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, Ear, next } from './support/client.js';
import { Cluster } from './support/cluster.js';
import { Proxy } from './support/proxy.js';
import { freshRoom } from './support/target.js';

const PATIENCE = { timeout: 240_000 };

/** Short waits before a reconnect: what is tested is what comes then. */
const AT_ONCE = { random: () => 0 };
const SOON = { random: () => 0.05 };

const KEPT = 200;

let cluster;

before(async () => {
  cluster = await Cluster.start({ 'history.replay.messages': 10, 'history.messages': KEPT });
}, PATIENCE);
after(() => cluster?.stop());

const numbered = (count, what) => Array.from({ length: count }, (_, i) => `${what} ${i + 1}`);

/** Each said message was heard once, in order, at the place that its sender was told. */
function assertHeard({ texts, messages, gaps, restarts }, said, places) {
  assert.deepEqual(texts, said);
  assert.deepEqual(messages.map(({ epoch, seq }) => ({ epoch, seq })), places);
  assert.deepEqual(messages.map(({ seq }) => seq - messages[0].seq), [...said.keys()]);
  assert.deepEqual([gaps, restarts], [[], []]);
}

test('while one talks the node is killed and started again, twice: each message is there once, in order', PATIENCE, async t => {
  const room = freshRoom();
  const [ann, bob] = [connect(t, cluster.a.address, 'Ann', SOON), connect(t, cluster.b.address, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const [annHears, bobHears] = [new Ear(ann), new Ear(bob)];
  const texts = numbered(240, 'message');
  const places = texts.map(text => ann.say(room, text));
  for (const victim of ['message 40', 'message 160']) {
    await bobHears.hears(victim);
    await cluster.kill(cluster.a);
    await cluster.restart(cluster.a);
  }
  const told = await Promise.all(places);
  await Promise.all([annHears, bobHears].map(ear => ear.hears(texts.at(-1))));
  assertHeard(bobHears, texts, told);
  assertHeard(annHears, texts, told);
});

test('a message whose confirmation got lost is said again, and is there once', PATIENCE, async t => {
  const room = freshRoom();
  const proxy = await Proxy.to(cluster.a.address);
  t.after(() => proxy.close());
  const [ann, bob] = [connect(t, proxy.address, 'Ann', AT_ONCE), connect(t, cluster.b.address, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const [annHears, bobHears] = [new Ear(ann), new Ear(bob)];
  const texts = numbered(5, 'unconfirmed').flatMap(text => [text, `${text}, and more`]);
  const places = [];
  for (let i = 0; i < texts.length; i += 2) {
    proxy.deafen();
    places.push(ann.say(room, texts[i]), ann.say(room, texts[i + 1]));
    await bobHears.hears(texts[i]);
    proxy.cut();
    proxy.mend();
    await places.at(-1);
  }
  const told = await Promise.all(places);
  await Promise.all([annHears, bobHears].map(ear => ear.hears(texts.at(-1))));
  assertHeard(bobHears, texts, told);
  assertHeard(annHears, texts, told);
});

/** Bob is cut off while Ann says so many things, and one more when he is back. @returns {Promise<Ear>} his */
async function bobMisses(t, count) {
  const room = freshRoom();
  const proxy = await Proxy.to(cluster.b.address);
  t.after(() => proxy.close());
  const [ann, bob] = [connect(t, cluster.a.address, 'Ann'), connect(t, proxy.address, 'Bob', AT_ONCE)];
  await Promise.all([ann.join(room), bob.join(room)]);
  const hears = new Ear(bob);
  await ann.say(room, 'before');
  await hears.hears('before');
  const lost = next(bob, 'state', ({ state }) => state === 'waiting');
  proxy.cut();
  await lost;
  for (const text of numbered(count, 'missed')) await ann.say(room, text);
  const back = next(bob, 'joined');
  proxy.mend();
  assert.equal((await back).recovered, count <= 10);
  await ann.say(room, 'after');
  await hears.hears('after');
  return hears;
}

test('few missed messages are sent again by the server', PATIENCE, async t => {
  const { texts, gaps } = await bobMisses(t, 10);
  assert.deepEqual(texts, ['before', ...numbered(10, 'missed'), 'after']);
  assert.deepEqual(gaps, []);
});

test('more of them are read from the history, in order', PATIENCE, async t => {
  const { texts, gaps } = await bobMisses(t, 150);
  assert.deepEqual(texts, ['before', ...numbered(150, 'missed'), 'after']);
  assert.deepEqual(gaps, []);
});

test('what the history does not keep is told as a gap', PATIENCE, async t => {
  const { messages, texts, gaps } = await bobMisses(t, KEPT + 30);
  // "after" may push one more out of the history before it is read.
  const kept = texts.length - 2;
  assert.ok(kept === KEPT || kept === KEPT - 1, `${kept} were kept`);
  assert.deepEqual(texts, ['before', ...numbered(KEPT + 30, 'missed').slice(-kept), 'after']);
  assert.deepEqual(gaps.map(({ from, to }) => [from, to]), [[messages[0].seq + 1, messages[1].seq - 1]]);
});

test('a store that is away for a while delays messages and loses none', PATIENCE, async t => {
  const room = freshRoom();
  const [ann, bob] = [connect(t, cluster.a.address, 'Ann'), connect(t, cluster.b.address, 'Bob')];
  await Promise.all([ann.join(room), bob.join(room)]);
  const [annHears, bobHears] = [new Ear(ann), new Ear(bob)];
  const texts = numbered(20, 'message');
  const first = await ann.say(room, texts[0]);
  const degraded = next(ann, 'room', event => event.degraded === true);
  const mended = next(ann, 'room', event => event.degraded === false);
  cluster.redis.kill('SIGSTOP');
  const places = texts.slice(1).map(text => ann.say(room, text));
  await degraded;
  cluster.redis.kill('SIGCONT');
  await mended;
  const told = [first, ...await Promise.all(places)];
  await Promise.all([annHears, bobHears].map(ear => ear.hears(texts.at(-1))));
  for (const ear of [annHears, bobHears]) assertHeard(ear, texts, told);
});
