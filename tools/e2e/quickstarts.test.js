import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Chatka } from '../../clients/js/chatka.js';
import WebSocket from 'ws';
import { Cluster } from './support/cluster.js';
import { freePort } from './support/ports.js';

/** The logins of docs/authentication.md, each in a backend of its own, from which a client gets its token. */

const PATIENCE = { timeout: 240_000 };
const SECRET = 'a-secret-of-the-quick-starts-for-tests-only';
const DOCUMENT = new URL('../../docs/authentication.md', import.meta.url);

const BACKENDS = {
  js: {
    command: ['node', 'backend.mjs'],
    source: (imports, login, port) => `
import { createServer } from 'node:http';
${imports}
const secret = process.env.SECRET, user = { id: 'u7', name: 'Ann' };
createServer((request, response) => {
  ${login}
  response.end(token);
}).listen(${port}, '127.0.0.1');`,
  },
  python: {
    command: ['/usr/bin/python3', 'backend.mjs'],
    source: (imports, login, port) => `
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
${imports}
secret, user = os.environ["SECRET"], SimpleNamespace(id="u7", name="Ann")
class Login(BaseHTTPRequestHandler):
    def do_GET(self):
        ${login}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(token.encode())
HTTPServer(("127.0.0.1", ${port}), Login).serve_forever()`,
  },
};

let cluster;
let directory;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chatka-login-'));
  await symlink(new URL('node_modules', import.meta.url).pathname, join(directory, 'node_modules'));
  cluster = await Cluster.start({ 'auth.guests': 'off', 'auth.jwt.secret': SECRET, 'auth.jwt.audience': 'chat' });
}, PATIENCE);

after(async () => {
  await cluster?.stop();
  await rm(directory, { recursive: true, force: true });
});

for (const [language, { command, source }] of Object.entries(BACKENDS)) {
  test(`the login in ${language} makes a token that the server takes`, PATIENCE, async t => {
    const document = await readFile(DOCUMENT, 'utf8');
    const [, block] = document.match(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, 'ms'));
    const lines = block.split('\n');
    const imports = lines.filter(line => line.startsWith('import ')).join('\n');
    const login = lines.filter(line => line && !line.startsWith('import ')).join('\n');
    const port = await freePort();
    await writeFile(join(directory, 'backend.mjs'), source(imports, login, port));
    const backend = spawn(command[0], command.slice(1), { cwd: directory, env: { ...process.env, SECRET }, stdio: 'inherit' });
    t.after(async () => {
      backend.kill();
      await once(backend, 'exit');
    });
    const fetchToken = () => fetch(`http://127.0.0.1:${port}/`).then(answer => answer.text());
    while (!await fetchToken().catch(() => null)) {
      assert.equal(backend.exitCode, null);
      await pause(50);
    }
    const chat = new Chatka({ url: `${cluster.a.address}/ws`, token: fetchToken, WebSocket });
    t.after(() => chat.close());
    chat.connect();
    const welcome = await new Promise((resolve, reject) => {
      chat.on('welcome', resolve);
      chat.on('error', reject);
    });
    assert.deepEqual(welcome.user, { id: 'u7', name: 'Ann', role: 'member' });
    assert.ok(welcome.expires > 3_590_000 && welcome.expires <= 3_600_000, `${welcome.expires}`);
  });
}
