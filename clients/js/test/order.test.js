import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLobby, letIn, message, page, range, reconnect, settled } from './fakes.js';

const at = seq => inLobby({ seq });
const gap = (from, to) => ({ type: 'gap', room: 'lobby', from, to });

/** What the application was told, in order: numbers are messages, pairs are gaps. */
const told = events => events.filter(({ on }) => on === 'message' || on === 'gap')
  .map(event => (event.on === 'gap' ? [event.from, event.to] : event.seq));

/** The server's answer to the last question for history. */
function answer(socket, seqs, fields) {
  socket.receive(page(socket.last('history'), seqs, fields));
  return settled();
}

function refuse(socket, code, fields) {
  socket.receive({ type: 'error', id: socket.last('history').id, code, message: code, ...fields });
  return settled();
}

test('a message that was told is not told again', () => {
  const { socket, events } = at(10);
  socket().receive(message(11), message(11), message(10));
  assert.deepEqual(told(events), [11]);
});

test('a gap is filled from the history, and what is newer waits for it', async () => {
  const { socket, events } = at(10);
  socket().receive(message(11), gap(12, 14), message(15));
  assert.deepEqual(told(events), [11]);
  const { id, ...command } = socket().last('history');
  assert.deepEqual(command, { type: 'history', room: 'lobby', after: 11, before: 15, limit: 100 });
  socket().receive(message(16));
  await answer(socket(), [12, 13, 14]);
  assert.deepEqual(told(events), range(11, 16));
  socket().receive(message(17));
  assert.deepEqual(told(events), range(11, 17));
  assert.equal(socket().all('history').length, 1);
});

test('a hole that the server did not tell is filled, too', async () => {
  const { socket, events } = at(10);
  socket().receive(message(13));
  await answer(socket(), [11, 12]);
  assert.deepEqual(told(events), [11, 12, 13]);
});

test('a rejoin that was not recovered is filled from the history', async () => {
  const fake = at(10);
  const { socket, events } = fake;
  await reconnect(fake);
  letIn(socket(), { seq: 13 });
  assert.equal(socket().last('history').after, 10);
  socket().receive(message(14));
  assert.deepEqual(told(events), []);
  await answer(socket(), [11, 12, 13]);
  assert.deepEqual(told(events), [11, 12, 13, 14]);
});

test('what the history does not have is told as a gap in its place', async () => {
  const { socket, events, of } = at(10);
  socket().receive(gap(11, 20), message(21));
  await answer(socket(), [13, 14, 17]);
  assert.deepEqual(told(events), [[11, 12], 13, 14, [15, 16], 17, [18, 20], 21]);
  const { epoch, room } = of('gap')[0];
  assert.deepEqual([epoch, room], ['e1', 'lobby']);
});

test('a gap that is told twice is one', async () => {
  const { socket, events } = at(10);
  socket().receive(gap(11, 15), gap(11, 15), message(16));
  await answer(socket(), []);
  assert.deepEqual(told(events), [[11, 15], 16]);
});

test('a gap that leaves out some is filled whole', () => {
  const { socket } = at(10);
  socket().receive(gap(13, 15));
  const { after, before } = socket().last('history');
  assert.deepEqual([after, before], [10, 16]);
});

test('page after page is read, while there is more', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 250));
  await answer(socket(), range(1, 100), { more: true });
  await answer(socket(), range(101, 200), { more: true });
  assert.deepEqual(socket().all('history').map(({ after, before }) => [after, before]), [[0, 251], [100, 251], [200, 251]]);
  await answer(socket(), range(201, 250));
  assert.deepEqual(told(events), range(1, 250));
});

test('of a very large gap only the newest thousand are asked for', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 5000));
  assert.deepEqual(told(events), [[1, 4000]]);
  assert.equal(socket().last('history').after, 4000);
});

test('ten pages are read at most, and the rest is a gap', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 500), message(501));
  for (let i = 0; i < 10; i++) await answer(socket(), range(i * 10 + 1, i * 10 + 10), { more: true });
  assert.equal(socket().all('history').length, 10);
  assert.deepEqual(told(events), [...range(1, 100), [101, 500], 501]);
});

