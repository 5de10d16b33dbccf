import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Chatka } from '../../clients/js/chatka.js';
import { BASE_URL, freshRoom, PATIENCE } from './support/target.js';

const AsyncFunction = (async () => {}).constructor;

test("the README's client hears what it says", PATIENCE, async t => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, example] = /```js\nimport [^\n]*\n\n(.*?)\n```/s.exec(readme);
  const room = freshRoom();
  let hear;
  const heard = new Promise(resolve => { hear = resolve; });
  // In Node the client needs an address and a WebSocket; everything else is as the README has it.
  class Located extends Chatka {
    constructor(options) {
      super({ url: `${BASE_URL}/ws`, WebSocket, ...options });
      t.after(() => this.close());
    }
  }
  const run = new AsyncFunction('Chatka', 'console', `${example.replaceAll("'lobby'", `'${room}'`)}\nreturn seq;`);
  assert.equal(await run(Located, { log: (...words) => hear(words) }), 1);
  assert.deepEqual(await heard, [room, 'Ann', 'hello']);
});
