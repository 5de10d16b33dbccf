import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLobby } from './fakes.js';

test('a list of members is asked for and continued', async () => {
  const { client, socket } = inLobby();
  const first = client.members('lobby', { limit: 1 });
  const { id, ...command } = socket().last('members');
  assert.deepEqual(command, { type: 'members', room: 'lobby', limit: 1 });
  const ann = { id: 'u7', name: 'Ann', role: 'member', connections: 2 };
  socket().receive({ type: 'members', id, room: 'lobby', members: [ann], next: 'u7' });
  assert.deepEqual(await first, { members: [ann], next: 'u7' });
  const last = client.members('lobby', { after: 'u7' });
  socket().receive({ type: 'error', id: socket().last('members').id, code: 'unavailable', message: 'later' });
  await assert.rejects(last, { code: 'unavailable', retryable: true });
});

test('each key may tell that one types, and the server hears it once in three seconds', async () => {
  const { client, clock, socket } = inLobby();
  const told = () => socket().sent.filter(({ type }) => type === 'typing').length;
  client.typing('lobby');
  client.typing('lobby');
  client.typing('kitchen');
  assert.equal(told(), 1);
  await clock.advance(3000);
  client.typing('lobby');
  assert.equal(told(), 2);
});

test('others who type are an event, in joined rooms only', () => {
  const { socket, of } = inLobby();
  socket().receive({ type: 'typing', room: 'lobby', from: { id: 'u8', name: 'Bob', role: 'member' } });
  socket().receive({ type: 'typing', room: 'kitchen', from: { id: 'u8', name: 'Bob', role: 'member' } });
  assert.deepEqual(of('typing').map(({ room, from }) => [room, from.name]), [['lobby', 'Bob']]);
});
