// nginx and HAProxy, each on its example in front of two nodes over a Redis.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from '../../tools/e2e/support/cluster.js';
import { Edge, SHORT_SECONDS } from './edge.js';
import { Member } from './member.js';

const MINUTE = 60_000;
const CLIENTS = 1000;
const AT_ONCE = 50;
const EDGES = [
  { name: 'HAProxy', start: nodes => Edge.haproxy(nodes), header: 'proxy-protocol', example: 'haproxy/haproxy.cfg' },
  { name: 'nginx', start: nodes => Edge.nginx(nodes), header: 'x-forwarded-for', example: 'nginx/chatka.conf' },
];

for (const { name, start, header, example } of EDGES) {
  test(`chat through ${name}`, { timeout: 5 * MINUTE }, async t => {
    const cluster = await Cluster.start({
      'auth.guests': 'on',
      'server.proxies.trusted': '["127.0.0.1"]',
      'server.proxies.header': header,
      'limits.connections-per-address': 2,
      'heartbeat.interval': '1s',
    });
    t.after(() => cluster.stop());
    const edge = await start([cluster.a, cluster.b]);
    t.after(() => edge.stop());
    const members = [];
    t.after(() => members.forEach(member => member.leave()));
    const join = async (room, options) => {
      const member = await Member.join(edge.address, room, options);
      members.push(member);
      return member;
    };
    /** As a client does, until it is in: the edge may be without a node for a moment. */
    const enter = (room, options) => until(() => join(room, options).catch(() => null));
    const leaveAll = async () => {
      members.forEach(member => member.leave());
      for (const { admin } of [cluster.a, cluster.b]) await noConnections(admin);
      members.length = 0;
    };

    await t.test('the page comes, and members on both nodes hear each other', async () => {
      const page = await fetch(edge.address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<html/);
      const all = await Promise.all(['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'].map(from => enter('edge', { from })));
      // A node that was slow for a moment is passed over for as long.
      for (let i = 6; !await haveMembers(cluster); i++) all.push(await enter('edge', { from: `127.0.0.${i}` }));
      for (const [i, member] of all.entries()) {
        member.say(`from ${i}`);
        await Promise.all(all.map(other => other.heard(`from ${i}`)));
      }
      await leaveAll();
    });

    await t.test('limits count the address of the client, whatever it claims', async () => {
      // Two on each node at most.
      const headers = { 'X-Forwarded-For': '198.51.100.1', Forwarded: 'for=198.51.100.1' };
      const outcomes = [];
      for (let i = 0; i < 8; i++) {
        headers['X-Forwarded-For'] = `198.51.100.${i}`;
        outcomes.push(await until(() => join('edge', { from: '127.0.0.2', headers }).then(() => 101, refusal)));
      }
      const joined = outcomes.filter(status => status === 101).length;
      assert.ok(joined >= 2 && joined <= 4, `${joined} of one address`);
      assert.equal(outcomes.filter(status => status === 503).length, 8 - joined, `${outcomes}`);
      // Others have a place: on each node, as the first had.
      for (const from of ['127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7']) await enter('edge', { from });
      await leaveAll();
    });

    await t.test('a silent member is kept for longer than the time-out by the pings', async () => {
      const silent = await enter('edge');
      // One a second.
      await silent.until(() => silent.pings >= SHORT_SECONDS + 2 || silent.closed);
      assert.equal(silent.closed, false);
      await leaveAll();
    });

    await t.test('a reload disconnects nobody, and new members come in', async () => {
      const old = await enter('edge');
      const before = await edge.workers();
      edge.reload();
      while (!(await edge.workers()).some(worker => !before.includes(worker))) await pause(50);
      const young = await enter('edge', { from: '127.0.0.2' });
      young.say('after the reload');
      await old.heard('after the reload');
      old.say('still here');
      await young.heard('still here');
      assert.equal(old.closed, false);
      await leaveAll();
    });

    await t.test('a node that goes is passed over', async () => {
      await cluster.kill(cluster.a);
      const member = await enter('edge');
      member.say('one is enough');
      await member.heard('one is enough');
    });
  });

  test(`a thousand clients through ${name}, some with large cookies`, { timeout: 5 * MINUTE }, async t => {
    const cluster = await Cluster.start({ 'auth.guests': 'on', 'server.proxies.trusted': '["127.0.0.1"]', 'server.proxies.header': header });
    t.after(() => cluster.stop());
    const edge = await start([cluster.a, cluster.b]);
    t.after(() => edge.stop());
    const members = [];
    t.after(() => members.forEach(member => member.leave()));
    while (members.length < CLIENTS) {
      const headers = members.length === 0 ? { Cookie: `s=${'x'.repeat(9_000)}` } : {};
      members.push(...await Promise.all(Array.from({ length: AT_ONCE },
        () => until(() => Member.join(edge.address, 'crowd', { headers }).catch(() => null)))));
    }
    members[0].say('everybody hears this');
    await Promise.all(members.map(member => member.heard('everybody hears this')));
    assert.equal(await connections(cluster.a.admin) + await connections(cluster.b.admin), CLIENTS);
    assert.equal(members.filter(({ closed }) => closed).length, 0);
  });

  test(`${name} waits for longer than the heartbeat is silent`, async () => {
    const text = await readFile(new URL(`../${example}`, import.meta.url), 'utf8');
    const timeouts = [...text.matchAll(/(?:timeout (?:client|server)|proxy_(?:read|send)_timeout) +(\d+)s/g)].map(match => Number(match[1]));
    assert.equal(timeouts.length, 2);
    const reference = await readFile(new URL('../../chatka-core/src/main/resources/reference.conf', import.meta.url), 'utf8');
    const [interval, timeout] = ['interval', 'timeout'].map(name => new RegExp(`^chatka\\.heartbeat\\.${name} = (\\d+)s$`, 'm').exec(reference)[1]);
    for (const seconds of timeouts) assert.ok(seconds > Number(interval) + Number(timeout));
  });
}

async function until(attempt) {
  for (;;) {
    const result = await attempt();
    if (result) return result;
    await pause(100);
  }
}

async function haveMembers({ a, b }) {
  for (const { admin } of [a, b]) if (await connections(admin) === 0) return false;
  return true;
}

/** What a node refused with; not what the edge says of itself or does when it has no node for a moment. */
function refusal(reason) {
  return typeof reason === 'number' && reason !== 502 && reason !== 504 && reason;
}

async function connections(admin) {
  const text = await fetch(`http://127.0.0.1:${admin}/metrics`).then(answer => answer.text());
  return Number(/^chatka_connections (\S+)$/m.exec(text)[1]);
}

async function noConnections(admin) {
  await until(async () => await connections(admin) === 0);
}
