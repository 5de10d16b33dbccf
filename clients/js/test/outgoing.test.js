import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { Chatka } from '../chatka.js';
import { fakeClient, inLobby, letIn, message, page, range, reconnect, settled, welcome } from './fakes.js';

const EXPIRES = 270_000;

const texts = socket => socket.all('say').map(({ text }) => text);
const keys = sockets => sockets.flatMap(socket => socket.all('say').map(({ key }) => key));

function ok(socket, seq, fields = {}) {
  socket.receive({ type: 'ok', id: socket.last('say').id, epoch: 'e1', seq, ...fields });
  return settled();
}

function refuse(socket, code, fields = {}) {
  socket.receive({ type: 'error', id: socket.last('say').id, code, message: code, ...fields });
  return settled();
}

/** What has become of a promise, once it has. */
function outcome(promise) {
  const seen = {};
  promise.then(place => { seen.place = place; }, error => { seen.error = error; });
  return seen;
}

test('say resolves with the place that the room gave the message', async () => {
  const { client, socket, of } = inLobby();
  const said = client.say('lobby', 'hi');
  const { id, key, ...command } = socket().last('say');
  assert.deepEqual(command, { type: 'say', room: 'lobby', text: 'hi' });
  socket().receive(message(1), { type: 'ok', id, epoch: 'e1', seq: 1 });
  assert.deepEqual(await said, { epoch: 'e1', seq: 1 });
  const { epoch, seq, text } = of('message')[0];
  assert.deepEqual([epoch, seq, text], ['e1', 1, 'm1']);
});

test('every message has a key of its own, long and of letters that the protocol allows', async () => {
  const { client, socket } = inLobby();
  for (const seq of range(1, 50)) {
    client.say('lobby', 'hi');
    await ok(socket(), seq);
  }
  const all = keys([socket()]);
  assert.equal(new Set(all).size, 50);
  for (const key of all) assert.match(key, /^[0-9a-f]{32}$/);
});

test('say carries data as it was when it was said', async () => {
  const { client, socket } = inLobby();
  client.say('lobby', 'first');
  const data = { mood: 'sunny' };
  client.say('lobby', { data });
  data.mood = 'rainy';
  await ok(socket(), 1);
  assert.deepEqual(socket().last('say').data, { mood: 'sunny' });
});

test('what was not answered when the connection went is said again on the next one, with the same key', async () => {
  const fake = inLobby();
  const { client, sockets, socket } = fake;
  const said = client.say('lobby', 'hi');
  await reconnect(fake);
  assert.equal(socket().last('say'), undefined, 'not before the room is joined');
  letIn(socket(), { recovered: true });
  assert.deepEqual(texts(socket()), ['hi']);
  const [first, second] = keys(sockets);
  assert.equal(second, first);
  await ok(socket(), 1, { duplicate: true });
  assert.deepEqual(await said, { epoch: 'e1', seq: 1 });
});

test('what is said without a connection is sent once there is one', async () => {
  const { client, socket } = fakeClient();
  client.connect();
  client.join('lobby');
  const said = client.say('lobby', 'early');
  welcome(socket());
  assert.equal(socket().last('say'), undefined);
  letIn(socket());
  await ok(socket(), 1);
  assert.deepEqual(await said, { epoch: 'e1', seq: 1 });
});

test('what is said while the room is being joined waits for that', async () => {
  const { client, socket } = inLobby();
  client.join('kitchen');
  client.say('kitchen', 'hi');
  assert.equal(socket().last('say'), undefined);
  letIn(socket());
  assert.equal(socket().last('say').text, 'hi');
});

test('a message that is not answered in time is said again with the same key', async () => {
  const { client, socket, clock, sockets } = inLobby();
  const said = client.say('lobby', 'hi');
  await clock.advance(15_000);
  socket().receive({ type: 'pong' });
  await clock.advance(250);
  const [first, second, ...others] = keys(sockets);
  assert.equal(second, first);
  assert.deepEqual(others, []);
  await ok(socket(), 4);
  assert.deepEqual(await said, { epoch: 'e1', seq: 4 });
});

