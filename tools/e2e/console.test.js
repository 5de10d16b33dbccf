import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { launch, open } from './support/browser.js';
import { next } from './support/client.js';
import { admin, go, KEYS, member, operator, press, sees, start } from './support/console.js';
import { freePort } from './support/ports.js';
import { freshRoom, PATIENCE } from './support/target.js';

const REPOSITORY = new URL('../../', import.meta.url).pathname;

let browser;
let cluster;

before(async () => {
  [browser, cluster] = await Promise.all([launch(), start()]);
});
after(() => Promise.all([browser?.close(), cluster?.stop()]));

/** Fills the dialog that is open, and sends it. */
async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`dialog [name=${name}]`);
    if (value === true) await field.check();
    else if (await field.evaluate(element => element.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click('dialog [type=submit]');
  await page.locator('dialog').waitFor({ state: 'detached' });
}

async function undo(page) {
  await page.locator('.toast button', { hasText: 'Undo' }).last().click();
  await page.locator('.toast', { hasText: 'Undone' }).first().waitFor();
}

describe('logging in', () => {
  test('a wrong key is refused, a right one opens the console until one logs out', PATIENCE, async t => {
    const { page } = await open(browser, `${admin(cluster.a)}/`);
    t.after(() => page.context().close());
    await page.fill('[name=key]', 'no-key-of-this-node');
    await page.press('[name=key]', 'Enter');
    await sees(page, 'none of the keys');
    await page.fill('[name=key]', KEYS.helper[0]);
    await page.press('[name=key]', 'Enter');
    await sees(page, 'helper (moderate)');
    const [cookie] = await page.context().cookies();
    assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite], [`chatka-console-${cluster.a.admin}`, true, 'Strict']);
    await page.reload();
    await sees(page, 'helper (moderate)');
    await press(page, 'Log out');
    await page.locator('[name=key]').waitFor();
    await page.context().addCookies([cookie]);
    await page.reload();
    await page.locator('[name=key]').waitFor();
  });

  test('the shell prints an address that works once', PATIENCE, async t => {
    const { stdout } = await promisify(execFile)(`${REPOSITORY}chatka`, ['admin', 'login', '--url', admin(cluster.a)], { env: { ...process.env, CHATKA_ADMIN_KEY: KEYS.ops[0] } });
    const address = stdout.trim();
    const first = await open(browser, address);
    const second = await open(browser, address);
    t.after(() => Promise.all([first.leaves(), second.leaves()]));
    await sees(first.page, 'ops (admin)');
    assert.equal(new URL(first.page.url()).hash, '#/overview');
    await sees(second.page, 'has been used');
  });

  test('on a terminal the server prints an address itself, and into a file it does not', PATIENCE, async t => {
    const [port, adminPort] = [await freePort(), await freePort()];
    const serve = `${REPOSITORY}chatka serve --port ${port} --admin-port ${adminPort}`;
    for (const [command, options, prints] of [['script', ['-qec', serve, '/dev/null'], true], ['sh', ['-c', `exec ${serve}`], false]]) {
      const server = spawn(command, options, { stdio: ['ignore', 'pipe', 'inherit'] });
      const end = async () => {
        if (server.exitCode === null) {
          server.kill();
          await once(server, 'exit');
        }
      };
      t.after(end);
      let said = '';
      server.stdout.setEncoding('utf8').on('data', text => { said += text; });
      while (!(await fetch(`http://127.0.0.1:${adminPort}/ready`).then(({ ok }) => ok, () => false)) || !said.includes('ready in')) await pause(100);
      const address = /http:\/\/127\.0\.0\.1:\d+\/#login=\w+/;
      if (prints) {
        while (!address.test(said)) await pause(100);
        const { page } = await open(browser, said.match(address)[0]);
        await sees(page, 'terminal (admin)');
        await page.context().close();
      }
      await end();
      while (await fetch(`http://127.0.0.1:${adminPort}/live`).then(() => true, () => false)) await pause(100);
      if (!prints) assert.doesNotMatch(said, /login=/);
    }
  });

  test('who may only read is shown no acts', PATIENCE, async t => {
    const room = freshRoom();
    const ann = await member(t, cluster.a, 'ann-viewed', room);
    await ann.say(room, 'hello');
    const page = await operator(t, browser, cluster.a, 'viewer');
    await go(page, `#/room/${room}`);
    await sees(page, 'hello');
    assert.equal(await page.getByRole('button', { name: /^(Ban|Mute|Delete|Announce)$/ }).count(), 0);
    await go(page, '#/user/ann-viewed');
    await page.locator('td', { hasText: '127.0.0.1' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^(Ban|Erase)$/ }).count(), 0);
  });
});

