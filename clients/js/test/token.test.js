import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClient, settled, welcome } from './fakes.js';

test('a token goes out with hello', () => {
  const { client, socket } = fakeClient({ token: 't1' });
  client.connect();
  socket().open();
  assert.deepEqual(socket().sent, [{ type: 'hello', name: 'Ann', token: 't1', id: 1 }]);
});

test('a function is asked for a token for each session, and before one expires', async () => {
  let made = 0;
  const { client, socket, clock } = fakeClient({ token: async () => `t${++made}` });
  client.connect();
  socket().open();
  await settled();
  assert.equal(socket().last('hello').token, 't1');
  socket().receive({ type: 'welcome', protocol: 'chatka.v1', session: 's1', expires: 35_000, user: { id: 'u1', name: 'Ann' } },
    { type: 'ok', id: socket().last('hello').id });
  await clock.advance(5_000);
  await settled();
  assert.equal(socket().last('refresh').token, 't2');
  socket().receive({ type: 'ok', id: socket().last('refresh').id, expires: 35_000 });
  await settled();
  await clock.advance(5_000);
  await settled();
  assert.equal(socket().last('refresh').token, 't3');
});

test('after the token has expired the next session has another one', async () => {
  let made = 0;
  const { client, socket, clock } = fakeClient({ token: () => `t${++made}` });
  client.connect();
  socket().open();
  await settled();
  socket().receive({ type: 'bye', code: 4004, reason: 'the token has expired', reconnect: 1000 });
  socket().drop(4004);
  await clock.advance(1000);
  socket().open();
  await settled();
  assert.equal(socket().last('hello').token, 't2');
});

test('without a token there is no session, and the client tries again', async () => {
  const { client, socket, of } = fakeClient({ token: async () => { throw new Error('logged out'); } });
  client.connect();
  socket().open();
  await settled();
  assert.equal(of('error')[0].code, 'no_token');
  assert.deepEqual(socket().sent, []);
  assert.equal(client.state === 'closed', false);
});

test('a token that is no function is not renewed', async () => {
  const { client, socket, clock } = fakeClient({ token: 't1' });
  client.connect();
  welcome(socket(), { expires: 60_000 });
  await clock.advance(60_000);
  assert.equal(socket().last('refresh'), undefined);
});

test('a guest is the same one after a reconnect, and in the next client', async () => {
  const { client, socket, clock } = fakeClient();
  client.connect();
  socket().open();
  assert.equal(socket().last('hello').guest, undefined);
  welcome(socket(), { guest: 'g1' });
  socket().drop(1012);
  await clock.advance(60_000);
  socket().open();
  assert.equal(socket().last('hello').guest, 'g1');
  welcome(socket(), { guest: 'g2' });
  assert.equal(client.guest, 'g2');

  const next = fakeClient({ guest: 'g2' });
  next.client.connect();
  next.socket().open();
  assert.equal(next.socket().last('hello').guest, 'g2');
});

test('a user with a token does not show the guest that it was', () => {
  const { client, socket } = fakeClient({ token: 't1', guest: 'g1' });
  client.connect();
  socket().open();
  assert.deepEqual(socket().sent, [{ type: 'hello', name: 'Ann', token: 't1', id: 1 }]);
});
