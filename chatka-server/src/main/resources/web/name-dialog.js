import { byId } from './dom.js';

/** Asks for the user's name; the server is the judge of it. */
export class NameDialog {
  #dialog = byId('name-dialog');
  #input = byId('name');
  #error = byId('name-error');
  #submit = byId('name-submit');
  #mayCancel = false;

  /** @param {(name: string) => void} onName */
  constructor(onName) {
    byId('name-form').addEventListener('submit', event => {
      event.preventDefault();
      const name = this.#input.value.normalize().trim().replace(/\s+/g, ' ');
      if (!name) return;
      this.#submit.disabled = true;
      this.#error.textContent = '';
      onName(name);
    });
    // Without a name there is no chat behind the dialog. A browser lets the second Escape pass whatever `cancel` says.
    this.#dialog.addEventListener('cancel', event => {
      if (!this.#mayCancel) event.preventDefault();
    });
    this.#dialog.addEventListener('close', () => {
      if (!this.#mayCancel && !this.#dialog.open) this.#dialog.showModal();
    });
  }

  get open() {
    return this.#dialog.open;
  }

  /** Whether a name was given and the server has not judged it yet. */
  get waits() {
    return this.#dialog.open && this.#submit.disabled;
  }

  /** @param {{name: string, mayCancel: boolean, error?: string}} how */
  ask({ name, mayCancel, error = '' }) {
    this.#mayCancel = mayCancel;
    this.#input.value = name;
    this.#submit.disabled = false;
    this.#submit.textContent = mayCancel ? 'Change name' : 'Join the chat';
    this.#error.textContent = error;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#input.focus();
    this.#input.select();
  }

  close() {
    this.#mayCancel = true;
    this.#dialog.close();
  }
}
