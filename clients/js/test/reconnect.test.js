import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClient, inLobby, letIn, message, reconnect, settled, welcome } from './fakes.js';

test('a question is rejected as disconnected when the connection goes', async () => {
  const { client, socket } = inLobby();
  const asked = client.history('lobby');
  socket().drop();
  await assert.rejects(asked, { code: 'disconnected', room: 'lobby' });
  await assert.rejects(client.history('lobby'), { code: 'disconnected', room: 'lobby' });
});

test('waits with full jitter, longer each time, and says how long', async () => {
  const { socket, clock, of } = inLobby();
  for (const wait of [250, 500, 1000, 2000]) {
    socket().drop();
    assert.deepEqual(of('state').at(-1).millis, wait);
    await clock.advance(wait);
  }
  assert.equal(of('state').at(-1).state, 'connecting');
});

test('the wait never exceeds half of thirty seconds at even odds', async () => {
  const { socket, clock, of } = inLobby();
  for (let i = 0; i < 40; i++) {
    socket().drop();
    await clock.advance(of('state').at(-1).millis);
  }
  assert.equal(Math.max(...of('state').map(state => state.millis ?? 0)), 15_000);
});

test('a connection that does not last does not reset the backoff, one that lasts does', async () => {
  const { socket, clock, of } = inLobby();
  socket().drop();
  await clock.advance(250);
  welcome(socket());
  await clock.advance(9_000);
  socket().drop();
  assert.equal(of('state').at(-1).millis, 500);
  await clock.advance(500);
  welcome(socket());
  await clock.advance(10_000);
  socket().drop();
  assert.equal(of('state').at(-1).millis, 250);
});

test('rejoins with the last message seen, and what the server replays comes once and in order', async () => {
  const fake = inLobby();
  const { socket, of } = fake;
  socket().receive(message(1), message(2));
  await reconnect(fake);
  assert.deepEqual(socket().last('join').since, { epoch: 'e1', seq: 2 });
  letIn(socket(), { seq: 4, recovered: true });
  socket().receive(message(2), message(3), message(4), message(5));
  assert.equal(of('joined').at(-1).recovered, true);
  assert.deepEqual(of('message').map(event => event.seq), [1, 2, 3, 4, 5]);
  assert.equal(of('gap').length, 0);
  assert.equal(socket().last('history'), undefined);
});

test('a rejoin in another epoch starts the order again, and says from where', async () => {
  const fake = inLobby();
  const { socket, events, of } = fake;
  socket().receive(message(1), message(2));
  await reconnect(fake);
  letIn(socket(), { epoch: 'e2', seq: 1 });
  socket().receive(message(2));
  assert.deepEqual(events.slice(-3).map(event => event.on), ['joined', 'restart', 'message']);
  const { epoch, seq, before } = of('restart')[0];
  assert.deepEqual({ epoch, seq, before }, { epoch: 'e2', seq: 1, before: { epoch: 'e1', seq: 2 } });
  assert.deepEqual([of('message').at(-1).epoch, of('message').at(-1).seq], ['e2', 2]);
});

test('a server that is behind what was seen has lost some of it: the order starts again', async () => {
  const fake = inLobby({ seq: 5 });
  const { socket, of } = fake;
  await reconnect(fake);
  letIn(socket(), { seq: 3 });
  socket().receive(message(4));
  assert.deepEqual(of('restart').map(({ seq, before }) => [seq, before.seq]), [[3, 5]]);
  assert.equal(of('message').at(-1).seq, 4);
});

test('a join that was on its way is asked for again', async () => {
  const { client, socket, clock } = fakeClient();
  const joined = client.join('lobby');
  client.connect();
  welcome(socket());
  socket().drop();
  await clock.advance(250);
  welcome(socket());
  letIn(socket());
  await joined;
});

test('a position of an earlier session can be given', () => {
  const { client, socket, of } = fakeClient();
  client.join('lobby', { epoch: 'e1', seq: 5 });
  client.connect();
  welcome(socket());
  assert.deepEqual(socket().last('join').since, { epoch: 'e1', seq: 5 });
  letIn(socket(), { seq: 6, recovered: true });
  socket().receive(message(6));
  assert.equal(of('message')[0].seq, 6);
});

