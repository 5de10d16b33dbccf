import { at, get } from './api.js';
import { admins, onUser } from './acts.js';
import { button, card, empty, h, name, refill, repeat, table } from './dom.js';
import { until, whole } from './format.js';
import { auditTable } from './audit.js';
import { roomLink } from './rooms.js';

export function user(main, subject) {
  const head = h('h1', {}, name(subject));
  const state = h('p', {});
  const acts = h('div', {});
  const connections = h('div.wide', {});
  const error = h('p.error', { role: 'alert' });
  const history = h('div.wide', {});
  main.append(h('p.crumbs', {}, h('a', { href: '#/users' }, 'Users')), head, state, error, acts,
    card('Connections on all nodes', null, connections),
    card('Acts of this user, or about it', null, history));

  let before = '';
  async function look() {
    try {
      const now = await get(at`/users/${subject}`);
      error.textContent = now.missing.length ? `no answer from ${now.missing.join(', ')}` : '';
      const is = JSON.stringify([now.name, now.role, now.ban, now.mute]);
      if (is !== before) {
        before = is;
        head.replaceChildren(name(now.name ?? subject));
        state.replaceChildren(h('code', {}, name(subject)), ' ', now.role ? h('span.badge', {}, now.role) : h('span.soft', {}, 'not connected'), ' ',
          ...[now.ban, now.mute].filter(Boolean).map((one) => h('span.badge', { 'data-state': 'down' }, `${one.kind} ${until(one.until)}${one.reason ? `: ${one.reason}` : ''}`)));
        acts.replaceChildren(...[admins(
          button('Disconnect', () => onUser.disconnect(subject).then(again)),
          now.mute ? button('Unmute', () => onUser.unmute(subject).then(again)) : button('Mute', () => onUser.mute(subject).then(again)),
          now.ban ? button('Unban', () => onUser.unban(subject).then(again)) : button('Ban', () => onUser.ban(subject).then(again), 'danger'),
          button('Revoke tokens', () => onUser.revoke(subject).then(again), 'danger'),
          button('Erase', () => onUser.erase(subject).then(again), 'danger'))].filter(Boolean));
      }
      refill(connections, now.connections.length
        ? table('Connections', ['Node', 'Session', 'Address', 'Rooms', 'Limits hit#'], now.connections.map((one) => [
          h('code', {}, one.node), h('code', {}, one.session), one.address, h('span.links', {}, one.rooms.map((room) => roomLink(room))), whole(one.limited)]))
        : empty('Not connected.'));
    } catch (refused) {
      error.textContent = refused.message;
    }
  }

  async function records() {
    history.replaceChildren(auditTable((await get(at`/audit`, { user: subject, limit: 100 })).acts));
  }

  const again = () => Promise.all([look(), records()]);
  records().catch((refused) => history.replaceChildren(empty(refused.message)));
  return repeat(3, look);
}
