import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { residentBytes, tree } from '../lib/memory.js';
import { builtChatka } from '../lib/peers.js';
import { Program, freePorts, listening, reason, run, stopAll } from '../lib/processes.js';

const node = (script, ...more) => [process.execPath, '-e', script, ...more];
/** One that has ended and that nobody has asked for is none. */
const alive = pid => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
/** Waits for it; a process that ends while it is looked at counts as not yet. */
const until = async condition => {
  const holds = () => {
    try {
      return condition();
    } catch (gone) {
      if (gone.code !== 'ENOENT' && gone.code !== 'ESRCH') throw gone;
      return false;
    }
  };
  for (let i = 0; i < 3000 && !holds(); i++) await new Promise(done => setTimeout(done, 20));
  assert.ok(holds());
};

test('program that does not want to end is ended', async () => {
  const program = new Program(node('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'));
  await until(() => program.output === 'up');
  await program.stop(200);
  assert.equal((await program.ended).signal, 'SIGKILL');
  assert.ok(!alive(program.pid));
});

test('all that was started is stopped', async () => {
  const programs = [1, 2].map(() => new Program(node('setInterval(() => {}, 1000)')));
  await stopAll();
  for (const program of programs) assert.ok(!program.alive && !alive(program.pid));
});

test('program that cannot be started is a failure with a reason', async () => {
  await assert.rejects(run(['/nonexistent/program'], { seconds: 5 }), /program: .*ENOENT/);
  await assert.rejects(run(node('console.log("a"); console.error("b"); process.exit(3)'), { seconds: 5 }), /a; b|b; a/);
});

test('program that takes too long is stopped and a failure', async () => {
  await assert.rejects(run(node('setInterval(() => {}, 1000)'), { seconds: 0.2 }));
});

test('server is waited for until it listens, or has ended', async () => {
  const [port] = await freePorts(1);
  const slow = new Program(node(`setTimeout(() => require("net").createServer().listen(${port}, "127.0.0.1"), 300)`));
  await listening(slow, port, 60);
  await slow.stop();
  const failing = new Program(node('console.error("no"); process.exit(1)'));
  await assert.rejects(listening(failing, port, 60), /ended at once \(exit 1: no\)/);
});

test('memory is that of a process and of all that it has started', async () => {
  const child = 'let child; process.on("SIGTERM", () => { child?.kill(); process.exit(); });'
    + 'child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);';
  const program = new Program(node(child));
  await until(() => tree(program.pid).length === 2);
  const [, second] = tree(program.pid);
  assert.ok(residentBytes(program.pid) > residentBytes(second));
  await program.stop();
  await until(() => !alive(second));
});

test('reason is short and has no addresses in it', () => {
  assert.equal(reason('one\ntwo: reading https://example.com/x: 403\nthree\n'), 'two: reading 403; three');
  assert.ok(reason('x'.repeat(1000)).length < 210);
});

test('signal stops the run, what it started and the generator', async () => {
  // The whole program, as a user starts it: stopped while the first server is under load.
  await builtChatka();
  const out = mkdtempSync(join(tmpdir(), 'peers-'));
  const bench = spawn('./run', ['--only', 'floor', '--workloads', 'big', '--out', out], {
    cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise(resolve => bench.once('exit', resolve));
  bench.stdout.resume();
  bench.stderr.resume();
  try {
    const command = pid => readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    const running = name => tree(bench.pid).some(pid => command(pid).includes(name));
    let started;
    await until(() => {
      const both = running('target/floor') && running('chatka-bench.jar');
      started = tree(bench.pid).slice(1);
      return both;
    });
    assert.ok(started.length >= 2);
    bench.kill('SIGINT');
    assert.equal(await ended, 130);
    for (const pid of started) assert.ok(!alive(pid), `process ${pid}`);
    assert.match(readFileSync(join(out, 'table.md'), 'utf8'), /stopped before the end/);
  } finally {
    bench.kill('SIGTERM'); // if it is still there: so that it stops what it started
    await ended;
    rmSync(out, { recursive: true, force: true });
  }
});
