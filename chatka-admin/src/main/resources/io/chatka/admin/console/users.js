import { at, get } from './api.js';
import { button, card, empty, h, name, table } from './dom.js';
import { whole } from './format.js';

export const userLink = (id, shown = id) => h('a', { href: `#/user/${encodeURIComponent(id)}`, title: id }, name(shown));

export function users(main) {
  const text = h('input', { type: 'search', name: 'text', placeholder: 'start of the id, or part of the name', maxLength: 128, oninput: () => list('', []) });
  const place = h('div.wide', {});
  const more = h('div.more', {});
  const error = h('p.error', { role: 'alert' });
  const bans = h('div.wide', {});
  main.append(h('h1', {}, 'Users'),
    card('Connected', h('form.inline', { onsubmit: (event) => { event.preventDefault(); open(); } }, h('label', {}, 'Find', text), button('Open this id', open)), error, place, more),
    card('Banned or muted in all rooms', null, bans));
  let turn = 0;

  function open() {
    if (text.value) location.hash = `#/user/${encodeURIComponent(text.value)}`;
  }

  async function list(after, before) {
    const mine = ++turn;
    try {
      const found = await get(at`/users`, { text: text.value, after, limit: 100 });
      if (mine !== turn) return;
      const all = [...before, ...found.users];
      error.textContent = found.missing.length ? `no answer from ${found.missing.join(', ')}` : '';
      place.replaceChildren(all.length
        ? table('Connected users', ['Name', 'Id', 'Role', 'Connections#'], all.map((one) => [userLink(one.id, one.name), h('code', {}, name(one.id)), one.role, whole(one.connections)]))
        : empty(text.value ? 'Nobody who is connected; a whole id can be opened all the same.' : 'Nobody is connected.'));
      more.replaceChildren(...(found.next ? [button('Show more', () => list(found.next, all))] : []));
    } catch (refused) {
      error.textContent = refused.message;
    }
  }

  async function banned(after, before) {
    const found = await get(at`/bans`, { after, limit: 100 });
    const all = [...before, ...found.sanctions];
    bans.replaceChildren(
      all.length ? table('Bans and mutes in all rooms', ['User', 'What', 'Ends', 'Reason'], all.map((one) => [userLink(one.user), one.kind, one.until ? new Date(one.until).toLocaleString() : 'never', one.reason ? name(one.reason) : ''])) : empty('Nobody.'),
      ...(found.next ? [button('Show more', () => banned(found.next, all))] : []));
  }

  list('', []);
  banned('', []).catch((refused) => bans.replaceChildren(empty(refused.message)));
}