test('bye says when to come back, and that slot is kept', async () => {
  const window = fakeWindow();
  const { client, sockets, clock, of } = inLobby({ window });
  sockets[0].receive({ type: 'bye', code: 1012, reason: 'restart', reconnect: 4000 });
  sockets[0].drop(1012);
  assert.deepEqual([of('bye').length, of('state').at(-1).millis], [1, 4000]);
  window.dispatchEvent(new Event('online'));
  await clock.advance(3999);
  assert.equal(sockets.length, 1);
  await clock.advance(1);
  assert.equal(sockets.length, 2);
  assert.equal(client.state, 'connecting');
});

test('bye with reconnect false ends it, whatever the close code', () => {
  const { client, socket, clock, of } = inLobby();
  socket().receive({ type: 'bye', code: 1012, reason: 'banned', reconnect: false });
  socket().drop(1012);
  assert.equal(client.state, 'closed');
  assert.equal(of('state').at(-1).reason, 'banned');
  assert.equal(clock.timers, 0);
});

test('a close code that is final ends it', () => {
  const { client, socket } = inLobby();
  socket().drop(1008, 'too many errors in a row');
  assert.equal(client.state, 'closed');
});

test('after the end connect starts again, with the same rooms', () => {
  const { client, socket } = inLobby();
  client.close();
  client.connect();
  welcome(socket());
  assert.equal(socket().last('join').room, 'lobby');
});

test('close stops everything and leaves no timer behind', async () => {
  const { client, socket, clock, sockets } = inLobby();
  const said = client.say('lobby', 'hi');
  const asked = client.history('lobby');
  socket().receive(message(3));
  // The client's own question waits for its time.
  socket().receive({ type: 'error', id: socket().last('history').id, code: 'rate_limited', retryAfter: 60_000 });
  await settled();
  client.close();
  await assert.rejects(said, { code: 'closed', uncertain: true });
  await assert.rejects(asked, { code: 'disconnected' });
  assert.equal(socket().closedWith, 1000);
  assert.equal(clock.timers, 0);
  await clock.advance(100_000);
  assert.equal(sockets.length, 1);
});

test('a server that does not answer the handshake is given up', async () => {
  const { client, clock, sockets } = fakeClient();
  client.connect();
  await clock.advance(15_000);
  assert.equal(client.state, 'waiting');
  await clock.advance(250);
  assert.equal(sockets.length, 2);
});

test('a hello that may succeed later is tried again after the wait', async () => {
  const { client, clock, sockets } = fakeClient();
  client.connect();
  sockets[0].open();
  sockets[0].receive({ type: 'error', id: 1, code: 'unavailable', message: 'later', retryAfter: 3000 });
  await settled();
  assert.equal(client.state, 'waiting');
  await clock.advance(3250);
  assert.equal(sockets.length, 2);
});

test('silence is answered with a ping, and no pong with a new connection', async () => {
  const { client, socket, clock, sockets } = inLobby();
  await clock.advance(24_999);
  assert.equal(socket().last('ping'), undefined);
  await clock.advance(1);
  assert.ok(socket().last('ping'));
  await clock.advance(10_000);
  assert.equal(client.state, 'waiting');
  await clock.advance(250);
  assert.equal(sockets.length, 2);
});

test('a pong keeps the connection, and whatever is heard puts the ping off', async () => {
  const { client, socket, clock } = inLobby();
  await clock.advance(25_000);
  socket().receive({ type: 'pong' });
  await clock.advance(20_000);
  socket().receive(message(1));
  await clock.advance(20_000);
  assert.equal(client.state, 'open');
  assert.equal(socket().sent.filter(frame => frame.type === 'ping').length, 1);
});

test('the network coming back ends the wait', () => {
  const window = fakeWindow();
  const { socket, sockets } = inLobby({ window });
  socket().drop();
  window.dispatchEvent(new Event('online'));
  assert.equal(sockets.length, 2);
});

test('a tab that is looked at again asks whether the connection is alive', () => {
  const window = fakeWindow();
  const { socket } = inLobby({ window });
  window.document.dispatchEvent(new Event('visibilitychange'));
  assert.ok(socket().last('ping'));
});

for (const type of ['online', 'offline', 'pageshow', 'focus']) {
  test(`after ${type} the link is asked at once, and is replaced if nothing is heard for three seconds`, async () => {
    const window = fakeWindow();
    const { client, socket, sockets, clock } = inLobby({ window });
    window.dispatchEvent(new Event(type));
    assert.equal(socket().all('ping').length, 1);
    await clock.advance(2_999);
    assert.equal(client.state, 'open');
    await clock.advance(1);
    assert.equal(client.state, 'waiting');
    await clock.advance(250);
    assert.equal(sockets.length, 2);
  });
}

