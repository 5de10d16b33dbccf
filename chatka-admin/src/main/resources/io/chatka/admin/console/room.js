import { at, get } from './api.js';
import { inRoom, moderators } from './acts.js';
import { button, card, empty, h, name, refill, repeat, table } from './dom.js';
import { rough, time, until, whole } from './format.js';
import { badges } from './rooms.js';
import { userLink } from './users.js';

/** One message, as a frame of the protocol has it; with what a moderator may do. */
export function message(room, frame, done, pinned = false) {
  const text = frame.deleted ? h('i.soft', {}, 'deleted') : name(frame.text ?? JSON.stringify(frame.data));
  const from = frame.from ? userLink(frame.from.id, frame.from.name) : h('span.soft', {}, '–');
  const marks = [frame.announcement && 'announcement', frame.shadowed && 'shadowed'].filter(Boolean);
  return h('li.message', {},
    h('div.said', {}, h('time.soft', { dateTime: new Date(frame.at).toISOString() }, time(frame.at)), ' ', from,
      marks.map((mark) => h('span.badge', {}, mark)), h('p', {}, text)),
    frame.deleted ? null : moderators(
      button('Delete', () => inRoom.remove(room, frame.seq).then(done), 'plain'),
      pinned ? button('Unpin', () => inRoom.unpin(room, frame.seq).then(done), 'plain') : button('Pin', () => inRoom.pin(room, frame.seq).then(done), 'plain'),
      frame.from ? button('Mute', () => inRoom.mute(room, frame.from.id).then(done), 'plain') : null,
      frame.from ? button('Ban', () => inRoom.ban(room, frame.from.id).then(done), 'plain') : null));
}

