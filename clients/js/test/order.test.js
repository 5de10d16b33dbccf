import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClient, letIn, message, welcome } from './fakes.js';

function at(seq) {
  const fake = fakeClient();
  fake.client.join('lobby');
  fake.client.connect();
  welcome(fake.socket());
  letIn(fake.socket(), { seq });
  return fake;
}

const gaps = of => of('gap').map(({ from, to }) => [from, to]);

test('a hole between two messages is told before the message after it', () => {
  const { socket, events, of } = at(10);
  socket().receive(message(11), message(14));
  assert.deepEqual(gaps(of), [[12, 13]]);
  assert.deepEqual(events.slice(-3).map(event => event.on), ['message', 'gap', 'message']);
});

test('a message that was seen is not told twice', () => {
  const { socket, of } = at(10);
  socket().receive(message(11), message(11), message(10));
  assert.equal(of('message').length, 1);
});

test('a gap of the server is told once and the order goes on behind it', () => {
  const { socket, of } = at(10);
  socket().receive({ type: 'gap', room: 'lobby', from: 11, to: 15 }, { type: 'gap', room: 'lobby', from: 11, to: 15 }, message(16));
  assert.deepEqual(gaps(of), [[11, 15]]);
  assert.equal(of('message').length, 1);
});

test('a gap of the server that leaves out some is told whole', () => {
  const { socket, of } = at(10);
  socket().receive({ type: 'gap', room: 'lobby', from: 13, to: 15 });
  assert.deepEqual(gaps(of), [[11, 15]]);
});

test('a new epoch starts the order again', async () => {
  const { socket, clock, of } = at(10);
  socket().receive({ type: 'room', room: 'lobby', epoch: 'e2', seq: 0 }, message(1));
  assert.equal(of('message').length, 1);
  assert.equal(of('gap').length, 0);
  socket().drop();
  await clock.advance(250);
  welcome(socket());
  assert.deepEqual(socket().last('join').since, { epoch: 'e2', seq: 1 });
});

test('rooms have orders of their own', () => {
  const { client, socket, of } = at(10);
  client.join('kitchen');
  letIn(socket(), { seq: 2 });
  socket().receive(message(11), message(3, 'kitchen'), message(12));
  assert.equal(of('message').length, 3);
  assert.equal(of('gap').length, 0);
});

test('the position of a room is that of the last message', () => {
  const { client, socket } = at(10);
  socket().receive(message(11));
  assert.deepEqual(client.position('lobby'), { epoch: 'e1', seq: 11 });
  assert.equal(client.position('kitchen'), null);
});
