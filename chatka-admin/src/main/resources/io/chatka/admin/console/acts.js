import { at, post, put, remove } from './api.js';
import { button, h, name } from './dom.js';
import { may } from './role.js';

const toasts = document.getElementById('toasts');

/** Tells what was done, for a while; with a way back if there is one. */
export function toast(text, undo) {
  const shown = h('p.toast', {}, name(text), undo ? button('Undo', async () => {
    shown.remove();
    await attempt(undo, 'Undone');
  }) : null);
  toasts.append(shown);
  setTimeout(() => shown.remove(), undo ? 15_000 : 6000);
}

/** Does something and tells how it went; true if it succeeded. */
async function attempt(action, done, undo) {
  try {
    await action();
    toast(done, undo);
    return true;
  } catch (refused) {
    const shown = h('p.toast.bad', { role: 'alert' }, name(refused.message));
    toasts.append(shown);
    setTimeout(() => shown.remove(), 10_000);
    return false;
  }
}

const FOR = [['10 minutes', 600_000], ['1 hour', 3_600_000], ['1 day', 86_400_000], ['30 days', 2_592_000_000], ['for ever', 0]];

const FIELDS = {
  user: () => h('label', {}, 'User id', h('input', { name: 'user', required: true, maxLength: 128, autocomplete: 'off' })),
  for: () => h('label', {}, 'For', h('select', { name: 'for' }, FOR.map(([text, millis]) => h('option', { value: millis }, text)))),
  reason: () => h('label', {}, 'Reason (optional; the user sees it)', h('input', { name: 'reason', maxLength: 500, autocomplete: 'off' })),
  shadow: () => h('label.check', {}, h('input', { type: 'checkbox', name: 'shadow' }), 'Shadow: only the user and moderators see its messages'),
  delete: () => h('label.check', {}, h('input', { type: 'checkbox', name: 'delete' }), 'Delete its messages'),
  seconds: () => h('label', {}, 'Seconds between two messages of a user; 0 for no limit', h('input', { name: 'seconds', type: 'number', min: 0, max: 600, required: true })),
  who: () => h('label', {}, 'Who may speak', h('select', { name: 'who' }, ['everyone', 'members', 'moderators'].map((who) => h('option', {}, who)))),
  text: () => h('label', {}, 'Text', h('textarea', { name: 'text', required: true, rows: 3 })),
  reconnect: () => h('label', {}, 'The client reconnects', h('select', { name: 'reconnect' },
    h('option', { value: 1000 }, 'after a second'), h('option', { value: 60_000 }, 'after a minute'), h('option', { value: '' }, 'never'))),
};

/** The fields of a form, without those that are empty. */
function values(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = field.type === 'checkbox' ? field.checked : field.value.trim();
    if (field.name === 'seconds') found.seconds = Number(value);
    else if (['for', 'reconnect'].includes(field.name)) {
      if (Number(value)) found[field.name] = Number(value);
    } else if (value) found[field.name] = value;
  }
  return found;
}

/**
 * Asks for what an act needs, and carries it out.
 *
 * @param {string} title  what will be done
 * @param {object} given  values of fields
 * @param {string[]} fields  that are asked for
 * @param {(values: object) => Promise} action
 * @param {{done?: string, undo?: (values: object) => Promise, danger?: boolean, hint?: string}} [more]
 * @return {Promise<boolean>} whether it was done
 */