test('overview: figures of all nodes, charts that survive a reload', PATIENCE, async t => {
  const room = freshRoom();
  const clients = await Promise.all([member(t, cluster.a, 'ann', room), member(t, cluster.b, 'bob', room)]);
  const page = await operator(t, browser, cluster.a);
  const talk = setInterval(() => clients[0].say(room, 'x').catch(() => {}), 200);
  t.after(() => clearInterval(talk));
  await page.waitForFunction(() => document.querySelectorAll('.chart canvas').length === 12
    && [...document.querySelectorAll('.tile')].some(tile => tile.innerText.startsWith('Messages') && parseFloat(tile.querySelector('dd').innerText) > 1));
  assert.equal(await page.locator('tbody tr').count(), 2);
  const first = () => page.evaluate(async () => (await import('/console/live.js')).hour.times[0]);
  await page.waitForFunction(async () => (await import('/console/live.js')).hour.times.length > 3);
  const before_ = await first();
  await page.reload();
  await page.waitForFunction(async () => (await import('/console/live.js')).hour.times.length > 1);
  await page.waitForFunction(async time => (await import('/console/live.js')).hour.times[0] <= time + 10, before_);
});

test('rooms: the busiest first, found by name', PATIENCE, async t => {
  const prefix = freshRoom();
  for (const [name, size] of [['few', 1], ['many', 3]]) {
    for (let i = 0; i < size; i++) await member(t, i % 2 ? cluster.a : cluster.b, `${name}-${i}`, `${prefix}-${name}`);
  }
  const page = await operator(t, browser, cluster.a);
  await go(page, '#/rooms');
  await page.fill('[name=prefix]', prefix);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 2);
  assert.match(await page.locator('tbody tr').first().innerText(), /-many\s+3/);
  await page.selectOption('[name=by]', 'name');
  await page.waitForFunction(() => /-few/.test(document.querySelector('tbody tr')?.innerText));
  await page.locator('tbody a').first().click();
  await page.locator('h1', { hasText: `${prefix}-few` }).waitFor();
});

test('a room: live, with every act and its way back', PATIENCE, async t => {
  const room = freshRoom();
  const ann = await member(t, cluster.a, 'ann', room);
  const bob = await member(t, cluster.b, 'bob', room);
  const page = await operator(t, browser, cluster.a, 'helper');
  await go(page, `#/room/${room}`);
  const at = what => next(ann, what);

  await ann.say(room, 'the first of all');
  await sees(page, 'the first of all');

  let told = at('message');
  await press(page, 'Announce');
  await fill(page, { text: 'Please be kind.' });
  assert.equal((await told).announcement, true);
  await sees(page, 'Please be kind.');

  const changes = [
    ['Slow mode', { seconds: '7' }, state => state.slow === 7, state => state.slow === 0],
    ['Who may speak', { who: 'moderators' }, state => state.speak === 'moderators', state => state.speak === 'everyone'],
    ['Close the room', null, state => state.closed, state => !state.closed],
  ];
  const stateOf = frame => ({ slow: 0, speak: 'everyone', closed: false, ...frame, ...frame.state });
  for (const [act, fields, done, undone] of changes) {
    told = next(ann, 'room', frame => done(stateOf(frame)));
    await press(page, act);
    if (fields) await fill(page, fields);
    await told;
    told = next(ann, 'room', frame => undone(stateOf(frame)));
    await undo(page);
    await told;
  }

  const refused = code => assert.rejects(bob.say(room, 'no'), error => error.code === code);
  await press(page, 'Mute');
  await fill(page, { user: 'bob', for: '600000', reason: 'too loud' });
  await refused('muted');
  await sees(page, 'too loud');
  await undo(page);
  await bob.say(room, 'I may again');

  const line = text => page.locator('.message', { hasText: text }).first();
  await line('I may again').getByRole('button', { name: 'Pin' }).click();
  await page.locator('h3', { hasText: 'Pinned' }).waitFor();
  await press(page, 'Unpin');
  await page.locator('h3', { hasText: 'Pinned' }).waitFor({ state: 'detached' });

  told = next(ann, 'deleted');
  await line('I may again').getByRole('button', { name: 'Delete' }).click();
  await fill(page, { reason: 'rude' });
  await told;
  await page.locator('.message i', { hasText: 'deleted' }).first().waitFor();

  await bob.say(room, 'darn one');
  await bob.say(room, 'darn two');
  told = next(ann, 'message', ({ text }) => text === 'darn one');
  await line('darn one').getByRole('button', { name: 'Approve' }).click();
  await told;
  await line('darn two').getByRole('button', { name: 'Deny' }).click();
  await sees(page, 'Nothing waits.');

  told = next(ann, 'deleted', frame => frame.user === 'bob');
  await press(page, 'Clear');
  await fill(page, { user: 'bob' });
  await told;

  told = next(bob, 'left', ({ code }) => code === 'kicked');
  await press(page, 'Kick');
  await fill(page, { user: 'bob', reason: 'go out for a while' });
  await told;
  await bob.join(room);

  told = next(bob, 'left', ({ code }) => code === 'banned');
  await press(page, 'Ban');
  await fill(page, { user: 'bob', for: '0', delete: true });
  await told;
  await assert.rejects(bob.join(room), error => error.code === 'banned');
  await press(page, 'Lift');
  await sees(page, 'Lifted');
  await bob.join(room);
});