test('a page that brings nothing ends it, whatever it says', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 5));
  await answer(socket(), [], { more: true });
  assert.deepEqual(told(events), [[1, 5]]);
});

test('gaps among what waits are filled in their turn', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 2), message(3), gap(4, 5), message(6));
  await answer(socket(), [1, 2]);
  assert.deepEqual(told(events), [1, 2, 3]);
  await answer(socket(), [4, 5]);
  assert.deepEqual(told(events), range(1, 6));
});

test('a history that cannot be read now is read later', async () => {
  const { socket, clock, events } = at(10);
  socket().receive(gap(11, 12));
  await refuse(socket(), 'rate_limited', { retryAfter: 1000 });
  await clock.advance(1249);
  assert.equal(socket().all('history').length, 1);
  await clock.advance(1);
  await answer(socket(), [11, 12]);
  assert.deepEqual(told(events), [11, 12]);
});

test('after eight failures, or a refusal for good, it stays a gap', async () => {
  const { socket, clock, events } = at(10);
  socket().receive(gap(11, 12), message(13));
  for (let i = 0; i < 8; i++) {
    assert.deepEqual(told(events), []);
    await refuse(socket(), 'unavailable');
    // Half of the backoff's ceiling: the fake's randomness.
    for (let waited = 0; waited < 15_000; waited += 5_000) {
      await clock.advance(5_000);
      socket().receive({ type: 'pong' });
    }
  }
  assert.equal(socket().all('history').length, 8);
  assert.deepEqual(told(events), [[11, 12], 13]);
  socket().receive(gap(14, 14));
  await refuse(socket(), 'unknown_type');
  assert.deepEqual(told(events), [[11, 12], 13, [14, 14]]);
});

test('only failures in a row count', async () => {
  const { socket, clock, events } = at(0);
  socket().receive(gap(1, 4));
  for (let i = 0; i < 4; i++) {
    for (let failure = 0; failure < 3; failure++) {
      await refuse(socket(), 'unavailable');
      await clock.advance(1000);
    }
    await answer(socket(), [i + 1], { more: i < 3 });
  }
  assert.deepEqual(told(events), range(1, 4));
});

test('what waits is bounded: with more than a thousand, the hole stays a gap', async () => {
  const { socket, events } = at(0);
  socket().receive(gap(1, 2), ...range(3, 1002).map(seq => message(seq)));
  assert.deepEqual(told(events), []);
  socket().receive(message(1003));
  assert.deepEqual(told(events), [[1, 2], ...range(3, 1003)]);
  // The answer comes too late, and the next hole is filled as ever.
  await answer(socket(), [1, 2]);
  socket().receive(gap(1004, 1005));
  await answer(socket(), [1004, 1005]);
  assert.deepEqual(told(events).slice(-3), [1003, 1004, 1005]);
});

test('a connection that breaks while a hole is filled rejoins from before the hole', async () => {
  const fake = at(10);
  const { socket, events } = fake;
  socket().receive(gap(11, 12), message(13));
  const asked = socket();
  await reconnect(fake);
  assert.deepEqual(socket().last('join').since, { epoch: 'e1', seq: 10 });
  letIn(socket(), { seq: 13, recovered: true });
  socket().receive(message(11), message(12), message(13));
  await answer(asked, [11, 12]);
  assert.deepEqual(told(events), [11, 12, 13]);
});

test('what waited for a hole of another epoch is forgotten with its connection', async () => {
  const fake = at(10);
  const { socket, events } = fake;
  socket().receive(gap(11, 12), message(13));
  await reconnect(fake);
  letIn(socket(), { epoch: 'e2', seq: 11 });
  socket().receive(gap(12, 12));
  await answer(socket(), [12], { epoch: 'e2' });
  socket().receive({ ...message(13), text: 'new' });
  assert.deepEqual(told(events), [12, 13]);
  assert.equal(events.at(-1).text, 'new');
});

test('before a room is joined its messages have no place', () => {
  const { client, socket, of } = at(10);
  client.join('kitchen');
  socket().receive(message(1, 'kitchen'), { ...gap(2, 3), room: 'kitchen' });
  letIn(socket(), { seq: 5 });
  socket().receive(message(6, 'kitchen'));
  assert.deepEqual(of('message').map(({ seq }) => seq), [6]);
  assert.deepEqual(of('error'), []);
});

