import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { open } from './browser.js';
import { connect } from './client.js';
import { Cluster } from './cluster.js';

/** What the tests of the console have in common. */

const SECRET = 'a secret of the tests, of at least 32 bytes';
export const KEYS = { viewer: ['viewer-viewer-viewer', 'read'], helper: ['helper-helper-helper', 'moderate'], ops: ['ops-ops-ops-ops-ops', 'admin'] };
export const SCREENS = {
  wide: { viewport: { width: 1440, height: 900 } },
  narrow: { viewport: { width: 320, height: 640 } },
};

/** Two nodes with users by token, a filter, and a key of each role. */
export function start() {
  const keys = Object.entries(KEYS).map(([name, [key, role]]) => ({ name, key, role }));
  return Cluster.start({
    'auth.jwt.secret': SECRET, 'auth.guests': 'on', 'rooms.filter.words': '["darn"]', 'rooms.filter.action': 'hold', 'admin.keys': JSON.stringify(keys),
  });
}

export const admin = (node) => `http://127.0.0.1:${node.admin}`;

function token(sub, claims = {}) {
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 600, sub, name: sub, ...claims })}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** A client with a token, in a room. */
export async function member(t, node, sub, room, claims) {
  const client = connect(t, node.address, undefined, { token: () => token(sub, claims) });
  if (room) await client.join(room);
  return client;
}

/** The console, logged in with the key of this name. */
export async function operator(t, browser, node, key = 'ops', options = SCREENS.wide) {
  const person = await open(browser, `${admin(node)}/`, options);
  t.after(async () => {
    await person.page.context().close();
    assert.deepEqual(person.complaints, []);
  });
  await person.page.fill('[name=key]', KEYS[key][0]);
  await person.page.press('[name=key]', 'Enter');
  await person.page.locator('#live', { hasText: 'live' }).waitFor();
  return person.page;
}

export async function go(page, hash) {
  await page.evaluate(to => { location.hash = to; }, hash);
  await page.locator('h1').first().waitFor();
}

export const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
export const sees = (page, text) => page.getByText(text).first().waitFor();