export function ask(title, given, fields, action, { done, undo, danger, hint } = {}) {
  return new Promise((resolve) => {
    const inputs = fields.map((field) => FIELDS[field]());
    const form = h('form', { method: 'dialog' }, h('h2', {}, name(title)), hint ? h('p.soft', {}, hint) : null, inputs,
      h('div.buttons', {}, button('Cancel', () => dialog.close()), h(`button.${danger ? 'danger' : 'primary'}`, { type: 'submit' }, title.split(' ')[0])));
    const dialog = h('dialog', { onclose: () => { dialog.remove(); resolve(false); } }, form);
    for (const [field, value] of Object.entries(given)) if (form.elements[field]) form.elements[field].value = value;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const all = { ...given, ...values(form) };
      const submit = form.querySelector('[type=submit]');
      submit.disabled = true;
      const success = await attempt(() => action(all), done ?? `Done: ${title}`, undo && (() => undo(all)));
      submit.disabled = false;
      if (success) {
        resolve(true);
        dialog.close();
      }
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

const moderate = (room, action, fields = {}) => post(at`/rooms/${room}/moderation`, { action, ...fields });
const pick = (from, ...names) => Object.fromEntries(names.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]));

/** The acts in a room. Each returns whether it was done. */
export const inRoom = {
  mute: (room, user = '') => ask('Mute a user in this room', { user }, ['user', 'for', 'reason', 'shadow'],
    (all) => moderate(room, 'mute', pick(all, 'user', 'for', 'reason', 'shadow')), { done: 'Muted', undo: ({ user: who }) => moderate(room, 'unmute', { user: who }) }),
  kick: (room, user = '') => ask('Kick a user out of this room', { user }, ['user', 'reason'],
    (all) => moderate(room, 'kick', pick(all, 'user', 'reason')), { done: 'Kicked', danger: true }),
  ban: (room, user = '') => ask('Ban a user from this room', { user }, ['user', 'for', 'reason', 'delete'],
    (all) => moderate(room, 'ban', pick(all, 'user', 'for', 'reason', 'delete')), { done: 'Banned', danger: true, undo: ({ user: who }) => moderate(room, 'unban', { user: who }) }),
  clear: (room, user = '') => ask('Clear all messages of a user here', { user }, ['user'],
    (all) => moderate(room, 'clear', pick(all, 'user')), { done: 'Cleared', danger: true, hint: 'Their texts cannot be had back.' }),
  lift: (room, { kind, user }) => attempt(() => moderate(room, kind === 'ban' ? 'unban' : 'unmute', { user }), 'Lifted'),
  slow: (room, state) => ask('Slow mode', { seconds: state.slow }, ['seconds'],
    ({ seconds }) => moderate(room, 'slow', { seconds }), { done: 'Set', undo: () => moderate(room, 'slow', { seconds: state.slow }) }),
  speak: (room, state) => ask('Set who may speak', { who: state.speak }, ['who'],
    ({ who }) => moderate(room, 'speak', { who }), { done: 'Set', undo: () => moderate(room, 'speak', { who: state.speak }) }),
  close: (room) => attempt(() => moderate(room, 'close'), 'Closed: nobody may enter', () => moderate(room, 'open')),
  open: (room) => attempt(() => moderate(room, 'open'), 'Open', () => moderate(room, 'close')),
  pin: (room, seq) => attempt(() => moderate(room, 'pin', { seq }), 'Pinned', () => moderate(room, 'unpin', { seq })),
  unpin: (room, seq) => attempt(() => moderate(room, 'unpin', { seq }), 'Unpinned', () => moderate(room, 'pin', { seq })),
  announce: (room) => ask('Announce in this room', {}, ['text'], ({ text }) => moderate(room, 'announce', { text }), { done: 'Announced' }),
  remove: (room, seq) => ask('Delete this message', {}, ['reason'],
    ({ reason }) => remove(at`/rooms/${room}/messages/${seq}` + (reason ? `?${new URLSearchParams({ reason })}` : '')),
    { done: 'Deleted', danger: true, hint: 'Its text cannot be had back.' }),
  approve: (room, id) => attempt(() => post(at`/rooms/${room}/held/${id}/approve`), 'Published'),
  deny: (room, id) => attempt(() => post(at`/rooms/${room}/held/${id}/deny`), 'Dropped'),
};

/** The acts on a user everywhere. */
export const onUser = {
  disconnect: (user) => ask('Disconnect this user', {}, ['reconnect'], (all) => post(at`/users/${user}/disconnect`, pick(all, 'reconnect')), { done: 'Disconnected' }),
  mute: (user) => ask('Mute this user in all rooms', {}, ['for', 'reason', 'shadow'],
    (all) => put(at`/users/${user}/mute`, pick(all, 'for', 'reason', 'shadow')), { done: 'Muted', undo: () => remove(at`/users/${user}/mute`) }),
  unmute: (user) => attempt(() => remove(at`/users/${user}/mute`), 'Unmuted'),
  ban: (user) => ask('Ban this user from all rooms', {}, ['for', 'reason'],
    (all) => put(at`/users/${user}/ban`, pick(all, 'for', 'reason')), { done: 'Banned', danger: true, undo: () => remove(at`/users/${user}/ban`) }),
  unban: (user) => attempt(() => remove(at`/users/${user}/ban`), 'Unbanned'),
  revoke: (user) => ask('Revoke all tokens of this user', {}, [], () => post(at`/tokens/revoke`, { user }),
    { done: 'Revoked', danger: true, hint: 'The user must log in again in your application.' }),
  erase: (user) => ask('Erase all that this user said', {}, [], () => remove(at`/users/${user}`),
    { done: 'Erased', danger: true, hint: 'Texts in all rooms, and messages that wait, are gone for good.' }),
};

/** Buttons, as far as this session may do what they do. */
export function moderators(...buttons) {
  return may.moderate() ? h('div.buttons', {}, buttons) : null;
}

export function admins(...buttons) {
  return may.admin() ? h('div.buttons', {}, buttons) : null;
}