test('a new epoch starts the order again', async () => {
  const fake = at(10);
  const { socket, events, of } = fake;
  socket().receive({ type: 'room', room: 'lobby', epoch: 'e2', seq: 0 }, message(1));
  assert.deepEqual(told(events), [1]);
  assert.deepEqual(of('restart').map(({ epoch, seq, before }) => ({ epoch, seq, before })),
    [{ epoch: 'e2', seq: 0, before: { epoch: 'e1', seq: 10 } }]);
  assert.equal(of('message')[0].epoch, 'e2');
  await reconnect(fake);
  assert.deepEqual(socket().last('join').since, { epoch: 'e2', seq: 1 });
});

test('a new epoch ends the filling: what is missing is told, and what waited is not lost', async () => {
  const { socket, events, of } = at(10);
  socket().receive(gap(11, 12), message(13), gap(14, 14), { type: 'room', room: 'lobby', epoch: 'e2', seq: 3 }, message(4));
  assert.deepEqual(told(events), [[11, 12], 13, [14, 14], 4]);
  assert.equal(of('restart')[0].before.seq, 14);
  await answer(socket(), [11, 12]);
  assert.deepEqual(told(events), [[11, 12], 13, [14, 14], 4]);
});

test('the answer about an old hole is not taken for one about a new hole', async () => {
  const { socket, events } = at(10);
  socket().receive(gap(11, 12));
  const old = socket().last('history');
  socket().receive({ type: 'room', room: 'lobby', epoch: 'e2', seq: 9 }, gap(10, 12));
  assert.equal(socket().all('history').length, 2);
  socket().receive(page(old, [], { epoch: 'e2' }));
  await answer(socket(), [10, 11, 12], { epoch: 'e2' });
  assert.deepEqual(told(events), [[11, 12], 10, 11, 12]);
});

test('a history of another epoch fills nothing', async () => {
  const { socket, events } = at(10);
  socket().receive(gap(11, 12));
  await answer(socket(), [11, 12], { epoch: 'e2', more: true });
  assert.deepEqual(told(events), [[11, 12]]);
});

test('a listener may leave the room, or close the client, in the middle of what is told', async () => {
  for (const end of [client => client.leave('lobby'), client => client.close()]) {
    const { client, socket, clock, events } = at(0);
    client.on('message', ({ seq }) => { if (seq === 2) end(client); });
    client.on('gap', () => end(client));
    socket().receive(gap(1, 3), message(4));
    await answer(socket(), [1, 2, 3]);
    assert.deepEqual(told(events), [1, 2]);
    await clock.advance(30_000);
  }
});

test('a listener that leaves because of a gap is told no more', async () => {
  const { client, socket, events } = at(0);
  client.on('gap', () => client.leave('lobby'));
  socket().receive(gap(1, 3));
  await answer(socket(), [3]);
  assert.deepEqual(told(events), [[1, 2]]);
});

test('a listener that closes the client because of a large gap ends the filling', async () => {
  const { client, socket, events } = at(0);
  client.on('gap', () => client.close());
  socket().receive(gap(1, 2000));
  await settled();
  assert.deepEqual(told(events), [[1, 1000]]);
});

test('a listener that leaves when it has joined asks for nothing more', async () => {
  const fake = at(10);
  const { client, socket } = fake;
  client.on('joined', () => client.leave('lobby'));
  await reconnect(fake);
  letIn(socket(), { seq: 13 });
  assert.equal(socket().last('history'), undefined);
});

test('rooms have orders of their own', () => {
  const { client, socket, of } = at(10);
  client.join('kitchen');
  letIn(socket(), { seq: 2 });
  socket().receive(message(11), message(3, 'kitchen'), message(12));
  assert.equal(of('message').length, 3);
  assert.equal(socket().last('history'), undefined);
});

test('the position of a room is that of the last message told', async () => {
  const { client, socket } = at(10);
  socket().receive(message(11), gap(12, 12), message(13));
  assert.deepEqual(client.position('lobby'), { epoch: 'e1', seq: 11 });
  await answer(socket(), [12]);
  assert.deepEqual(client.position('lobby'), { epoch: 'e1', seq: 13 });
  assert.equal(client.position('kitchen'), null);
});
