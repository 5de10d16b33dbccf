import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chatka } from '../chatka.js';
import { fakeClient, inLobby, letIn, message, page, settled, welcome } from './fakes.js';

test('connects to the WebSocket address with the subprotocol and says hello with the name', () => {
  const { client, socket } = fakeClient();
  client.connect();
  assert.equal(socket().url, 'ws://chat.test/ws');
  assert.equal(socket().protocol, 'chatka.v1');
  socket().open();
  assert.deepEqual(socket().sent, [{ type: 'hello', name: 'Ann', id: 1 }]);
  assert.equal(client.state, 'connecting');
});

test('in a browser the page\'s own server is the default', () => {
  const { client, socket } = fakeClient({ url: undefined, window: { location: { href: 'https://chat.test/#lobby' } } });
  client.connect();
  assert.equal(socket().url, 'wss://chat.test/ws');
});

test('a platform without WebSocket is told how to go on', () => {
  assert.throws(() => new Chatka({ url: 'ws://chat.test/ws', WebSocket: null }), /options\.WebSocket/);
});

test('welcome opens the session and tells user and limits', () => {
  const { client, socket, of } = fakeClient();
  client.connect();
  welcome(socket(), { limits: { text: 500 } });
  assert.equal(client.state, 'open');
  assert.equal(client.user.id, 'g-1');
  assert.deepEqual(client.limits, { text: 500, data: 8192, frame: 65_536, rooms: 32, keys: 300_000 });
  assert.equal(of('welcome')[0].session, 's1');
});

test('rooms wished before the session are joined when it opens', async () => {
  const { client, socket } = fakeClient();
  const joined = client.join('lobby');
  client.join('kitchen');
  client.connect();
  welcome(socket());
  assert.deepEqual(socket().sent.filter(frame => frame.type === 'join').map(frame => frame.room), ['lobby', 'kitchen']);
  socket().receive({ type: 'joined', room: 'lobby', epoch: 'e1', seq: 4, recovered: false, members: 2 });
  await joined;
});

test('an error that answers no command of ours is an event', () => {
  const { client, socket, of } = fakeClient();
  client.connect();
  welcome(socket());
  socket().receive({ type: 'error', code: 'internal', message: 'our fault' });
  assert.equal(of('error')[0].code, 'internal');
});

test('a command that is never answered times out', async () => {
  const { client, socket, clock } = inLobby();
  const asked = assert.rejects(client.history('lobby'), { code: 'timeout' });
  await clock.advance(15_000);
  await asked;
  assert.equal(socket().last('ping').type, 'ping', 'and the connection is doubted');
});

test('commands without an answer are bounded', async () => {
  const { client } = inLobby();
  for (let i = 0; i < 256; i++) client.history('lobby').catch(() => {});
  await assert.rejects(client.history('lobby'), { code: 'too_many_pending', retryable: true });
});

test('history asks for what it is told and resolves with the page', async () => {
  const { client, socket } = inLobby({ seq: 9 });
  const asked = client.history('lobby', { before: 8, limit: 2 });
  const { id, ...command } = socket().last('history');
  assert.deepEqual(command, { type: 'history', room: 'lobby', before: 8, limit: 2 });
  socket().receive(page({ id, ...command }, [6, 7], { more: true }));
  assert.deepEqual(await asked, { epoch: 'e1', more: true, messages: [message(6), message(7)] });
});

test('a question that the server refuses rejects with the code, the message and the wait', async () => {
  const { client, socket, of } = inLobby();
  const asked = client.history('lobby');
  socket().receive({ type: 'error', id: socket().last('history').id, code: 'rate_limited', message: 'slow down', retryAfter: 900 });
  await assert.rejects(asked, { name: 'ChatkaError', code: 'rate_limited', message: 'slow down', retryAfter: 900, retryable: true });
  assert.equal(of('error').length, 0);
});

test('leaving ends the wish and late frames of the room', async () => {
  const { client, socket, of } = fakeClient();
  client.join('lobby');
  client.connect();
  welcome(socket());
  letIn(socket());
  const left = client.leave('lobby');
  socket().receive(message(1), { type: 'ok', id: socket().last('leave').id });
  await left;
  assert.deepEqual(client.rooms, []);
  assert.equal(of('message').length, 0);
});

test('leaving a room that was never entered settles its join', async () => {
  const { client } = fakeClient();
  const joined = client.join('lobby');
  await client.leave('lobby');
  await assert.rejects(joined, { code: 'left' });
});

test('a room that the server refuses is forgotten and told', async () => {
  const { client, socket, of } = fakeClient();
  const joined = client.join('*');
  client.connect();
  welcome(socket());
  socket().receive({ type: 'error', id: socket().last('join').id, code: 'bad_room', message: 'no' });
  await assert.rejects(joined, { code: 'bad_room', room: '*' });
  await settled();
  assert.deepEqual(client.rooms, []);
  assert.equal(of('error')[0].room, '*');
});

test('too many joins at once are repeated after the wait', async () => {
  const { client, socket, clock } = fakeClient();
  client.join('lobby');
  client.connect();
  welcome(socket());
  socket().receive({ type: 'error', id: socket().last('join').id, code: 'rate_limited', message: 'slow', retryAfter: 2000 });
  await clock.advance(2500);
  assert.equal(socket().sent.filter(frame => frame.type === 'join').length, 2);
});

test('a name that the server refuses closes for good', async () => {
  const { client, socket, of } = fakeClient();
  client.connect();
  socket().open();
  socket().receive({ type: 'error', id: 1, code: 'bad_name', message: 'not a name' });
  await settled();
  assert.equal(client.state, 'closed');
  assert.equal(of('state').at(-1).error.code, 'bad_name');
  assert.equal(socket().closedWith, 1000);
});

test('a name that is refused after a welcome is not replaced by that of a guest', async () => {
  const { client, socket, of } = fakeClient();
  client.connect();
  socket().open();
  socket().receive({ type: 'welcome', session: 's1', user: { id: 'g-1', name: 'guest-1', role: 'guest' } },
    { type: 'error', id: 1, code: 'bad_name', message: 'not a name' });
  await settled();
  assert.equal(of('state').at(-1).error.code, 'bad_name');
});

test('frames that make no sense are reported and harm nothing', () => {
  const { client, socket, of } = fakeClient();
  client.connect();
  welcome(socket());
  socket().receive('{', '[1]', 'null', '{"type":5}', { type: 'fireworks' });
  assert.deepEqual(of('error').map(error => error.code), Array(4).fill('bad_frame'));
  assert.equal(client.state, 'open');
});

test('a listener can be removed', () => {
  const { client, socket } = fakeClient();
  let states = 0;
  const remove = client.on('state', () => states++);
  client.connect();
  remove();
  welcome(socket());
  assert.equal(states, 1);
});
