import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Socket } from './support/socket.js';
import { BASE_URL, BASE_URL_2, freshRoom, PATIENCE } from './support/target.js';

const EACH_SAYS = 10;

test('a WebSocket and one say are a chat', PATIENCE, async () => {
  const socket = await Socket.open(BASE_URL, '/ws/lobby');
  const { user } = await socket.frame('welcome');
  const { seq } = await socket.frame('joined');
  socket.send({ type: 'say', text: 'hi' });
  const message = await socket.until(frames => frames.find(frame => frame.type === 'message' && frame.from.id === user.id));
  assert.equal(message.text, 'hi');
  assert.equal(message.room, 'lobby');
  assert.ok(message.seq > seq);
  socket.close();
});

test(`two clients${BASE_URL_2 ? ' of two nodes' : ''} see the same messages in the same order`, PATIENCE, async () => {
  const room = freshRoom();
  const ann = await Socket.open(BASE_URL, `/ws/${room}?name=Ann`);
  await ann.frame('joined');
  const bob = await Socket.open(BASE_URL_2 ?? BASE_URL, `/ws/${room}?name=Bob`);
  await bob.frame('joined');
  for (let i = 0; i < EACH_SAYS; i++) {
    ann.send({ type: 'say', text: `Ann ${i}` });
    bob.send({ type: 'say', text: `Bob ${i}` });
  }
  const [heardByAnn, heardByBob] = await Promise.all([ann, bob].map(conversation));
  assert.deepEqual(heardByAnn, heardByBob);
  assert.deepEqual(heardByAnn.map(({ seq }) => seq - heardByAnn[0].seq), [...Array(2 * EACH_SAYS).keys()]);
  for (const name of ['Ann', 'Bob']) {
    assert.deepEqual(heardByAnn.filter(({ text }) => text.startsWith(name)).map(({ text }) => text),
      Array.from({ length: EACH_SAYS }, (_, i) => `${name} ${i}`));
  }
  ann.close();
  bob.close();
});

/** All that both said, in the order in which this client heard it. */
function conversation(socket) {
  return socket.until(frames => {
    const messages = frames.filter(frame => frame.type === 'message');
    return messages.length >= 2 * EACH_SAYS && messages.map(({ seq, text }) => ({ seq, text }));
  });
}