for (const code of ['rate_limited', 'unavailable', 'internal', 'a_new_one']) {
  test(`after ${code} it waits as long as the server says, and some, and says it again with the same key`, async () => {
    const { client, socket, clock, sockets } = inLobby();
    const said = client.say('lobby', 'hi');
    await refuse(socket(), code, { retryAfter: 2000 });
    await clock.advance(2249);
    assert.equal(keys(sockets).length, 1);
    await clock.advance(1);
    const [first, second] = keys(sockets);
    assert.equal(second, first);
    await ok(socket(), 1);
    assert.deepEqual(await said, { epoch: 'e1', seq: 1 });
  });
}

test('the wait grows with the failures, to eight seconds at most', async () => {
  const { client, socket, clock } = inLobby({ random: () => 0.999999 });
  client.say('lobby', 'hi');
  const waits = [];
  for (let i = 0; i < 7; i++) {
    const [before, asked] = [clock.now(), socket().all('say').length];
    await refuse(socket(), 'unavailable');
    while (socket().all('say').length === asked) await clock.advance(1);
    waits.push(Math.ceil((clock.now() - before) / 500) * 500);
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test('when the server says that the trouble is over the wait is cut short, but not for all at once', async () => {
  const { client, socket, clock } = inLobby();
  client.say('lobby', 'hi');
  await refuse(socket(), 'unavailable', { retryAfter: 60_000 });
  socket().receive({ type: 'room', room: 'lobby', degraded: false });
  await clock.advance(249);
  assert.equal(socket().all('say').length, 1);
  await clock.advance(1);
  assert.equal(socket().all('say').length, 2);
});

test('a later message of the room does not overtake one that has to be said again', async () => {
  const fake = inLobby();
  const { client, socket, clock } = fake;
  const said = ['one', 'two', 'three'].map(text => client.say('lobby', text));
  assert.deepEqual(texts(socket()), ['one']);
  await refuse(socket(), 'unavailable', { retryAfter: 1000 });
  assert.deepEqual(texts(socket()), ['one']);
  said.push(client.say('lobby', 'four'));
  await clock.advance(1249);
  assert.deepEqual(texts(socket()), ['one']);
  await clock.advance(1);
  assert.deepEqual(texts(socket()), ['one', 'one']);
  await reconnect(fake);
  letIn(socket(), { recovered: true });
  for (const seq of range(1, 4)) await ok(socket(), seq);
  assert.deepEqual(texts(socket()), ['one', 'two', 'three', 'four']);
  assert.deepEqual((await Promise.all(said)).map(({ seq }) => seq), range(1, 4));
});

test('a room that waits does not hold up another one', async () => {
  const { client, socket } = inLobby();
  client.join('kitchen');
  letIn(socket());
  client.say('lobby', 'one');
  await refuse(socket(), 'unavailable', { retryAfter: 60_000 });
  client.say('kitchen', 'two');
  assert.equal(socket().last('say').room, 'kitchen');
});

test('a message that the server refuses for good rejects, and the next one follows', async () => {
  const { client, socket } = inLobby();
  const said = assert.rejects(client.say('lobby', 'one'), { name: 'ChatkaError', code: 'bad_text', room: 'lobby', retryable: false, uncertain: false });
  client.say('lobby', 'two');
  await refuse(socket(), 'bad_text');
  await said;
  assert.deepEqual(texts(socket()), ['one', 'two']);
});

test('a message over the frame limit never leaves, because the server would close for good', async () => {
  const { client, socket } = fakeClient();
  client.join('lobby');
  client.connect();
  welcome(socket(), { limits: { frame: 300 } });
  letIn(socket());
  await assert.rejects(client.say('lobby', { data: 'ü'.repeat(150) }), { code: 'too_long', uncertain: false });
  client.say('lobby', { data: 'u'.repeat(150) });
  assert.equal(socket().all('say').length, 1);
});

test('the id stands in front of what a server may stop reading at', () => {
  const { client, socket } = inLobby();
  client.say('lobby', { data: { deep: [[[]]] } });
  assert.deepEqual(Object.keys(socket().last('say')).slice(0, 3), ['type', 'id', 'room']);
});

test('an error without an id is the answer to the only command on its way', async () => {
  const { client, socket, of } = inLobby();
  const said = assert.rejects(client.say('lobby', { data: 1 }), { code: 'bad_json', room: 'lobby', uncertain: false });
  const next = client.say('lobby', 'next');
  socket().receive({ type: 'error', code: 'bad_json', message: 'too deep' });
  await said;
  await ok(socket(), 1);
  assert.deepEqual(await next, { epoch: 'e1', seq: 1 });
  assert.equal(of('error').length, 0);
});

test('of several commands on their way it is the one that is left when the others are answered', async () => {
  const { client, socket } = inLobby();
  client.join('kitchen');
  letIn(socket());
  const [lobby, kitchen] = [outcome(client.say('lobby', { data: 1 })), outcome(client.say('kitchen', 'hi'))];
  socket().receive({ type: 'error', code: 'bad_json', message: 'too deep' });
  await settled();
  assert.deepEqual([lobby, kitchen], [{}, {}]);
  await ok(socket(), 1);
  assert.deepEqual(kitchen.place, { epoch: 'e1', seq: 1 });
  assert.deepEqual([lobby.error.code, lobby.error.uncertain], ['bad_json', false]);
});

test('as many errors without an id as commands answer all of them', async () => {
  const { client, socket } = inLobby();
  client.join('kitchen');
  letIn(socket());
  const said = ['lobby', 'kitchen'].map(room => outcome(client.say(room, { data: 1 })));
  for (const code of ['bad_json', 'bad_field']) socket().receive({ type: 'error', code });
  await settled();
  assert.deepEqual(said.map(({ error }) => error.code), ['bad_json', 'bad_field']);
});

test('a command sent after an error without an id is not suspected of it', async () => {
  const { client, socket } = inLobby();
  client.join('kitchen');
  letIn(socket());
  const lobby = outcome(client.say('lobby', { data: 1 }));
  const asked = outcome(client.history('lobby'));
  socket().receive({ type: 'error', code: 'bad_json' });
  const kitchen = outcome(client.say('kitchen', 'hi'));
  socket().receive(page(socket().last('history'), []));
  await settled();
  assert.equal(asked.error, undefined);
  assert.equal(lobby.error.code, 'bad_json');
  assert.deepEqual(kitchen, {});
});

test('if nobody can tell which one is meant, the one without an answer in time is, and not for certain', async () => {
  const { client, socket, clock } = inLobby();
  client.join('kitchen');
  letIn(socket());
  const lobby = outcome(client.say('lobby', { data: 1 }));
  await clock.advance(1000);
  const kitchen = outcome(client.say('kitchen', 'hi'));
  socket().receive({ type: 'error', code: 'bad_json' });
  await clock.advance(14_000);
  assert.deepEqual([lobby.error.code, lobby.error.uncertain], ['bad_json', true]);
  assert.deepEqual(kitchen, {});
  await clock.advance(1_000);
  assert.equal(kitchen.error, undefined, 'it is tried again');
});

test('an error without an id that passes is nobody\'s answer', async () => {
  const { client, socket, of } = inLobby();
  const said = outcome(client.say('lobby', 'hi'));
  socket().receive({ type: 'error', code: 'internal', message: 'our fault' });
  await settled();
  assert.deepEqual(said, {});
  assert.equal(of('error')[0].code, 'internal');
});

test('a connection that ends takes its errors without an id along', async () => {
  const fake = inLobby();
  const { client, socket, clock } = fake;
  client.join('kitchen');
  letIn(socket());
  const said = ['lobby', 'kitchen'].map(room => outcome(client.say(room, 'hi')));
  socket().receive({ type: 'error', code: 'bad_json' });
  socket().drop();
  await clock.advance(250);
  welcome(socket());
  for (const { id, room } of socket().all('join')) {
    socket().receive({ type: 'joined', room, epoch: 'e1', seq: 0, recovered: true, members: 1 }, { type: 'ok', id });
  }
  for (const { id } of socket().all('say')) socket().receive({ type: 'ok', id, epoch: 'e1', seq: 1 });
  await settled();
  assert.deepEqual(said.map(({ place }) => place.seq), [1, 1]);
});

test('the message that a server closes as too big is refused, and the others are said on the next connection', async () => {
  const fake = inLobby();
  const { client, socket, clock, of } = fake;
  client.join('kitchen');
  letIn(socket());
  const large = outcome(client.say('lobby', { data: 'x'.repeat(5000) }));
  const small = outcome(client.say('kitchen', 'hi'));
  socket().receive({ type: 'bye', code: 1009, reason: 'a message over the size limit', reconnect: false });
  socket().drop(1009);
  await settled();
  assert.deepEqual([large.error.code, large.error.uncertain], ['too_long', false]);
  assert.deepEqual(small, {});
  await clock.advance(of('state').at(-1).millis);
  welcome(socket());
  assert.equal(socket().all('say').length, 0);
  letIn(socket());
  assert.deepEqual(texts(socket()), ['hi']);
});

test('a server that closes as too big what is not there is not tried again', () => {
  const { client, socket } = inLobby();
  socket().drop(1009);
  assert.equal(client.state, 'closed');
});

test('a message with which the connection ends again and again is given up, and the next one follows', async () => {
  const fake = inLobby();
  const { client, socket, clock, of } = fake;
  const poison = outcome(client.say('lobby', 'what a firewall does not like'));
  const next = outcome(client.say('lobby', 'next'));
  for (let lost = 1; lost < 5; lost++) {
    await reconnect(fake);
    letIn(socket(), { recovered: true });
    assert.equal(poison.error, undefined);
  }
  socket().drop();
  await settled();
  assert.deepEqual([poison.error.code, poison.error.uncertain], ['disconnected', true]);
  await clock.advance(of('state').at(-1).millis);
  welcome(socket());
  letIn(socket(), { recovered: true });
  assert.deepEqual(texts(socket()), ['next']);
  await ok(socket(), 1);
  assert.deepEqual(next.place, { epoch: 'e1', seq: 1 });
});

test('when the server may have forgotten the key, the message is given up, and not said again', async () => {
  const fake = inLobby();
  const { client, socket, clock, sockets } = fake;
  const seen = outcome(client.say('lobby', 'hi'));
  socket().drop();
  await clock.advance(EXPIRES - 1);
  assert.deepEqual(seen, {});
  await clock.advance(1);
  assert.equal(seen.error.code, 'expired');
  assert.equal(seen.error.uncertain, true);
  client.connect();
  welcome(socket());
  letIn(socket(), { recovered: true });
  assert.equal(keys(sockets).length, 1);
});

test('the time that the machine slept counts', async () => {
  const fake = inLobby();
  const { client, clock, sockets, socket } = fake;
  const seen = outcome(client.say('lobby', 'before the nap'));
  clock.sleep(EXPIRES);
  await reconnect(fake);
  letIn(socket(), { recovered: true });
  await settled();
  assert.equal(seen.error.code, 'expired');
  client.say('lobby', 'after it');
  assert.deepEqual(sockets.map(texts), [['before the nap'], ['after it']]);
});

test('setting the clock back does not prolong it', async () => {
  const { client, clock } = inLobby();
  const seen = outcome(client.say('lobby', 'hi'));
  clock.sleep(-EXPIRES);
  await clock.advance(EXPIRES);
  assert.equal(seen.error.code, 'expired');
});

test('the server says for how long it knows keys, also for what was said before', async () => {
  const fake = inLobby();
  const { client, clock } = fake;
  const early = outcome(client.say('lobby', 'said while five minutes held'));
  await clock.advance(30_000);
  await reconnect(fake, { limits: { keys: 60_000 } });
  const late = outcome(client.say('lobby', 'hi'));
  assert.equal(client.limits.keys, 60_000);
  await clock.advance(54_000 - 30_000);
  assert.equal(early.error.code, 'expired');
  assert.equal(late.error, undefined);
  await clock.advance(30_000);
  assert.equal(late.error.code, 'expired');
});

test('what was never sent is certain not to have arrived', async () => {
  const { client, socket, clock } = inLobby();
  socket().drop();
  const seen = outcome(client.say('lobby', 'hi'));
  await clock.advance(EXPIRES);
  assert.deepEqual([seen.error.code, seen.error.uncertain], ['expired', false]);
});

test('a refusal because of too many messages is certain, an unavailable server is not', async () => {
  for (const [code, uncertain] of [['rate_limited', false], ['unavailable', true], ['internal', true]]) {
    const { client, socket } = inLobby();
    const seen = outcome(client.say('lobby', 'hi'));
    await refuse(socket(), code, { retryAfter: 500 });
    client.close();
    await settled();
    assert.deepEqual([seen.error.code, seen.error.uncertain], ['closed', uncertain], code);
  }
});

test('256 messages may wait, and one more is refused at once', async () => {
  const { client, socket } = inLobby();
  const said = range(1, 256).map(i => outcome(client.say('lobby', `m${i}`)));
  await assert.rejects(client.say('lobby', 'too much'), { code: 'too_many_pending', room: 'lobby', retryable: true });
  await ok(socket(), 1);
  assert.deepEqual(said[0].place, { epoch: 'e1', seq: 1 });
  client.say('lobby', 'now there is room');
  await assert.rejects(client.say('lobby', 'too much'), { code: 'too_many_pending' });
});

test('an aborted message is not said any more, and the next one follows', async () => {
  const { client, socket, clock } = inLobby();
  const aborting = new AbortController();
  const said = assert.rejects(client.say('lobby', 'one', { signal: aborting.signal }), { message: 'never mind' });
  client.say('lobby', 'two');
  await refuse(socket(), 'unavailable', { retryAfter: 1000 });
  aborting.abort(new Error('never mind'));
  await said;
  await clock.advance(1250);
  assert.deepEqual(texts(socket()), ['one', 'two']);
});

test('an aborted message that is on its way lets the next one go, and its answer harms nothing', async () => {
  const { client, socket } = inLobby();
  const aborting = new AbortController();
  const said = assert.rejects(client.say('lobby', 'one', { signal: aborting.signal }), { name: 'AbortError' });
  const { id } = socket().last('say');
  const next = client.say('lobby', 'two');
  aborting.abort();
  await said;
  socket().receive({ type: 'ok', id, epoch: 'e1', seq: 1 });
  await ok(socket(), 2);
  assert.deepEqual(await next, { epoch: 'e1', seq: 2 });
  await assert.rejects(client.say('lobby', 'three', { signal: aborting.signal }), { name: 'AbortError' });
  assert.deepEqual(texts(socket()), ['one', 'two']);
});

test('a signal that lives on does not collect what was said', async () => {
  const { client, socket } = inLobby();
  const { signal } = new AbortController();
  client.say('lobby', 'one', { signal });
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  await ok(socket(), 1);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a key of one\'s own is used', () => {
  const { client, socket } = inLobby();
  client.say('lobby', 'hi', { key: 'mine' });
  assert.equal(socket().last('say').key, 'mine');
});

test('a client that is closed says nothing', async () => {
  const { client } = fakeClient();
  client.join('lobby');
  await assert.rejects(client.say('lobby', 'hi'), { code: 'closed', room: 'lobby' });
});

test('nothing is said to a room that was not joined', async () => {
  const { client, socket } = inLobby();
  await assert.rejects(client.say('kitchen', 'hi'), { code: 'not_joined', room: 'kitchen' });
  assert.equal(socket().last('say'), undefined);
});

test('leaving a room gives up what waits, and takes the answer to what is on its way', async () => {
  const { client, socket } = inLobby();
  const [sent, waiting] = [outcome(client.say('lobby', 'bye')), outcome(client.say('lobby', 'more'))];
  client.leave('lobby');
  await settled();
  assert.deepEqual([waiting.error.code, waiting.error.uncertain], ['left', false]);
  await ok(socket(), 1);
  assert.deepEqual(sent.place, { epoch: 'e1', seq: 1 });
  assert.deepEqual(texts(socket()), ['bye']);
});

test('what was on its way to a room when it was left is not said again', async () => {
  const fake = inLobby();
  const { client, socket } = fake;
  const seen = outcome(client.say('lobby', 'bye'));
  client.leave('lobby');
  client.join('lobby');
  await reconnect(fake);
  assert.deepEqual([seen.error.code, seen.error.uncertain], ['left', true]);
  letIn(socket());
  assert.equal(socket().last('say'), undefined);
});

test('a room that the server refuses gives up what waits for it', async () => {
  const { client, socket } = fakeClient();
  client.connect();
  client.join('lobby').catch(() => {});
  const said = assert.rejects(client.say('lobby', 'hi'), { code: 'too_many_rooms', uncertain: false });
  welcome(socket());
  socket().receive({ type: 'error', id: socket().last('join').id, code: 'too_many_rooms', message: 'no' });
  await said;
});

test('a message that waits for a moderator has no place', async () => {
  const { client, socket } = inLobby();
  const said = client.say('lobby', 'hi');
  socket().receive({ type: 'ok', id: socket().last('say').id, held: true });
  assert.deepEqual(await said, { held: true });
});
