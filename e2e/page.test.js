import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';
import { DESKTOP, launch, NETWORK_NOISE, open, PHONE } from './support/browser.js';
import { Proxy } from './support/proxy.js';
import { BASE_URL, freshRoom, PATIENCE } from './support/target.js';

const MARKUP = '<img src=x onerror=alert(1)>';
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

let browser;
let people = [];

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());
afterEach(async () => {
  const present = people.splice(0);
  await Promise.all(present.map(person => person.leaves()));
});

async function visit(room, name, options, base = BASE_URL) {
  const person = await open(browser, `${base}/#${encodeURIComponent(room)}`, options);
  people.push(person);
  if (name) await person.enter(name);
  return person;
}

function noComplaints(...visitors) {
  for (const { complaints } of visitors) assert.deepEqual(complaints, []);
}

test('two people chat, see each other come and go, and how many are here', PATIENCE, async () => {
  const room = freshRoom();
  const ann = await visit(room, 'Ann');
  await ann.seesIn('#here', '1 here');
  const bob = await visit(room, 'Bob');
  await ann.seesIn('.presence', 'Bob joined');
  await ann.seesIn('#here', '2 here');
  await bob.seesIn('#here', '2 here');

  await ann.say('Good morning');
  await bob.sees('Good morning');
  await bob.say('Two\nlines');
  await ann.seesIn('.items .bubble', 'lines');
  assert.deepEqual(await ann.texts('.items .bubble'), ['Good morning', 'Two\nlines']);
  assert.deepEqual(await bob.texts('.message.own .bubble'), ['Two\nlines']);
  assert.deepEqual(await bob.texts('.message:not(.own) .author'), ['Ann']);

  noComplaints(ann, bob);
  people = people.filter(person => person !== bob);
  await bob.leaves();
  await ann.seesIn('.presence', 'Bob left');
  await ann.seesIn('#here', '1 here');
});

test('markup in names and messages is only text', PATIENCE, async () => {
  const room = freshRoom();
  const ann = await visit(room, 'Ann');
  const mallory = await visit(room, MARKUP);
  await ann.seesIn('.presence', `${MARKUP}`);
  await mallory.say(MARKUP);
  await ann.sees(MARKUP);
  assert.deepEqual(await ann.texts('.items .author'), [MARKUP]);
  for (const { page } of [ann, mallory]) assert.equal(await page.locator('img').count(), 0);
  noComplaints(ann, mallory);
});

test('several rooms at once, with unread counts and the keyboard', PATIENCE, async () => {
  const [room, other] = [freshRoom(), freshRoom()];
  const ann = await visit(room, 'Ann');
  await ann.join(other);
  await ann.seesIn('#room-title', other);
  const bob = await visit(room, 'Bob');
  await bob.say('one');
  await bob.say('two');
  await ann.seesIn('.room', '2');
  assert.match(await ann.page.title(), /^\(2\) /);
  await ann.page.press('#text', 'Alt+ArrowUp');
  await ann.sees('two');
  assert.equal(await ann.page.locator('.badge:visible').count(), 0);
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'text');
  assert.equal(new URL(ann.page.url()).hash, `#${room}`);

  // Name and rooms are remembered.
  await ann.page.reload();
  await ann.connected();
  assert.deepEqual(await ann.texts('.room-name'), [room, other]);
  await ann.page.click('#leave');
  await ann.seesIn('#room-title', other);
  await bob.seesIn('#here', '1 here');
  noComplaints(ann, bob);
});

test('mistakes are told next to where they were made', PATIENCE, async () => {
  const ann = await visit(freshRoom());
  await ann.page.fill('#name', 'x'.repeat(33));
  await ann.page.press('#name', 'Enter');
  await ann.page.locator('#name-error:not(:empty)').waitFor();
  assert.equal(await ann.page.locator('#name-dialog').isVisible(), true);
  await ann.enter('Ann');

  await ann.page.fill('#text', 'x'.repeat(2001));
  await ann.seesIn('#counter', '1 character too many');
  assert.equal(await ann.page.locator('#send').isDisabled(), true);
  await ann.page.fill('#text', 'x'.repeat(1900));
  await ann.seesIn('#counter', '100 characters left');
  await ann.page.fill('#text', '');

  await ann.page.fill('#new-room', 'no*room');
  await ann.page.press('#new-room', 'Enter');
  await ann.page.locator('#room-error:not(:empty)').waitFor();
  assert.equal((await ann.texts('.room-name')).length, 1);
  noComplaints(ann);
});

