import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch } from './support/browser.js';
import { go, member, operator, press, SCREENS, sees, start } from './support/console.js';
import { freshRoom, PATIENCE } from './support/target.js';

const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;
const MARKUP = '<img src=x onerror=alert(1)>';

let axe;
let browser;
let cluster;

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [browser, cluster] = await Promise.all([launch(), start()]);
});
after(() => Promise.all([browser?.close(), cluster?.stop()]));

/** What is wrong with a page for people who use it otherwise than by eye and mouse. */
async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0].html.slice(0, 200)}`), ...(overflow > 0 ? [`${overflow} px too wide`] : [])];
}

for (const [screen, size] of Object.entries(SCREENS)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const filled of [false, true]) {
      test(`every page is usable, ${screen}, ${colorScheme}, with ${filled ? 'much' : 'nothing'} in it`, PATIENCE, async t => {
        const room = filled ? freshRoom() : 'nobody-was-ever-here';
        if (filled) {
          const mod = await member(t, cluster.b, 'mod', room, { role: 'moderator' });
          for (let i = 0; i < 12; i++) {
            const client = await member(t, i % 2 ? cluster.a : cluster.b, `${screen}-${colorScheme}-${i}`, room, { name: i === 3 ? MARKUP.slice(0, 32) : `Person ${i}` });
            await client.say(room, i === 4 ? MARKUP : `something that person ${i} said, in rather many words, so that lines break on a narrow screen`);
            await client.say(room, 'darn it');
            if (i === 5) await client.report(room, 3, 'insults me');
          }
          await mod.moderate(room, 'pin', { seq: 2 });
          await mod.moderate(room, 'mute', { user: 'somebody', for: 60_000, reason: 'too loud' });
          await mod.delete(room, 1);
        }
        const page = await operator(t, browser, cluster.a, 'ops', { ...size, colorScheme });
        for (const hash of ['overview', 'rooms', `room/${room}`, 'users', `user/${screen}-${colorScheme}-1`, 'moderation', 'audit', 'runbook/ChatkaDown']) {
          await go(page, `#/${hash}`);
          await page.locator({ overview: '.u-over', moderation: '.tile', runbook: '.wanted' }[hash.split('/')[0]] ?? 'table, .empty:visible').first().waitFor();
          assert.deepEqual(await faults(page), [], hash);
          if (!filled) continue;
          await page.screenshot({ path: `${SCREENSHOTS}console-${hash.split('/')[0]}-${screen}-${colorScheme}.png`, animations: 'disabled' });
        }
        if (filled) {
          await go(page, `#/room/${room}`);
          await sees(page, MARKUP);
          await press(page, 'Ban');
          assert.deepEqual(await faults(page), [], 'dialog');
          await page.screenshot({ path: `${SCREENSHOTS}console-dialog-${screen}-${colorScheme}.png`, animations: 'disabled' });
          await press(page, 'Cancel');
        }
      });
    }
  }
}
