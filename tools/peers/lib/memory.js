// How much memory a server's processes have.

import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './processes.js';

const COLLECTED_MILLIS = 700; // for collectors that are asked and do not say when they have finished

/** The process and all that it has started. */
export function tree(pid) {
  const found = [pid];
  for (let i = 0; i < found.length; i++) {
    const tasks = `/proc/${found[i]}/task`;
    for (const task of readdirSync(tasks)) {
      found.push(...readFileSync(join(tasks, task, 'children'), 'utf8').split(' ').filter(Boolean).map(Number));
    }
  }
  return found;
}

/** Resident bytes of a process and of all that it has started. */
export function residentBytes(pid) {
  return tree(pid).reduce((sum, process) => {
    const status = readFileSync(`/proc/${process}/status`, 'utf8');
    return sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  }, 0);
}

/** Asks a server to collect its garbage, in the way that it knows. */
export async function collectGarbage(server) {
  if (server.peer.garbage === 'jcmd') {
    const java = readlinkSync(`/proc/${server.program.pid}/exe`);
    await run([java.replace(/java$/, 'jcmd'), String(server.program.pid), 'GC.run'], { seconds: 20 });
  } else if (server.peer.garbage === 'SIGUSR2') {
    server.program.signal('SIGUSR2');
  } else {
    return;
  }
  await sleep(COLLECTED_MILLIS);
}
