// The newest Java of this machine, as the launcher finds it.

import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

function version(home) {
  try {
    const release = readFileSync(join(home, 'release'), 'utf8');
    return /^JAVA_VERSION="?([\d.]+)/m.exec(release)?.[1].split('.').map(Number) ?? null;
  } catch {
    return null;
  }
}

function onPath() {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    try {
      return dirname(dirname(realpathSync(join(directory, 'java'))));
    } catch {
      // not in this one
    }
  }
  return null;
}

function newer(a, b) {
  for (let i = 0; i < 3; i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  }
  return false;
}

/** @returns {{home: string, version: number[]} | null} */
export function newestJava() {
  const chosen = process.env.CHATKA_JAVA_HOME;
  let homes = [chosen];
  if (!chosen) {
    homes = [process.env.JAVA_HOME, onPath()];
    try {
      homes.push(...readdirSync('/usr/lib/jvm').map(name => join('/usr/lib/jvm', name)));
    } catch {
      // no such directory here
    }
  }
  let best = null;
  for (const home of homes.filter(Boolean)) {
    const found = version(home);
    if (found && (!best || newer(found, best.version))) best = { home, version: found };
  }
  return best;
}

/** The options that the launcher gives to Chatka's own JVM, so that all JVMs here have the same. */
export function jvmOptions([major]) {
  return [
    '-XX:MaxRAMPercentage=50', '-XX:InitialRAMPercentage=2', '-XX:MinHeapFreeRatio=10', '-XX:MaxHeapFreeRatio=30',
    '-XX:+UseG1GC',
    ...(major >= 23 ? ['--sun-misc-unsafe-memory-access=allow', '--enable-native-access=ALL-UNNAMED'] : []),
    ...(major >= 25 ? ['-XX:+UseCompactObjectHeaders'] : []),
  ];
}
