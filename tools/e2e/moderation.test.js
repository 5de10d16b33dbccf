import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESKTOP, launch, open, PHONE } from './support/browser.js';
import { connect, next } from './support/client.js';
import { Cluster } from './support/cluster.js';
import { freshRoom, PATIENCE } from './support/target.js';

const SECRET = 'a secret of the tests, of at least 32 bytes';
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

let browser;
let cluster;

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  [browser, cluster] = await Promise.all([launch(), Cluster.start({
    'auth.jwt.secret': SECRET, 'auth.guests': 'on', 'rooms.filter.words': '["darn"]', 'rooms.filter.action': 'hold',
  })]);
});
after(() => Promise.all([browser?.close(), cluster?.stop()]));

/** What may not arrive. */
async function write({ page }, text) {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

/** A JSON Web Token, as an application makes one. */
function token(claims) {
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 600, ...claims })}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** A guest at the page of one node, and a moderator, by the JavaScript client, at the other. */
async function guestAndModerator(t, options) {
  const room = freshRoom();
  const guest = await open(browser, `${cluster.a.address}/#${room}`, options);
  t.after(() => guest.leaves());
  await guest.enter('Ann');
  await guest.seesIn('#here', '1 here');
  const moderator = connect(t, cluster.b.address, undefined, { token: () => token({ sub: 'mod', name: 'Mo', role: 'moderator' }) });
  await moderator.join(room);
  return { room, guest, moderator, id: async () => (await next(moderator, 'message')).from.id };
}

for (const [screen, options] of [['desk', DESKTOP], ['phone', PHONE]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`a person sees what a moderator did, in the ${colorScheme} on a ${screen}`, PATIENCE, async t => {
      const { room, guest, moderator } = await guestAndModerator(t, { ...options, colorScheme });
      const said = next(moderator, 'message');
      await guest.say('what I should not have said');
      const { from, seq } = await said;
      await moderator.moderate(room, 'announce', { text: 'Please be kind.' });
      await guest.sees('Please be kind.');

      await moderator.delete(room, seq);
      await guest.seesIn('.deleted', 'A message was deleted');
      assert.ok(!(await guest.texts('.items .bubble')).includes('what I should not have said'));

      await moderator.moderate(room, 'slow', { seconds: 300 });
      await guest.seesIn('#room-note', 'Slow mode: one message every 5 min');
      await guest.say('one');
      await guest.sees('one');
      await write(guest, 'two');
      await guest.seesIn('.outbox-line', 'Slow mode: you may send this in');
      await guest.page.screenshot({ path: `${SCREENSHOTS}slow-${screen}-${colorScheme}.png`, animations: 'disabled' });
      await moderator.moderate(room, 'slow', { seconds: 0 });

      await write(guest, 'darn it');
      await guest.seesIn('.outbox-line', 'A moderator decides about this message.');
      await guest.page.screenshot({ path: `${SCREENSHOTS}held-${screen}-${colorScheme}.png`, animations: 'disabled' });
      await guest.page.click('.outbox-line >> text=Dismiss');

      await moderator.moderate(room, 'mute', { user: from.id, for: 600_000, reason: 'too loud' });
      await guest.seesIn('#room-note', 'You are muted in this room until');
      await write(guest, 'three');
      await guest.seesIn('.outbox-line', 'Not sent: you are muted until');
      await guest.seesIn('.outbox-line', '(too loud)');
      await guest.page.screenshot({ path: `${SCREENSHOTS}muted-${screen}-${colorScheme}.png`, animations: 'disabled' });

      await moderator.moderate(room, 'kick', { user: from.id, reason: 'enough' });
      await guest.seesIn('#room-error', `A moderator removed you from #${room}: enough`);
      await guest.page.screenshot({ path: `${SCREENSHOTS}kicked-${screen}-${colorScheme}.png`, animations: 'disabled' });
      assert.deepEqual(guest.complaints, []);
    });
  }
}

test('what was deleted before somebody came is not there to read', PATIENCE, async t => {
  const { room, guest, moderator } = await guestAndModerator(t);
  const said = next(moderator, 'message');
  await guest.say('gone soon');
  const { from } = await said;
  await guest.say('gone, too');
  await guest.sees('gone, too');
  await moderator.moderate(room, 'clear', { user: from.id });
  await moderator.moderate(room, 'announce', { text: 'All clear.' });
  const late = await open(browser, `${cluster.b.address}/#${room}`);
  t.after(() => late.leaves());
  await late.enter('Bob');
  await late.sees('All clear.');
  assert.deepEqual(await late.texts('.items .bubble'), ['All clear.']);
});

test('a guest is the same one after a reload of the page, and a mute holds', PATIENCE, async t => {
  const { room, guest, moderator } = await guestAndModerator(t);
  const first = next(moderator, 'message');
  await guest.say('one');
  const { from } = await first;
  await moderator.moderate(room, 'mute', { user: from.id });
  await guest.seesIn('#room-note', 'You are muted in this room');
  await guest.page.reload();
  await guest.seesIn('#room-note', 'You are muted in this room');
  await moderator.moderate(room, 'unmute', { user: from.id });
  const again = next(moderator, 'message');
  await guest.say('two');
  assert.deepEqual((await again).from, from);
});
