import { at, get } from './api.js';
import { button, card, empty, h, name, refill, repeat } from './dom.js';
import { time, until, whole } from './format.js';
import { hour, on } from './live.js';
import { heldList, message } from './room.js';
import { roomLink } from './rooms.js';
import { userLink } from './users.js';

const MOST = 200;
const FILTERED = { 'filtered.reject': 'refused', 'filtered.mask': 'masked', 'filtered.hold': 'held', 'filtered.shadow': 'shadowed' };

/** Rooms whose messages are shown; the others are named. */
const HOLDING = 20;

function act(record) {
  return h('li.message', {}, h('div.said', {}, h('time.soft', {}, time(record.at)), ' ', userLink(record.by), ' ', h('b', {}, record.action), ' ',
    record.user ? userLink(record.user) : null, record.room === '*' ? ' in all rooms' : h('span', {}, ' in ', roomLink(record.room)),
    h('p.soft', {}, [record.seq && `message ${record.seq} `, record.until && `${until(record.until)} `, record.reason && h('q', {}, name(record.reason))].filter(Boolean))));
}

function report(record) {
  const place = h('ol.messages', {});
  async function show() {
    try {
      const page = await get(at`/rooms/${record.room}/messages`, { after: record.seq - 1, limit: 1 });
      const frame = page.messages.find((one) => one.seq === record.seq);
      place.replaceChildren(frame ? message(record.room, frame, show) : empty('It is not kept any more.'));
    } catch (refused) {
      place.replaceChildren(h('p.error', {}, refused.message));
    }
  }
  return h('li.message', {}, h('div.said', {}, h('time.soft', {}, time(record.at)), ' ', userLink(record.by), ` reports message ${record.seq} in `, roomLink(record.room),
    record.reason ? h('p', {}, h('q', {}, name(record.reason))) : null, place), h('div.buttons', {}, button('Show it', show, 'plain')));
}

/** A list that begins with what is kept, and grows at its top. */
function feed(path, field, event, make, none) {
  const list = h('ol.messages', { tabIndex: 0, 'aria-label': field });
  const status = h('div', {}, empty(none));
  const add = (record, where) => {
    status.hidden = true;
    list[where](make(record));
    while (list.childElementCount > MOST) list.lastElementChild.remove();
  };
  get(path, { limit: 100 }).then((page) => page[field].forEach((record) => add(record, 'append')),
    (refused) => status.replaceChildren(h('p.error', { role: 'alert' }, refused.message)));
  return { element: h('div', {}, status, list), end: on(event, (record) => add(record, 'prepend')) };
}

export function moderation(main) {
  const acts = feed(at`/audit`, 'acts', 'act', act, 'Nobody has done anything.');
  const reports = feed(at`/reports`, 'reports', 'report', report, 'Nobody has reported anything.');
  const held = h('div', {});
  const filters = h('dl.tiles', {});
  main.append(h('h1', {}, 'Moderation'), h('h2.hidden', {}, 'What filters found'), filters,
    h('div.columns', {},
      h('div', {}, card('Waiting for a moderator', null, held), card('Reports', h('span.soft', {}, 'live'), reports.element)),
      card('Acts', h('span.soft', {}, 'live'), acts.element)));

  function counts() {
    filters.replaceChildren(...Object.entries(FILTERED).map(([figure, label]) => h('div.tile', {}, h('dt', {}, `Filters ${label}`), h('dd', {},
      whole(hour.last.nodes.reduce((sum, node) => sum + (node.figures[figure] ?? 0), 0)), h('small', {}, `${whole(hour.grown(figure))} in the last minute`)))));
  }

  async function waiting() {
    try {
      const { rooms } = await get(at`/held`);
      const parts = [];
      for (const room of rooms.slice(0, HOLDING)) {
        const found = (await get(at`/rooms/${room}/held`)).held;
        if (found.length) parts.push(h('h3', {}, roomLink(room)), heldList(room, found, waiting));
      }
      if (rooms.length > HOLDING) parts.push(h('p', {}, 'Also in ', h('span.links', {}, rooms.slice(HOLDING, 200).map((room) => roomLink(room)))));
      refill(held, ...(parts.length ? parts : [empty('Nothing waits.')]));
    } catch (refused) {
      refill(held, h('p.error', { role: 'alert' }, refused.message));
    }
  }

  counts();
  const ends = [acts.end, reports.end, on('figures', counts), repeat(3, waiting)];
  return () => ends.forEach((end) => end());
}
