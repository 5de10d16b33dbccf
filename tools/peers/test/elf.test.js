import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { weaken } from '../lib/elf.js';
import { run } from '../lib/processes.js';

let directory;
let library;
const needs = async () => run(['readelf', '-V', library], { seconds: 60, env: { LC_ALL: 'C' } });

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'elf-'));
  library = join(directory, 'small.so');
  const source = join(directory, 'small.c');
  writeFileSync(source, '#include <stdio.h>\n#include <math.h>\nint f(double x) { return printf("%f", pow(x, x)); }\n');
  await run(['cc', '-shared', '-fPIC', '-o', library, source, '-lm'], { seconds: 60 });
});
after(() => rmSync(directory, { recursive: true, force: true }));

test('need of one version becomes weak, and only that', async () => {
  const version = /Name: (GLIBC_\d[\d.]*)/.exec(await needs())[1];
  const others = (await needs()).split('\n').filter(line => line.includes('Name:') && !line.includes(`${version} `));
  const bytes = readFileSync(library);
  assert.equal(weaken(bytes, version), (await needs()).split(`Name: ${version} `).length - 1);
  writeFileSync(library, bytes);
  assert.match(await needs(), new RegExp(`Name: ${version}  Flags: WEAK`));
  assert.equal(weaken(bytes, version), 0);
  for (const line of others) assert.ok((await needs()).includes(line.trim()), line);
});

test('need that is not there changes nothing', () => {
  const bytes = readFileSync(library);
  assert.equal(weaken(bytes, 'GLIBC_9.9'), 0);
  assert.deepEqual(bytes, readFileSync(library));
});

test('what is no library is refused', () => {
  assert.throws(() => weaken(Buffer.alloc(100), 'GLIBC_2.38'), /no 64-bit/);
});
