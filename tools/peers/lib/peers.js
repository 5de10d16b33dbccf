// The servers: how each is installed and started. Adding one is adding an entry.

import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { weaken } from './elf.js';
import { jvmOptions, newestJava } from './java.js';
import { run } from './processes.js';

export const here = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(dirname(here));
export const target = join(here, 'target');
const INSTALL_SECONDS = 600;
const CENTRIFUGO = 'v6.9.1';

/** A program on the PATH, or at one of these places; null if there is none. */
function find(name, ...places) {
  const candidates = [...(process.env.PATH ?? '').split(delimiter).map(directory => join(directory, name)), ...places];
  return candidates.find(file => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }) ?? null;
}

function need(name, ...places) {
  const found = find(name, ...places);
  if (!found) throw new Error(`there is no ${name} on this machine`);
  return found;
}

const modified = file => (existsSync(file) ? statSync(file).mtimeMs : 0);
const olderThan = (file, ...sources) => sources.some(source => modified(file) < modified(source));
const text = file => readFileSync(join(here, file), 'utf8');

let npm;
/** All npm packages, once. */
function npmPackages() {
  npm ??= (async () => {
    const [lock, done] = [join(here, 'package-lock.json'), join(here, 'node_modules/.package-lock.json')];
    if (olderThan(done, lock)) {
      await run([need('npm'), 'ci', '--no-audit', '--no-fund'], { cwd: here, seconds: INSTALL_SECONDS });
    }
  })();
  return npm;
}

const nodeServer = script => port => ({ command: [process.execPath, '--expose-gc', join(here, 'node', script), String(port)] });

/** A server in Node.js: its package, in the version of the lock file. */
function nodePeer(name, label, npmName, more = {}) {
  return {
    name, label, garbage: 'SIGUSR2', dialect: 'chatka',
    async install() {
      await npmPackages();
      const { version } = JSON.parse(text(`node_modules/${npmName}/package.json`));
      return { version: `${version}, Node ${process.versions.node}` };
    },
    start: nodeServer(`${name}.js`),
    ...more,
  };
}

const dotted = version => version.join('.');