/** The messages: the newest first to come, older ones on demand, new ones as they are said. */
function history(room) {
  const list = h('ol.messages', { tabIndex: 0, 'aria-label': 'Messages' });
  const older = h('div.more', {});
  const status = h('p.empty', {}, 'Nothing was said here, or nothing is kept.');
  let first = 0;
  let last = 0;
  let epoch = '';
  const known = new Map();

  function put(frame, where) {
    const shown = message(room, frame, again);
    known.get(frame.seq)?.replaceWith(shown);
    if (!known.has(frame.seq)) list[where](shown);
    known.set(frame.seq, shown);
    status.hidden = true;
  }

  async function before() {
    const page = await get(at`/rooms/${room}/messages`, { before: first, limit: 50 });
    const height = list.scrollHeight;
    page.messages.reverse().forEach((frame) => put(frame, 'prepend'));
    list.scrollTop += list.scrollHeight - height;
    first = page.messages.at(-1)?.seq ?? first;
    older.hidden = !page.more;
  }

  async function begin() {
    const page = await get(at`/rooms/${room}/messages`, { limit: 50 });
    list.replaceChildren();
    known.clear();
    epoch = page.epoch;
    page.messages.forEach((frame) => put(frame, 'append'));
    first = page.messages[0]?.seq ?? 0;
    last = page.messages.at(-1)?.seq ?? 0;
    older.hidden = !page.more;
    list.scrollTop = list.scrollHeight;
  }

  /** Something was changed by this page: what is shown is read again. */
  async function again() {
    const page = await get(at`/rooms/${room}/messages`, { after: Math.max(0, first - 1), limit: 1000 });
    page.messages.filter((frame) => known.has(frame.seq)).forEach((frame) => put(frame, 'append'));
  }

  async function tail() {
    if (!epoch) {
      await begin();
      return;
    }
    const page = await get(at`/rooms/${room}/messages`, { after: last, limit: 200 });
    if (page.epoch !== epoch) {
      await begin();
      return;
    }
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    page.messages.forEach((frame) => put(frame, 'append'));
    last = page.messages.at(-1)?.seq ?? last;
    while (atEnd && list.childElementCount > 500) list.firstElementChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  older.append(button('Older messages', () => before()));
  older.hidden = true;
  return { element: h('div', {}, older, status, list), tail };
}

/** A list that is read page by page. */
function paged(read, columns, caption, none) {
  const place = h('div.wide.tall', { tabIndex: 0, role: 'region', 'aria-label': caption });
  const more = h('div.more', {});
  let all = [];
  async function next(after) {
    const page = await read(after);
    all = [...(after ? all : []), ...page.rows];
    place.replaceChildren(all.length ? table(caption, columns, all) : empty(none));
    more.replaceChildren(...(page.next ? [button('Show more', () => next(page.next))] : []));
  }
  return { element: h('div', {}, place, more), load: () => next('') };
}

export function room(main, subject) {
  const figures = h('dl.tiles', {});
  const state = h('span', {});
  const acts = h('div', {});
  const pinned = h('div', {});
  const held = h('div', {});
  const error = h('p.error', { role: 'alert' });
  const messages = history(subject);
  const members = paged(async (after) => {
    const page = await get(at`/rooms/${subject}/members`, { after, limit: 100 });
    return { next: page.next, rows: page.members.map((one) => [userLink(one.id, one.name), one.role, whole(one.connections), moderators(
      button('Mute', () => inRoom.mute(subject, one.id).then(sanctions.load), 'plain'),
      button('Kick', () => inRoom.kick(subject, one.id), 'plain'),
      button('Ban', () => inRoom.ban(subject, one.id).then(sanctions.load), 'plain')) ?? '']) };
  }, ['User', 'Role', 'Connections#', 'Acts'], 'Members', 'Nobody is here.');
  const sanctions = paged(async (after) => {
    const page = await get(at`/rooms/${subject}/moderation`, { after, limit: 100 });
    return { next: page.next, rows: page.sanctions.map((one) => [userLink(one.user), one.kind, until(one.until), one.reason ? name(one.reason) : '',
      moderators(button('Lift', () => inRoom.lift(subject, one).then(sanctions.load), 'plain')) ?? '']) };
  }, ['User', 'What', 'Ends', 'Reason', 'Acts'], 'Mutes and bans in this room', 'None in this room alone.');
  main.append(
    h('p.crumbs', {}, h('a', { href: '#/rooms' }, 'Rooms')),
    h('h1', {}, name(subject), ' ', state), error, figures, acts,
    h('div.columns', {},
      card('Messages', h('span.soft', {}, 'live'), pinned, messages.element),
      h('div', {},
        card('Waiting for a moderator', null, held),
        card('Mutes and bans', null, sanctions.element),
        card('Members', button('Read again', () => members.load()), members.element))));

  let before = '';
  async function look() {
    const now = await get(at`/rooms/${subject}`);
    figures.replaceChildren(
      h('div.tile', {}, h('dt', {}, 'Members'), h('dd', {}, whole(now.members), h('small', {}, 'connections'))),
      h('div.tile', {}, h('dt', {}, 'Users'), h('dd', {}, whole(now.users))),
      h('div.tile', {}, h('dt', {}, 'Messages'), h('dd', {}, rough(now.perSecond), h('small', {}, 'a second'))),
      h('div.tile', {}, h('dt', {}, 'Deliveries'), h('dd', {}, rough(now.perSecond * now.members), h('small', {}, 'a second'))));
    const is = JSON.stringify(now.state);
    if (is !== before) {
      before = is;
      state.replaceChildren(badges(now.state) ?? '');
      const pins = now.state.pinned ?? [];
      pinned.replaceChildren(...(pins.length ? [h('h3', {}, 'Pinned'), h('ol.messages', {}, pins.map((frame) => message(subject, frame, () => look(), true)))] : []));
      acts.replaceChildren(...[moderators(
        button('Announce', () => inRoom.announce(subject)),
        button('Slow mode', () => inRoom.slow(subject, now.state).then(look)),
        button('Who may speak', () => inRoom.speak(subject, now.state).then(look)),
        now.state.closed ? button('Open the room', () => inRoom.open(subject).then(look)) : button('Close the room', () => inRoom.close(subject).then(look)),
        button('Mute', () => inRoom.mute(subject).then(sanctions.load)),
        button('Kick', () => inRoom.kick(subject)),
        button('Ban', () => inRoom.ban(subject).then(sanctions.load), 'danger'),
        button('Clear', () => inRoom.clear(subject), 'danger'))].filter(Boolean));
    }
    const waiting = (await get(at`/rooms/${subject}/held`)).held;
    refill(held, waiting.length ? heldList(subject, waiting, look) : empty('Nothing waits.'));
  }

  const attempt = (action) => async () => {
    try {
      await action();
      error.textContent = '';
    } catch (refused) {
      error.textContent = refused.message;
    }
  };
  attempt(members.load)();
  attempt(sanctions.load)();
  const stops = [repeat(1, attempt(messages.tail)), repeat(3, attempt(look))];
  return () => stops.forEach((stop) => stop());
}

/** Messages that wait, with approve and deny. */
export function heldList(subject, waiting, done) {
  return h('ol.messages', {}, waiting.map((one) => h('li.message', {},
    h('div.said', {}, h('time.soft', {}, time(one.at)), ' ', userLink(one.user.id, one.user.name), h('p', {}, name(one.text ?? JSON.stringify(one.data)))),
    moderators(
      button('Approve', (event) => { event.target.blur(); inRoom.approve(subject, one.id).then(done); }, 'primary'),
      button('Deny', (event) => { event.target.blur(); inRoom.deny(subject, one.id).then(done); })))));
}
