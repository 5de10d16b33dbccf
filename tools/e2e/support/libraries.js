import { WebSocket as UndiciWebSocket } from 'undici';
import { WebSocket as WsWebSocket } from 'ws';

/**
 * One WebSocket of a library, as the tests want it.
 *
 * @typedef {object} Line
 * @property {(text: string) => unknown} text
 * @property {((...parts: string[]) => unknown)=} fragments  where the library can send one message in several frames
 * @property {(() => Promise<unknown>)=} ping  resolves with the pong, where the library can ping
 * @property {() => Promise<any[]>} frames  all that have come
 * @property {() => Promise<number|undefined>} closed  the close code, once there is one
 * @property {() => unknown} close  with 1000
 */

/** A WebSocket with the interface that browsers have, such as undici's and Node's own. */
function asInBrowsers(WebSocket, url) {
  const socket = new WebSocket(url);
  const frames = [];
  let code;
  socket.onmessage = ({ data }) => frames.push(JSON.parse(data));
  socket.onclose = event => { code = event.code; };
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error(`no connection to ${url}`));
    socket.onopen = () => resolve({
      text: text => socket.send(text),
      frames: async () => frames,
      closed: async () => code,
      close: () => socket.close(1000),
    });
  });
}

async function ofWs(url) {
  const socket = new WsWebSocket(url);
  const frames = [];
  let code;
  socket.on('message', data => frames.push(JSON.parse(data)));
  socket.on('close', closed => { code = closed; });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => {});
  return {
    text: text => socket.send(text),
    fragments: (...parts) => parts.forEach((part, i) => socket.send(part, { fin: i === parts.length - 1 })),
    ping: () => new Promise(resolve => {
      socket.once('pong', resolve);
      socket.ping('are you there?');
    }),
    frames: async () => frames,
    closed: async () => code,
    close: () => socket.close(1000),
  };
}

/** A browser's, in a page of the server's own. `page` is Playwright's or Puppeteer's: what is used here is the same. */
async function ofPage(page, url) {
  await page.goto(new URL('/style.css', url.replace(/^ws/, 'http')).href);
  await page.evaluate(address => new Promise((resolve, reject) => {
    const line = { socket: new WebSocket(address), frames: [], code: undefined };
    window.line = line;
    line.socket.onmessage = ({ data }) => line.frames.push(JSON.parse(data));
    line.socket.onclose = event => { line.code = event.code; };
    line.socket.onerror = () => reject(new Error(`no connection to ${address}`));
    line.socket.onopen = () => resolve();
  }), url);
  return {
    text: text => page.evaluate(sent => window.line.socket.send(sent), text),
    frames: () => page.evaluate(() => window.line.frames),
    closed: () => page.evaluate(() => window.line.code),
    close: () => page.evaluate(() => window.line.socket.close(1000)),
  };
}

/** Each has `open(url)`, which resolves with a {@link Line}, and `end()`. */
export const LIBRARIES = {
  ws: async () => ({ open: ofWs, end: () => {} }),
  undici: async () => ({ open: url => asInBrowsers(UndiciWebSocket, url), end: () => {} }),
  Chromium: async () => {
    const { launch } = await import('./browser.js');
    const browser = await launch();
    return { open: async url => ofPage(await browser.newPage(), url), end: () => browser.close() };
  },
  Firefox: async () => {
    const { launch } = await import('puppeteer-core');
    const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
    const browser = await launch({ browser: 'firefox', executablePath, timeout: 120_000, protocolTimeout: 240_000 });
    return { open: async url => ofPage(await browser.newPage(), url), end: () => browser.close() };
  },
};