test('a change of network and a page that is no longer frozen ask, too', () => {
  for (const target of [window => window.document, window => window.navigator.connection]) {
    const window = fakeWindow();
    const { socket } = inLobby({ window });
    target(window).dispatchEvent(new Event(target(window) === window.document ? 'resume' : 'change'));
    assert.equal(socket().all('ping').length, 1);
  }
});

test('a machine that slept asks as soon as it wakes, without any event', async () => {
  const { client, socket, clock } = inLobby();
  clock.sleep(60_000);
  await clock.advance(2_000);
  assert.equal(socket().all('ping').length, 1);
  await clock.advance(3_000);
  assert.equal(client.state, 'waiting');
});

test('a live link survives any sleep', async () => {
  const { client, socket, sockets, clock } = inLobby();
  for (let night = 1; night <= 5; night++) {
    clock.sleep(8 * 3_600_000);
    await clock.advance(2_000);
    assert.equal(socket().all('ping').length, night);
    socket().receive({ type: 'pong' });
    await clock.advance(4_000);
  }
  assert.equal(client.state, 'open');
  assert.equal(sockets.length, 1);
});

test('timers that are a little late, or on time, ask nothing', async () => {
  const { socket, clock } = inLobby();
  for (let i = 0; i < 10; i++) {
    clock.sleep(2_900);
    await clock.advance(2_000);
  }
  assert.equal(socket().last('ping'), undefined);
});

test('a page whose timers are held back keeps a link that answers, and loses one that does not', async () => {
  const { client, socket, sockets, clock } = inLobby();
  const heldBack = async millis => {
    clock.sleep(58_000);
    await clock.advance(millis);
  };
  await heldBack(2_000);
  assert.equal(socket().all('ping').length, 1);
  // The deadline fires a minute late, and in front of the answer.
  await heldBack(3_000);
  assert.equal(client.state, 'open');
  assert.equal(socket().all('ping').length, 2);
  socket().receive({ type: 'pong' });
  await heldBack(3_000);
  assert.equal(client.state, 'open');
  for (let minute = 0; minute < 5 && sockets.length === 1; minute++) await heldBack(3_000);
  assert.equal(sockets.length, 2);
});

test('asking again and again gives no more time', async () => {
  const window = fakeWindow();
  const { client, socket, clock } = inLobby({ window });
  for (let second = 0; second < 3; second++) {
    window.dispatchEvent(new Event('focus'));
    await clock.advance(1_000);
  }
  assert.equal(client.state, 'waiting');
  assert.equal(socket().all('ping').length, 1);
});

test('a question that has ten seconds gets three when the machine wakes', async () => {
  const window = fakeWindow();
  const { client, socket, clock } = inLobby({ window });
  await clock.advance(25_000);
  assert.equal(socket().all('ping').length, 1);
  window.dispatchEvent(new Event('focus'));
  assert.equal(socket().all('ping').length, 2);
  await clock.advance(3_000);
  assert.equal(client.state, 'waiting');
});

test('an attempt begun before the sleep is given three seconds more, one begun now is not hurried', async () => {
  const window = fakeWindow();
  const { client, sockets, clock } = fakeClient({ window });
  client.connect();
  window.dispatchEvent(new Event('focus'));
  await clock.advance(4_000);
  assert.equal(client.state, 'connecting');
  clock.sleep(60_000);
  await clock.advance(2_000 + 3_000);
  assert.equal(client.state, 'waiting');
  await clock.advance(250);
  assert.equal(sockets.length, 2);
});

test('a slot that the server gave is over when the machine slept through it', async () => {
  const { sockets, clock } = inLobby();
  sockets[0].receive({ type: 'bye', code: 1012, reason: 'restart', reconnect: 30_000 });
  sockets[0].drop(1012);
  clock.sleep(10_000);
  await clock.advance(2_000);
  assert.equal(sockets.length, 1);
  clock.sleep(20_000);
  await clock.advance(2_000);
  assert.equal(sockets.length, 2);
});

test('a closed client listens to nothing and leaves no timer', () => {
  const window = fakeWindow();
  const { client, sockets, clock } = inLobby({ window });
  client.close();
  window.dispatchEvent(new Event('focus'));
  assert.equal(clock.timers, 0);
  assert.equal(sockets.length, 1);
});

function fakeWindow() {
  return Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
    navigator: { connection: new EventTarget() },
  });
}