/** A server in Java: a Maven project of its own. */
function javaPeer(name, label, artifact, mainClass) {
  return {
    name, label, garbage: 'jcmd', dialect: 'chatka',
    async install() {
      const java = newestJava();
      if (!java) throw new Error('there is no Java on this machine');
      const compiled = join(here, name, 'target/classes', `${mainClass}.class`);
      if (olderThan(compiled, join(here, name, 'pom.xml'), join(here, name, 'src/main/java', `${mainClass}.java`))) {
        await run([need('mvn'), '-q', '-B', 'process-classes'], { cwd: join(here, name), seconds: INSTALL_SECONDS });
      }
      const version = new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>([^<]+)`).exec(text(`${name}/pom.xml`));
      return { version: `${version[1]}, Java ${dotted(java.version)}`, java };
    },
    start: (port, { java }) => ({
      command: [
        join(java.home, 'bin/java'), ...jvmOptions(java.version),
        '-cp', `${join(here, name, 'target/classes')}${delimiter}${join(here, name, 'target/lib/*')}`,
        mainClass, String(port),
      ],
    }),
  };
}

const go = () => need('go', '/usr/local/go/bin/go');
const goEnvironment = { GOTOOLCHAIN: 'local', GOBIN: join(target, 'bin'), GOFLAGS: '' };

/** Has the launcher build what is out of date, server and load generator; returns what it says of its version. */
export const builtChatka = () => run([join(root, 'chatka'), '--version'], { cwd: root, seconds: INSTALL_SECONDS });

/** @type {object[]} in the order of the table; the floor is what the others are compared with */
export const peers = [
  {
    name: 'floor', label: 'floor', dialect: 'chatka',
    async install() {
      mkdirSync(target, { recursive: true });
      const [source, program] = [join(here, 'floor/floor.c'), join(target, 'floor')];
      const compiler = need('cc');
      if (olderThan(program, source)) await run([compiler, '-O2', '-o', program, source], { seconds: 60 });
      const version = await run([compiler, '-dumpfullversion'], { seconds: 10 });
      return { version: `C, cc ${version}` };
    },
    start: port => ({ command: [join(target, 'floor'), String(port)] }),
  },
  {
    name: 'chatka', label: 'Chatka', garbage: 'jcmd', dialect: 'chatka',
    async install() {
      const said = await builtChatka();
      let commit = '';
      try {
        commit = ` (${await run(['git', 'rev-parse', '--short', 'HEAD'], { cwd: root, seconds: 10 })})`;
      } catch {
        // not a checkout
      }
      const version = /\d+\.\d+\S*/.exec(said.split('\n').pop())?.[0] ?? said;
      return { version: `${version}${commit}, Java ${dotted(newestJava()?.version ?? [])}` };
    },
    start: (port, _, spare) => ({
      command: [
        join(root, 'chatka'), 'serve', '--port', String(port), '--admin-port', String(spare),
        '--set', 'chatka.limits.rate=off',
      ],
    }),
  },
  nodePeer('uws', 'uWebSockets.js', '@btc-vision/uwebsockets.js', {
    async install() {
      await npmPackages();
      const { version } = JSON.parse(text('node_modules/@btc-vision/uwebsockets.js/package.json'));
      const load = [process.execPath, '-e', 'require("@btc-vision/uwebsockets.js")'];
      let preload;
      try {
        await run(load, { cwd: here, seconds: 20 });
      } catch (failed) {
        if (process.platform !== 'linux') throw failed;
        preload = await withOlderLibrary();
        await run(load, { cwd: here, seconds: 20, env: { LD_PRELOAD: preload } });
      }
      return { version: `${version}, Node ${process.versions.node}`, preload };
    },
    start: (port, { preload }) => ({ ...nodeServer('uws.js')(port), env: preload ? { LD_PRELOAD: preload } : {} }),
  }),
  nodePeer('ws', 'ws', 'ws'),
  nodePeer('socketio', 'Socket.IO', 'socket.io', { dialect: 'socketio' }),
  {
    name: 'centrifugo', label: 'Centrifugo', dialect: 'centrifugo',
    async install() {
      let program = process.env.CENTRIFUGO ?? find('centrifugo', join(target, 'bin/centrifugo'));
      if (!program) {
        const module = `github.com/centrifugal/centrifugo/v6@${CENTRIFUGO}`;
        try {
          await run([go(), 'install', module], { seconds: INSTALL_SECONDS, env: goEnvironment });
        } catch (failed) {
          throw new Error(`go install of ${CENTRIFUGO}: ${failed.message.split('; ').pop()}`); // the rest names mirrors
        }
        program = join(target, 'bin/centrifugo');
      }
      const version = /\d+\.\d+\.\d+\S*/.exec(await run([program, 'version'], { seconds: 20 }))?.[0];
      return { version: version ?? CENTRIFUGO, program };
    },
    start: (port, { program }) => ({
      command: [program, '-c', join(here, 'centrifugo/centrifugo.json')],
      env: { CENTRIFUGO_HTTP_SERVER_PORT: String(port) },
    }),
  },
  {
    name: 'centrifuge', label: 'Centrifuge', dialect: 'centrifugo', garbage: 'SIGUSR2',
    async install() {
      const program = join(target, 'bin/centrifuge');
      const source = join(here, 'centrifuge');
      if (olderThan(program, join(source, 'main.go'), join(source, 'go.mod'))) {
        await run([go(), 'build', '-o', program, '.'], { cwd: source, seconds: INSTALL_SECONDS, env: goEnvironment });
      }
      const version = /centrifugal\/centrifuge v(\S+)/.exec(text('centrifuge/go.mod'))[1];
      const compiler = /go(\d\S*)/.exec(await run([go(), 'version'], { seconds: 20 }))[1];
      return { version: `${version}, Go ${compiler}` };
    },
    start: port => ({ command: [join(target, 'bin/centrifuge'), String(port)] }),
  },
  javaPeer('vertx', 'Vert.x', 'vertx-core', 'VertxChat'),
  javaPeer('pekko', 'Pekko HTTP', 'pekko-http_2.13', 'PekkoHttpChat'),
];

/** The binary of uWebSockets.js on a glibc before 2.38: see elf.js. Returns what is to be preloaded. */
async function withOlderLibrary() {
  const name = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
  const binary = join(here, 'node_modules/@btc-vision/uwebsockets.js', name);
  const bytes = readFileSync(binary);
  if (weaken(bytes, 'GLIBC_2.38') > 0) {
    writeFileSync(`${binary}.new`, bytes);
    renameSync(`${binary}.new`, binary); // and not into a file that a running server may have mapped
  }
  mkdirSync(target, { recursive: true });
  const [library, source] = [join(target, 'glibc238.so'), join(here, 'node/glibc238.c')];
  if (olderThan(library, source)) {
    await run([need('cc'), '-O2', '-shared', '-fPIC', '-o', library, source], { seconds: 60 });
  }
  return library;
}
