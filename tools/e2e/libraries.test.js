import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { LIBRARIES } from './support/libraries.js';
import { Proxy } from './support/proxy.js';
import { Socket } from './support/socket.js';
import { BASE_URL, freshRoom, PATIENCE } from './support/target.js';

const LARGEST = 65_536;

/** Looks again and again until there is something to return. */
async function until(look) {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(10);
  }
}

function frame(line, type, matches = () => true) {
  return until(async () => (await line.frames()).find(one => one.type === type && matches(one)));
}

/** A command with as much white space behind it as makes it so long. */
function padded(bytes) {
  return JSON.stringify({ type: 'ping', id: 'large' }).padEnd(bytes);
}

for (const [name, launch] of Object.entries(LIBRARIES)) {
  describe(name, () => {
    let library;
    before(async () => { library = await launch(); });
    after(() => library?.end());

    const open = (path, base = BASE_URL) => library.open(new URL(path, base).href.replace(/^http/, 'ws'));

    async function joined(room) {
      const line = await open(`/ws/${room}`);
      await frame(line, 'joined');
      return line;
    }

    test('connects, joins, says something and closes', PATIENCE, async () => {
      const room = freshRoom();
      const line = await open('/ws');
      await line.text(JSON.stringify({ type: 'hello', name: 'Ann' }));
      assert.equal((await frame(line, 'welcome')).user.name, 'Ann');
      await line.text(JSON.stringify({ type: 'join', id: 1, room }));
      assert.equal((await frame(line, 'joined')).members, 1);
      await line.text(JSON.stringify({ type: 'say', id: 2, room, text: 'grüß dich 🚀' }));
      assert.equal((await frame(line, 'message')).text, 'grüß dich 🚀');
      await line.close();
      assert.equal(await until(() => line.closed()), 1000);
    });

    test('sends a message of 64 KiB, and is closed for one byte more', PATIENCE, async () => {
      const line = await joined(freshRoom());
      await line.text(padded(LARGEST));
      await frame(line, 'pong', pong => pong.id === 'large');
      await line.text(padded(LARGEST + 1));
      assert.equal(await until(() => line.closed()), 1009);
      assert.equal((await frame(line, 'bye')).reconnect, false);
    });

    test('sends fragments and pings, where it can', PATIENCE, async t => {
      const line = await joined(freshRoom());
      if (line.fragments) {
        await line.fragments('{"type":"say",', '', '"text":"in ', 'pieces"}');
        assert.equal((await frame(line, 'message')).text, 'in pieces');
      } else {
        t.diagnostic(`${name} has no way to send fragments`);
      }
      if (line.ping) {
        await line.ping();
      } else {
        t.diagnostic(`${name} has no way to send pings`);
      }
      await line.close();
    });

    test('is cut off, comes back and gets what it has missed', PATIENCE, async t => {
      const room = freshRoom();
      const proxy = await Proxy.to(BASE_URL);
      t.after(() => proxy.close());
      const bob = await Socket.open(BASE_URL, `/ws/${room}?name=Bob`);
      t.after(() => bob.close());
      await bob.frame('joined');
      const first = await open(`/ws/${room}`, proxy.address);
      const { epoch, seq } = await frame(first, 'joined');

      proxy.cut();
      await until(() => first.closed());
      for (const text of ['one', 'two', 'three']) bob.send({ type: 'say', text });
      await bob.until(frames => frames.find(({ text }) => text === 'three'));
      proxy.mend();

      const second = await open('/ws', proxy.address);
      await second.text(JSON.stringify({ type: 'join', room, since: { epoch, seq } }));
      const back = await frame(second, 'joined');
      assert.deepEqual([back.recovered, back.seq], [true, seq + 3]);
      await frame(second, 'message', ({ text }) => text === 'three');
      const messages = (await second.frames()).filter(({ type }) => type === 'message');
      assert.deepEqual(messages.map(message => [message.seq, message.text]), [[seq + 1, 'one'], [seq + 2, 'two'], [seq + 3, 'three']]);
      await second.close();
    });
  });
}
