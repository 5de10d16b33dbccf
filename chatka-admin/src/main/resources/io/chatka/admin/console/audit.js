import { at, get } from './api.js';
import { button, card, empty, h, name, table } from './dom.js';
import { time, until, whole } from './format.js';
import { roomLink } from './rooms.js';
import { userLink } from './users.js';

/** What a record is about, beside its room and user. */
function about(act) {
  return [act.seq && `message ${act.seq}`, act.until && until(act.until), act.reason].filter(Boolean).join(', ');
}

export function auditTable(acts) {
  return acts.length
    ? table('Acts, the newest first', ['When', 'Who', 'Did', 'Whom', 'Room', 'About', 'By way of'], acts.map((act) => [
      time(act.at), userLink(act.by), h('b', {}, act.action), act.user ? userLink(act.user) : '', act.room === '*' ? 'all rooms' : roomLink(act.room), name(about(act)), act.door]))
    : empty('No acts.');
}

export function audit(main) {
  const who = h('input', { type: 'search', name: 'user', placeholder: 'id of a user or key', maxLength: 128, onchange: () => list(undefined, []) });
  const place = h('div.wide', {});
  const more = h('div.more', {});
  main.append(h('h1', {}, 'Audit'), card('What moderators and operators did', h('form.inline', { onsubmit: (event) => { event.preventDefault(); list(undefined, []); } }, h('label', {}, 'Only of or about', who)), place, more,
    h('p.soft', {}, `${whole(10_000)} records are kept, for 30 days.`)));

  async function list(after, before) {
    try {
      const found = await get(at`/audit`, { user: who.value.trim(), after, limit: 100 });
      const all = [...before, ...found.acts];
      place.replaceChildren(auditTable(all));
      more.replaceChildren(...(found.next ? [button('Show more', () => list(found.next, all))] : []));
    } catch (refused) {
      place.replaceChildren(h('p.error', { role: 'alert' }, refused.message));
    }
  }

  list(undefined, []);
}
