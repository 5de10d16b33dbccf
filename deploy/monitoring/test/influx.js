// Asking a real InfluxDB, and waiting for what is to be there.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../tools/e2e/support/ports.js';

/** Waits until the value is there, and says what it is. */
export async function until(what, look, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ; await sleep(200)) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
  }
}

export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** What the database answers: series of { name, tags, columns, values }; none as long as nobody has made the database. */
export async function ask(port, database, query) {
  const url = `http://127.0.0.1:${port}/query?${new URLSearchParams({ db: database, epoch: 'ms', q: query })}`;
  const answer = await (await fetch(url)).json();
  const [result] = answer.results ?? [];
  if (result?.error === `database not found: ${database}`) return [];
  assert.ok(result && !answer.error && !result.error, `${query}: ${JSON.stringify(answer)}`);
  return result.series ?? [];
}

export const numbers = series => series.flatMap(({ values }) => values.map(([, value]) => value)).filter(Number.isFinite);

/** The largest number in the answer, or undefined. */
export async function most(port, database, query) {
  const found = numbers(await ask(port, database, query));
  return found.length === 0 ? undefined : Math.max(...found);
}