test('a message that the server will not take is given back', PATIENCE, async () => {
  const ann = await visit(freshRoom(), 'Ann');
  await ann.page.fill('#text', 'bell \u0007');
  await ann.page.press('#text', 'Enter');
  await ann.page.locator('.message.failed').waitFor();
  await ann.page.locator('#composer-note:not(:empty)').waitFor();
  await ann.page.getByRole('button', { name: 'Edit' }).click();
  assert.equal(await ann.page.inputValue('#text'), 'bell \u0007');
  assert.equal(await ann.page.locator('.message').count(), 0);
  noComplaints(ann);
});

test('a lost connection is shown, comes back, and loses nothing silently', PATIENCE, async t => {
  const room = freshRoom();
  const proxy = await Proxy.to(BASE_URL);
  t.after(() => proxy.close());
  const ann = await visit(room, 'Ann', DESKTOP, proxy.address);
  const bob = await visit(room, 'Bob');
  await ann.say('before');

  proxy.cut();
  await ann.seesIn('#connection-text', 'Next attempt in');
  await ann.page.fill('#text', 'into the void');
  await ann.page.press('#text', 'Enter');
  await ann.seesIn('.message.failed', 'Not sent');
  await ann.page.screenshot({ path: `${SCREENSHOTS}lost.png` });
  await bob.seesIn('.presence', 'Ann left');
  await bob.say('meanwhile');

  proxy.mend();
  await ann.connected();
  await ann.page.locator('#connection').waitFor({ state: 'hidden' });
  // Either the server replays it, or the page says that something is missing.
  await ann.page.locator('.notice.missed, .items .bubble:text-is("meanwhile")').first().waitFor();
  await ann.page.getByRole('button', { name: 'Retry' }).click();
  await bob.sees('into the void');
  await ann.page.locator('.outbox .message').waitFor({ state: 'detached' });

  assert.deepEqual(ann.complaints.filter(complaint => !NETWORK_NOISE.test(complaint)), []);
  noComplaints(bob);
});

for (const colorScheme of ['light', 'dark']) {
  test(`it looks good in the ${colorScheme}, on a desk and on a phone`, PATIENCE, async () => {
    const room = `kitchen-${freshRoom()}`;
    const ann = await visit(room, null, { ...DESKTOP, colorScheme });
    await ann.page.screenshot({ path: `${SCREENSHOTS}name-desktop-${colorScheme}.png` });
    await ann.enter('Hanna');
    const bob = await visit(room, null, { ...PHONE, colorScheme });
    await bob.page.screenshot({ path: `${SCREENSHOTS}name-phone-${colorScheme}.png` });
    await bob.enter('Miro');
    await ann.say('Good morning! The kettle is on.');
    await bob.sees('Good morning! The kettle is on.');
    await bob.say('I found the old map of the valley, the one with the railway that was never built.');
    await bob.say('Scanning it this afternoon.');
    await ann.sees('Scanning it this afternoon.');
    await ann.say('Oh nice, bring it on Thursday?');
    await bob.sees('Oh nice, bring it on Thursday?');
    await ann.page.screenshot({ path: `${SCREENSHOTS}chat-desktop-${colorScheme}.png` });
    await bob.page.screenshot({ path: `${SCREENSHOTS}chat-phone-${colorScheme}.png` });

    await bob.page.tap('#menu');
    await bob.page.locator('.sidebar').getByText(room).waitFor();
    await bob.page.screenshot({ path: `${SCREENSHOTS}rooms-phone-${colorScheme}.png`, animations: 'disabled' });
    await bob.page.keyboard.press('Escape');
    await bob.page.locator('.sidebar').waitFor({ state: 'hidden' });
    for (const { page } of [ann, bob]) {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing sticks out at the side');
    }
    noComplaints(ann, bob);
  });
}
