import { h } from './dom.js';
import { session } from './api.js';

/** Asks for a key. @param {() => Promise} then  when somebody has logged in */
export function login(main, then, why = '') {
  const key = h('input', { type: 'password', name: 'key', required: true, autocomplete: 'current-password', 'aria-describedby': 'login-error' });
  const error = h('p.error', { id: 'login-error', role: 'alert' }, why);
  const form = h('form.card.login', {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await session.open({ key: key.value.trim() });
        await then();
      } catch (refused) {
        error.textContent = refused.message;
      }
    },
  },
  h('h1', {}, 'Chatka console'),
  h('p', {}, 'On the machine of the server, ', h('code', {}, './chatka admin login'), ' prints an address that opens this page. Or give a key of ', h('code', {}, 'chatka.admin.keys'), ':'),
  h('label', {}, 'Key', key),
  error,
  h('button.primary', { type: 'submit' }, 'Log in'));
  main.replaceChildren(form);
  key.focus();
}