test('a user: found, connections on both nodes, every act', PATIENCE, async t => {
  const room = freshRoom();
  const id = `dora-${room}`;
  const here = await member(t, cluster.a, id, room);
  await member(t, cluster.b, id, room);
  await here.say(room, 'mine');
  const page = await operator(t, browser, cluster.a);
  await go(page, '#/users');
  await page.fill('[name=text]', id);
  await page.waitForFunction(() => document.querySelectorAll('table')[0]?.querySelectorAll('tbody tr').length === 1);
  await page.locator('tbody a').first().click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr td[data-label=Session]').length === 2);

  const closed = next(here, 'bye');
  await press(page, 'Disconnect');
  await fill(page, { reconnect: '1000' });
  assert.equal((await closed).code, 4006);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr td[data-label=Session]').length === 2);

  await press(page, 'Mute');
  await fill(page, { for: '600000', reason: 'quiet, please' });
  await sees(page, 'quiet, please');
  await assert.rejects(here.say(room, 'no'), error => error.code === 'muted');
  await undo(page);
  await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
  await here.say(room, 'yes');

  await press(page, 'Erase');
  await fill(page, {});
  await page.locator('td', { hasText: 'erase' }).first().waitFor();
  const kept = (await here.history(room)).messages.filter(({ type }) => type === 'message');
  assert.ok(kept.length > 1 && kept.every(message => message.deleted));

  const banned = next(here, 'left', ({ code }) => code === 'banned');
  await press(page, 'Ban');
  await fill(page, { for: '0', reason: 'enough' });
  await banned;
  await page.locator('.badge', { hasText: 'ban for ever: enough' }).waitFor();
  await press(page, 'Unban');
  await sees(page, 'Unbanned');
  await press(page, 'Revoke tokens');
  await fill(page, {});
  await page.locator('td', { hasText: 'revoke' }).first().waitFor();
});

test('moderation and audit: acts and reports as they happen', PATIENCE, async t => {
  const room = freshRoom();
  const ann = await member(t, cluster.a, `ann-${room}`, room);
  const page = await operator(t, browser, cluster.b, 'helper');
  await go(page, '#/moderation');
  const { seq } = await ann.say(room, 'an insult');
  await ann.report(room, seq, `because of ${room}`);
  const report = page.locator('.message', { hasText: `because of ${room}` }).first();
  await report.getByRole('button', { name: 'Show it' }).click();
  await report.getByText('an insult').waitFor();
  await report.getByRole('button', { name: 'Mute' }).click();
  await fill(page, { for: '600000', reason: `for ${room}` });
  await page.locator('.message', { hasText: `for ${room}` }).first().waitFor();

  await go(page, '#/audit');
  await page.fill('[name=user]', `ann-${room}`);
  await page.press('[name=user]', 'Enter');
  await page.waitForFunction(who => [...document.querySelectorAll('tbody tr')].every(row => row.innerText.includes(who)) && document.querySelector('tbody tr'), `ann-${room}`);
  assert.match(await page.locator('tbody tr').first().innerText(), /helper\s+mute/);
});

test('a node that dies or drains is seen, with what to do', PATIENCE, async t => {
  const page = await operator(t, browser, cluster.a);
  await cluster.kill(cluster.b);
  await page.locator('.warning', { hasText: 'does not answer' }).waitFor();
  await page.locator('.warning a', { hasText: 'What to do' }).first().click();
  await page.locator('.runbook.wanted h2', { hasText: 'ChatkaDown' }).waitFor();
  await cluster.restart(cluster.b);
  await fetch(`${admin(cluster.b)}/api/v1/drain`, { method: 'POST', headers: { authorization: `Bearer ${KEYS.ops[0]}` } });
  await go(page, '#/overview');
  await page.locator('.badge', { hasText: 'draining' }).waitFor();
  await page.locator('.warning', { hasText: 'draining' }).waitFor();
});
