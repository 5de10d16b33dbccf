// Every server that CI can install: that they all speak with the same bytes, and pass the generator's own checks.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import { digest, measure } from '../lib/generator.js';
import { start } from '../lib/main.js';
import { peers, root } from '../lib/peers.js';
import { stopAll } from '../lib/processes.js';

const GO = ['centrifugo', 'centrifuge']; // need a Go that no Debian has; see docs/benchmarks.md
const directory = mkdtempSync(join(tmpdir(), 'peers-'));
after(async () => {
  await stopAll();
  rmSync(directory, { recursive: true, force: true });
});

/** A client that keeps what it is sent. */
async function enter(port, room) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/${room}`, 'chatka.v1');
  const frames = [];
  const wanted = [];
  socket.on('message', data => {
    frames.push(String(data));
    for (const check of [...wanted]) check();
  });
  const frame = type => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type}, but ${frames}`)), 60_000);
    const check = () => {
      const found = frames.find(each => JSON.parse(each).type === type);
      if (!found) return;
      clearTimeout(timer);
      wanted.splice(wanted.indexOf(check), 1);
      resolve(found);
    };
    wanted.push(check);
    check();
  });
  await frame('welcome');
  await frame('joined');
  return { socket, frames, frame };
}

for (const peer of peers.filter(each => !GO.includes(each.name))) {
  test(peer.label, { timeout: 600_000 }, async t => {
    const server = await start({ peer, installed: await peer.install() });

    if (peer.dialect === 'chatka') {
      await t.test('sends the same bytes as Chatka, and only to the room', async () => {
        const ann = await enter(server.port, 'lobby');
        const bob = await enter(server.port, 'lobby');
        const eve = await enter(server.port, 'kitchen');
        ann.socket.send('{"type":"say","id":7,"text":"hi \\"you\\", é"}');
        const message = await bob.frame('message');
        assert.match(message, new RegExp('^\\{"type":"message","seq":1,"at":\\d{13},"room":"lobby",'
          + '"from":\\{"id":"g-[0-9a-z]{12}","name":"guest-[0-9a-z]{4}","role":"guest"\\},"text":"hi \\\\"you\\\\", é"\\}$'));
        assert.equal(await ann.frame('message'), message);
        if (peer.name !== 'pekko') {
          const { id, seq } = JSON.parse(await ann.frame('ok')); // no load asks for it, so its bytes do not matter
          assert.deepEqual({ id, seq }, { id: 7, seq: 1 });
        }
        eve.socket.send('{"type":"say","text":"alone"}');
        assert.equal(JSON.parse(await eve.frame('message')).seq, 1);
        assert.deepEqual(eve.frames.map(each => JSON.parse(each).type).filter(type => type === 'message'), ['message']);
        for (const client of [ann, bob, eve]) client.socket.close();
      });
    }

    await t.test('gives everybody everything, once and in order', async () => {
      const workload = {
        name: 'check', seconds: 120, patience: 60, figures: [],
        options: ['--users', '60', '--rooms', '3', '--publishers', '6', '--window', '8', '--messages', '600', '--ramp', '0'],
      };
      const report = await measure(server, workload, { chatka: join(root, 'chatka'), file: join(directory, 'report.json') });
      assert.deepEqual(digest(report, workload).faults, []);
      assert.equal(report.rows[0].runs[0].deliveries, 600 * 20);
      assert.ok(report.rows[0].cpuMicrosPerDelivery > 0);
    });
    await server.program.stop();
    assert.ok(!server.program.alive);
  });
}
