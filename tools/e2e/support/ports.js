import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections and to listeners who do not care: nobody gets one of these by chance. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** The same is not given twice. */
const given = new Set();

/** A port of 127.0.0.1 that nobody listens on, also for a server that is started later, or again. */
export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (given.has(port) || !await isFree(port)) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
