import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect, next } from './support/client.js';
import { Cluster } from './support/cluster.js';
import { freePort } from './support/ports.js';
import { PATIENCE } from './support/target.js';

/** The recipes of docs/recipes.md, as they stand, in the shell, in Java and in JavaScript. */

const KEY = 'recipes-recipes-recipes';
const JWT = 'a secret of the tests, of at least 32 bytes';
const SECRET = `whsec_${Buffer.from('the secret of the webhooks of the tests').toString('base64')}`;
const LANGUAGES = ['sh', 'js', 'java'];

let directory;
let cluster;
let recipes;
let hook;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chatka-recipes-'));
  const document = await readFile(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
  recipes = Object.fromEntries(document.split(/^## /m).slice(1).map(section => [section.split('\n')[0],
    Object.fromEntries([...section.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language, code]) => [language, code]))]));
  hook = await freePort();
  cluster = await Cluster.start({
    'auth.jwt.secret': JWT, 'admin.keys': JSON.stringify([{ name: 'backend', key: KEY, role: 'moderate' }]),
    'hooks.webhooks': JSON.stringify([{ url: `http://127.0.0.1:${hook}/`, secrets: [SECRET], events: ['said'] }]),
  });
}, PATIENCE);

after(async () => {
  await cluster?.stop();
  await rm(directory, { recursive: true, force: true });
});

const COMMANDS = { sh: ['bash', 'recipe.sh'], js: ['node', 'recipe.mjs'], java: ['java', 'Recipe.java'] };

async function prepare(recipe, language) {
  const [program, file] = COMMANDS[language];
  await writeFile(join(directory, file), recipes[recipe][language]);
  return [program, [file], { cwd: directory, env: { ...process.env, ADMIN: `http://127.0.0.1:${cluster.b.admin}`, KEY, SECRET, PORT: String(hook) } }];
}

async function run(recipe, language) {
  return (await promisify(execFile)(...await prepare(recipe, language))).stdout;
}

function token(claims) {
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 600, ...claims })}`;
  return `${input}.${createHmac('sha256', JWT).update(input).digest('base64url')}`;
}

async function member(t, sub, room, claims = {}) {
  const client = connect(t, cluster.a.address, undefined, { token: () => token({ sub, name: sub, ...claims }) });
  await client.join(room);
  return client;
}

test('every recipe is there in every language', () => {
  assert.deepEqual(Object.keys(recipes), ['Post from your backend', 'Hear what happened', 'Moderate', 'See who is on call']);
  for (const blocks of Object.values(recipes)) assert.deepEqual(Object.keys(blocks).sort(), [...LANGUAGES].sort());
});

test('post from your backend', PATIENCE, async t => {
  const ann = await member(t, 'ann', 'lobby');
  const heard = [];
  ann.on('message', message => heard.push(message));
  for (const language of LANGUAGES) assert.match(await run('Post from your backend', language), /seq"?: ?\d/);
  await ann.say('lobby', 'the end');
  while (heard.at(-1)?.text !== 'the end') await next(ann, 'message');
  // They have the same key.
  assert.deepEqual(heard.map(({ text }) => text), ['The match begins in 5 minutes.', 'the end']);
  assert.deepEqual([heard[0].announcement, heard[0].from.id], [true, 'api:backend']);
});

for (const language of ['js', 'java']) {
  test(`hear what happened, in ${language}`, PATIENCE, async t => {
    const [program, options, surroundings] = await prepare('Hear what happened', language);
    const receiver = spawn(program, options, { ...surroundings, stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(async () => {
      receiver.kill();
      await once(receiver, 'exit');
    });
    let told = '';
    receiver.stdout.setEncoding('utf8').on('data', text => { told += text; });
    const forged = () => fetch(`http://127.0.0.1:${hook}/`, { method: 'POST', body: '{"events":[]}',
      headers: { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,YQ==' } }).then(({ status }) => status, () => 0);
    let status;
    while (!(status = await forged())) await pause(50);
    assert.equal(status, 401);
    const ann = await member(t, 'ann', 'hear');
    await ann.say('hear', `heard in ${language}`);
    while (!told.includes(`heard in ${language}`)) await pause(50);
    assert.match(told, /said.*hear/);
  });
}

test('hear what happened, in the shell', PATIENCE, async t => {
  const [program, options, surroundings] = await prepare('Hear what happened', 'sh');
  const watching = spawn(program, options, { ...surroundings, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  t.after(() => process.kill(-watching.pid));
  let told = '';
  watching.stdout.setEncoding('utf8').on('data', text => { told += text; });
  while (!told.includes('event: figures')) await pause(50);
  await run('Moderate', 'sh');
  while (!/event: act\ndata: .*"action":"ban".*"user":"u7"/.test(told)) await pause(50);
});

for (const language of LANGUAGES) {
  test(`moderate, in ${language}`, PATIENCE, async t => {
    const mod = await member(t, 'mod', 'lobby', { role: 'moderator' });
    await mod.moderate('lobby', 'unban', { user: 'u7' });
    const user = await member(t, 'u7', 'lobby');
    await user.say('lobby', 'buy my things');
    const left = next(user, 'left');
    const cleared = next(mod, 'deleted', ({ user: whose }) => whose === 'u7');
    assert.match(await run('Moderate', language), /ban[^]*u7/);
    assert.equal((await left).code, 'banned');
    await cleared;
  });

  test(`who is on call, in ${language}`, PATIENCE, async t => {
    await member(t, 'olga', 'support', { role: 'agent' });
    await member(t, 'ann', 'support');
    const told = await run('See who is on call', language);
    assert.match(told, /olga/);
    assert.doesNotMatch(told, /ann/);
  });
}
