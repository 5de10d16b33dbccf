import { get, at } from './api.js';
import { button, card, empty, h, name, refill, repeat, table } from './dom.js';
import { rough, whole } from './format.js';

export const roomLink = (room) => h('a', { href: `#/room/${encodeURIComponent(room)}` }, name(room));

export function badges(state) {
  if (!state) return h('span.soft', {}, 'no members');
  const found = [
    state.closed && 'closed',
    state.slow > 0 && `slow: ${state.slow} s`,
    state.speak !== 'everyone' && `${state.speak} speak`,
  ].filter(Boolean);
  return found.length ? h('span', {}, found.map((text) => h('span.badge', {}, text))) : null;
}

const COLUMNS = ['Room', 'Members#', 'Users#', 'Messages/s#', 'Deliveries/s#', 'State'];

function rows(rooms) {
  return rooms.map((room) => [
    roomLink(room.room), whole(room.members), whole(room.users), rough(room.perSecond), rough(room.perSecond * room.members), badges(room.state),
  ]);
}

export function rooms(main) {
  const order = h('select', { name: 'by', onchange: () => list() },
    h('option', { value: 'members' }, 'most members'),
    h('option', { value: 'messages' }, 'most messages'),
    h('option', { value: 'deliveries' }, 'most deliveries'),
    h('option', { value: 'name' }, 'name'));
  const prefix = h('input', { type: 'search', name: 'prefix', placeholder: 'how the name begins', maxLength: 128, oninput: () => list() });
  const place = h('div.wide', {});
  const more = h('div.more', {});
  const error = h('p.error', { role: 'alert' });
  main.append(h('h1', {}, 'Rooms'), card('Over all nodes', h('form.inline', { onsubmit: (event) => { event.preventDefault(); openExact(); } },
    h('label', {}, 'Order', order), h('label', {}, 'Find', prefix), button('Open', openExact)), error, place, more));
  let stop;
  let turn = 0;

  function openExact() {
    if (prefix.value) location.hash = `#/room/${encodeURIComponent(prefix.value)}`;
  }

  async function page(after, before) {
    const mine = ++turn;
    const found = await get(at`/rooms`, { prefix: prefix.value, after, limit: 100 });
    if (mine !== turn) return;
    const all = [...before, ...found.rooms];
    place.replaceChildren(all.length ? table('Rooms', COLUMNS, rows(all)) : empty('No such rooms.'));
    more.replaceChildren(...(found.next ? [button('Show more', () => page(found.next, all).catch(fail))] : []));
  }

  function fail(refused) {
    error.textContent = refused.message;
  }

  function list() {
    stop?.();
    stop = undefined;
    error.textContent = '';
    if (order.value === 'name') {
      page('', []).catch(fail);
      return;
    }
    more.replaceChildren();
    stop = repeat(2, async () => {
      const mine = ++turn;
      try {
        const found = await get(at`/busiest`, { by: order.value, prefix: prefix.value, limit: 100 });
        if (mine !== turn) return;
        error.textContent = found.missing.length ? `no answer from ${found.missing.join(', ')}` : '';
        refill(place, found.rooms.length ? table('Rooms', COLUMNS, rows(found.rooms)) : empty('No rooms with members.'));
      } catch (refused) {
        fail(refused);
      }
    });
  }

  list();
  return () => stop?.();
}
