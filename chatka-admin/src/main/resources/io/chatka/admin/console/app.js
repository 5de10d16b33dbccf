import { session, whenLoggedOut } from './api.js';
import * as live from './live.js';
import { h } from './dom.js';
import { login } from './login.js';
import { overview } from './overview.js';
import { rooms } from './rooms.js';
import { room } from './room.js';
import { users } from './users.js';
import { user } from './user.js';
import { moderation } from './moderation.js';
import { audit } from './audit.js';
import { runbook } from './runbook.js';
import { may } from './role.js';

/** A page gets the element to fill and what its address names; it returns what ends it, if there is something to end. */
const PAGES = { overview, rooms, room, users, user, moderation, audit, runbook };

const main = document.getElementById('main');
const bar = document.getElementById('bar');
let leave;

/** An address: #/page, or #/page/subject with the subject encoded. */
function address() {
  const [, page, subject] = location.hash.split('/');
  return Object.hasOwn(PAGES, page) ? { page, subject: subject === undefined ? '' : decodeURIComponent(subject) } : { page: 'overview', subject: '' };
}

function show() {
  leave?.();
  const { page, subject } = address();
  for (const link of document.querySelectorAll('#nav a')) {
    const here = [link.hash, `${link.hash}/`].includes(`#/${{ room: 'rooms', user: 'users' }[page] ?? page}`);
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${subject || page[0].toUpperCase() + page.slice(1)} · Chatka console`;
  main.replaceChildren();
  scrollTo(0, 0);
  leave = PAGES[page](main, subject);
}

function begin(who) {
  may.role = who.role;
  document.getElementById('who').replaceChildren(h('bdi', {}, who.name), ` (${who.role})`);
  bar.hidden = false;
  const state = document.getElementById('live');
  live.start((now) => {
    state.textContent = now;
    state.classList.toggle('away', now !== 'live');
  });
  addEventListener('hashchange', show);
  show();
}

function end() {
  leave?.();
  leave = undefined;
  live.stop();
  removeEventListener('hashchange', show);
  bar.hidden = true;
  login(main, async () => begin(await session.find()));
}

async function start() {
  const token = location.hash.match(/^#login=(\w+)$/)?.[1];
  if (token) {
    // The link works once, so it need not stay in the history.
    history.replaceState(null, '', '/#/overview');
    try {
      await session.open({ token });
    } catch (refused) {
      login(main, async () => begin(await session.find()), refused.message);
      return;
    }
  }
  try {
    const who = await session.find();
    if (who.role) begin(who);
    else login(main, async () => begin(await session.find()));
  } catch (refused) {
    login(main, async () => begin(await session.find()), refused.message);
  }
}

document.getElementById('log-out').onclick = async () => {
  await session.close().catch(() => {});
  end();
};
whenLoggedOut(end);
start();
