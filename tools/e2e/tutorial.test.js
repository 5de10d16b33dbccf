import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, open } from './support/browser.js';
import { freePort } from './support/ports.js';

const REPOSITORY = new URL('../../', import.meta.url).pathname;
const PATIENCE = { timeout: 600_000 };
const START_MILLIS = 240_000;

/** The ports of docs/tutorial.md; the test puts free ones in their place. */
const PORTS = /\b(3000|6379|8000|8001|9000|9001)\b/g;

/** The fenced blocks of the tutorial in their order, each { language, text }. */
async function blocks() {
  const tutorial = await readFile(join(REPOSITORY, 'docs/tutorial.md'), 'utf8');
  const ports = new Map();
  for (const [port] of tutorial.matchAll(PORTS)) if (!ports.has(port)) ports.set(port, await freePort());
  return {
    port: number => ports.get(String(number)),
    addresses: [...tutorial.matchAll(/<(http[^>]+)>/g)].map(([, address]) => address.replace(PORTS, port => ports.get(port))),
    blocks: [...tutorial.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language, text]) => ({
      language,
      text: text.replace(PORTS, port => ports.get(port)),
    })),
  };
}

/** The terminals of somebody who follows the tutorial. */
class Terminals {
  #running = new Set();
  #environment;

  constructor(port, adminPort) {
    this.#environment = {
      ...process.env,
      // Where a command has no --port.
      CHATKA_SERVER_PORT: port,
      CHATKA_SERVER_ADMIN_PORT: adminPort,
      // On a busy machine Redis may not answer in time.
      CHATKA_REDIS_AT_START: 'wait',
    };
  }

  async run(command, directory, shows) {
    const started = spawn('bash', ['-c', `exec ${command}`], { cwd: directory, env: this.#environment });
    started.output = '';
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', text => { started.output += text; });
    }
    this.#running.add(started);
    const end = Date.now() + START_MILLIS;
    while (!started.output.includes(shows)) {
      assert.ok(started.exitCode === null && Date.now() < end, `${command}\n${started.output}`);
      await pause(50);
    }
    return started;
  }

  async interrupt(process) {
    const ended = process.exitCode === null ? once(process, 'exit') : null;
    process.kill('SIGINT');
    await ended;
    this.#running.delete(process);
  }

  async close() {
    for (const process of this.#running) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    }
  }
}

test('the tutorial works as it is written', PATIENCE, async t => {
  const { port, addresses, blocks: all } = await blocks();
  const directory = await mkdtemp(join(tmpdir(), 'chatka-tutorial-'));
  const terminals = new Terminals(port(8000), port(8001));
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    await terminals.close();
    await rm(directory, { recursive: true, force: true });
  });

  const commands = all.filter(({ language }) => language === 'sh').map(({ text }) => text);
  const take = start => {
    assert.ok(commands[0].startsWith(start), `${commands[0]}, and not ${start}`);
    return commands.shift();
  };
  const serve = () => terminals.run(take('./chatka serve'), REPOSITORY, 'ready in');
  const visit = address => open(browser, address);
  const [example, adAnn, adBob, nodeAnn, nodeBob] = addresses;

  // 1. Start a server
  let server = await serve();
  const first = await visit(`${example}/#tutorial`);
  const second = await visit(`${example}/#tutorial`);
  await first.enter('Ann');
  await second.enter('Bob');
  await first.say('hello');
  await second.sees('hello');
  await first.leaves();
  await second.leaves();
  await terminals.interrupt(server);
  assert.equal(server.exitCode, 0);

  // 2. Write a page
  const page = all.find(({ language }) => language === 'html').text;
  await writeFile(join(directory, 'chat.html'), page);
  server = await serve();
  const files = spawned => fetch(`http://127.0.0.1:${port(3000)}/chat.html`).then(({ ok }) => ok, () => spawned.exitCode !== null);
  const python = await terminals.run(take('python3'), directory, '');
  while (!await files(python)) await pause(50);
  const ann = await visit(adAnn);
  const bob = await visit(adBob);
  const says = async ({ page: tab }, text) => {
    await tab.fill('#input', text);
    await tab.press('#input', 'Enter');
  };
  await Promise.all([ann, bob].map(({ page: tab }) => tab.waitForFunction(() => document.title.endsWith('open') && document.forms[0].onsubmit)));
  await says(ann, 'hi');
  await bob.seesIn('li', 'Ann: hi');
  await says(bob, 'good morning');
  await ann.seesIn('li', 'Bob: good morning');

  // 3. Show what was said before
  const [join3] = all.filter(({ language }) => language === 'js').map(({ text }) => text);
  const old = "  await chat.join('lobby');";
  assert.ok(page.includes(`\n${old}\n`));
  await writeFile(join(directory, 'chat.html'), page.replace(old, join3));
  await ann.page.reload();
  await ann.seesIn('li', 'Bob: good morning');
  assert.deepEqual(await ann.texts('li'), ['Ann: hi', 'Bob: good morning']);
  await Promise.all([ann.leaves(), bob.leaves()]);
  await terminals.interrupt(server);

  // 4. Run two servers
  await terminals.run(take('redis-server'), directory, 'Ready to accept connections');
  await serve();
  const other = await serve();
  const annHere = await visit(nodeAnn);
  const bobThere = await visit(nodeBob);
  await Promise.all([annHere, bobThere].map(({ page: tab }) => tab.waitForFunction(() => document.forms[0].onsubmit)));
  await says(annHere, 'from the first node');
  await bobThere.seesIn('li', 'Ann: from the first node');
  await says(bobThere, 'from the second');
  await annHere.seesIn('li', 'Bob: from the second');

  // 5. Lose a node
  await terminals.interrupt(other);
  await bobThere.page.waitForFunction(() => document.title.endsWith('waiting') || document.title.endsWith('connecting'));
  await says(annHere, 'while you were away');
  await annHere.seesIn('li', 'Ann: while you were away');
  await serve();
  await bobThere.seesIn('li', 'Ann: while you were away');
  assert.deepEqual(await bobThere.texts('li'), await annHere.texts('li'));
  const health = await terminals.run(take('curl'), directory, '"ready":true');
  assert.ok(health.output.startsWith('{'));
  assert.deepEqual(commands, []);
});
