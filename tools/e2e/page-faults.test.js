import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';
import { DESKTOP, launch, NETWORK_NOISE, open, PHONE } from './support/browser.js';
import { connect } from './support/client.js';
import { Cluster } from './support/cluster.js';
import { Proxy } from './support/proxy.js';
import { freshRoom } from './support/target.js';

const PATIENCE = { timeout: 240_000 };
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;
const KEPT = 120;

let browser;
let cluster;
let people = [];

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  [browser, cluster] = await Promise.all([launch(), Cluster.start({ 'history.replay.messages': 5, 'history.messages': KEPT })]);
}, PATIENCE);
after(() => Promise.all([browser?.close(), cluster?.stop()]));
afterEach(async () => {
  for (const person of people.splice(0)) {
    assert.deepEqual(person.complaints.filter(complaint => !NETWORK_NOISE.test(complaint)), []);
    await person.leaves();
  }
});

async function visit(base, room, name, options = DESKTOP) {
  const person = await open(browser, `${base}/#${room}`, options);
  people.push(person);
  await person.enter(name);
  return person;
}

async function wire(t, address) {
  const proxy = await Proxy.to(address);
  t.after(() => proxy.close());
  return proxy;
}

const numbered = (count, what) => Array.from({ length: count }, (_, i) => `${what} ${i + 1}`);

async function sayAll(client, room, texts) {
  for (const text of texts) await client.say(room, text);
}

const write = async ({ page }, text) => {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
};

const picture = ({ page }, name) => page.screenshot({ path: `${SCREENSHOTS}${name}.png`, animations: 'disabled' });

test('older messages come as one scrolls to the top, and nothing jumps', PATIENCE, async t => {
  const room = freshRoom();
  const bob = connect(t, cluster.b.address, 'Bob');
  await bob.join(room);
  const texts = numbered(KEPT + 5, 'line');
  await sayAll(bob, room, texts);
  const ann = await visit(cluster.a.address, room, 'Ann');
  await ann.sees(texts.at(-1));
  const first = await ann.page.locator('.items .message').count();
  assert.ok(first >= 50 && first < KEPT, `${first} at first`);
  assert.equal(await ann.page.evaluate(() => {
    const scroller = document.querySelector('.scroller');
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
  }), true, 'the newest is in view');

  // One reads at the top of what is there, and the next page comes above it.
  const moved = await ann.page.evaluate(async () => {
    const scroller = document.querySelector('.scroller');
    const top = document.querySelector('.items .message');
    const before = scroller.querySelectorAll('.message').length;
    scroller.scrollTop = 1;
    await new Promise(resolve => scroller.addEventListener('scroll', resolve, { once: true }));
    const offset = top.getBoundingClientRect().top;
    await new Promise(resolve => {
      new MutationObserver(() => {
        if (scroller.querySelectorAll('.message').length > before) resolve();
      }).observe(document.querySelector('.items'), { childList: true });
    });
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return top.getBoundingClientRect().top - offset;
  });
  assert.ok(Math.abs(moved) < 24, `it moved by ${moved} pixels`);

  while (!await ann.page.locator('.beginning').isVisible()) {
    await ann.page.evaluate(() => { document.querySelector('.scroller').scrollTop = 0; });
    await ann.page.waitForTimeout(50);
  }
  await ann.seesIn('.beginning', 'Earlier messages are not kept');
  assert.deepEqual(await ann.texts('.items .bubble'), texts.slice(-KEPT));
});

test('the node is killed and started again while one writes: each message is there once, in order', PATIENCE, async t => {
  const room = freshRoom();
  const ann = await visit(cluster.a.address, room, 'Ann');
  const bob = await visit(cluster.b.address, room, 'Bob');
  await ann.say('before');
  await cluster.kill(cluster.a);
  await write(ann, 'one');
  await write(ann, 'two');
  await bob.say('meanwhile');
  assert.deepEqual(await ann.texts('.outbox .message.pending .bubble'), ['one', 'two']);
  await cluster.restart(cluster.a);
  for (const person of [ann, bob]) {
    await person.sees('two');
    assert.deepEqual(await person.texts('.items .bubble'), ['before', 'meanwhile', 'one', 'two']);
  }
  await ann.page.locator('.outbox > *').first().waitFor({ state: 'detached' });
});

for (const colorScheme of ['light', 'dark']) {
  for (const [screen, options] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    test(`a cut, a gap and a store that is away, in the ${colorScheme} on a ${screen}`, PATIENCE, async t => {
      const room = `kitchen-${freshRoom()}`;
      const name = what => `${what}-${screen}-${colorScheme}`;
      const proxy = await wire(t, cluster.a.address);
      const bob = connect(t, cluster.b.address, 'Bob');
      await bob.join(room);
      await sayAll(bob, room, ['Good morning!', 'Who is at home this week?']);
      const ann = await visit(proxy.address, room, 'Ann', { ...options, colorScheme });
      await ann.sees('Who is at home this week?');
      await ann.say('Me, until Thursday.');

      proxy.cut();
      await ann.seesIn('#connection-text', 'Next attempt in');
      await write(ann, 'Shall I water the plants?');
      await write(ann, 'And the neighbours\' ones?');
      await ann.seesIn('.outbox', '2 messages wait to be sent');
      await picture(ann, name('pending'));
      await sayAll(bob, room, numbered(KEPT + 8, 'Item'));
      proxy.mend();
      await ann.sees('And the neighbours\' ones?');
      assert.match((await ann.texts('.notice.missed'))[0], /^(8|9|10) messages are missing here$/);
      const shown = await ann.texts('.items .bubble');
      const missing = Number.parseInt((await ann.texts('.notice.missed'))[0], 10);
      assert.deepEqual(shown, ['Good morning!', 'Who is at home this week?', 'Me, until Thursday.',
        ...numbered(KEPT + 8, 'Item').slice(missing), 'Shall I water the plants?', 'And the neighbours\' ones?']);
      await ann.page.locator('.notice.missed').scrollIntoViewIfNeeded();
      await picture(ann, name('gap'));
      await ann.page.press('#text', 'Escape');

      cluster.redis.kill('SIGSTOP');
      t.after(() => cluster.redis.kill('SIGCONT'));
      await write(ann, 'Can anybody read this?');
      await ann.page.locator('#room-note').waitFor();
      await ann.seesIn('.outbox', 'Waiting to be sent');
      await picture(ann, name('degraded'));
      // Without a connection nobody knows how the store is.
      proxy.cut();
      await ann.seesIn('#connection-text', 'Next attempt in');
      assert.equal(await ann.page.locator('#room-note').isVisible(), false);
      proxy.mend();
      cluster.redis.kill('SIGCONT');
      await ann.sees('Can anybody read this?');
      await ann.page.locator('#room-note').waitFor({ state: 'hidden' });
      await ann.page.locator('.outbox > *').first().waitFor({ state: 'detached' });
      assert.equal((await ann.texts('.bubble')).filter(text => text === 'Can anybody read this?').length, 1);
      assert.equal(await ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out at the side');
    });
  }
}
