import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLobby, message } from './fakes.js';

test('a deletion takes its place in the order and is an event of its own', () => {
  const { socket, of } = inLobby({ seq: 1 });
  socket().receive(message(2));
  socket().receive({ type: 'deleted', room: 'lobby', seq: 3, at: 5, target: 2 });
  socket().receive(message(4));
  assert.deepEqual(of('message').map(({ seq }) => seq), [2, 4]);
  assert.deepEqual(of('deleted').map(({ room, seq, target, epoch }) => ({ room, seq, target, epoch })), [{ room: 'lobby', seq: 3, target: 2, epoch: 'e1' }]);
  assert.deepEqual(of('gap'), []);
});

test('of a message that was deleted before it came there is only the place', () => {
  const { socket, of } = inLobby({ seq: 1 });
  socket().receive({ type: 'message', room: 'lobby', seq: 2, at: 5, deleted: true });
  assert.deepEqual(of('message'), []);
  assert.deepEqual(of('deleted').map(({ room, seq, target, epoch }) => ({ room, seq, target, epoch })), [{ room: 'lobby', seq: 2, target: 2, epoch: 'e1' }]);
});

test('who is removed is in the room no more, and does not ask again', async () => {
  const { client, socket, of } = inLobby();
  client.say('lobby', 'on its way').catch(() => {});
  const saying = assert.rejects(client.say('lobby', 'hi'), { code: 'kicked', reason: 'enough' });
  socket().receive({ type: 'left', room: 'lobby', code: 'kicked', reason: 'enough' });
  await saying;
  assert.deepEqual(client.rooms, []);
  assert.equal(of('left')[0].code, 'kicked');
  assert.equal(socket().sent.filter(({ type }) => type === 'join').length, 1);
});

test('acts are sent as the protocol has them, and answered', async () => {
  const { client, socket } = inLobby();
  const acts = [
    [client.moderate('lobby', 'mute', { user: 'u7', for: 600_000 }), { type: 'moderate', room: 'lobby', action: 'mute', user: 'u7', for: 600_000 }],
    [client.delete('lobby', 7, { epoch: 'e1' }), { type: 'delete', room: 'lobby', seq: 7, epoch: 'e1' }],
    [client.report('lobby', 7, 'spam'), { type: 'report', room: 'lobby', seq: 7, reason: 'spam' }],
  ];
  for (const [done, expected] of acts) {
    const { id, ...command } = socket().last(expected.type);
    assert.deepEqual(command, expected);
    socket().receive({ type: 'ok', id });
    await done;
  }
});

test('a refusal says until when and why, and slow mode is left to the author', async () => {
  const { client, socket } = inLobby();
  const muted = assert.rejects(client.say('lobby', 'hi'), { code: 'muted', until: 99, reason: 'loud', retryable: false });
  socket().receive({ type: 'error', id: socket().last('say').id, code: 'muted', message: 'no', until: 99, reason: 'loud' });
  await muted;
  const slow = assert.rejects(client.say('lobby', 'hi'), { code: 'slow_mode', retryAfter: 9000 });
  socket().receive({ type: 'error', id: socket().last('say').id, code: 'slow_mode', message: 'wait', retryAfter: 9000 });
  await slow;
});
