import { byId } from './dom.js';
import { charactersText, failureText } from './wording.js';

/** The counter appears when this share of the limit is used. */
const COUNT_FROM = 0.8;

/** Where one writes. Enter sends, Shift and Enter make a line. */
export class Composer {
  #form = byId('composer');
  #text = byId('text');
  #send = byId('send');
  #note = byId('composer-note');
  #counter = byId('counter');
  #limit = Infinity;

  /**
   * @param {object} actions
   * @param {(text: string) => void} actions.onSend
   * @param {(pages: number) => void} actions.onScroll
   * @param {() => void} actions.onEscape
   * @param {() => void} actions.onTyping
   */
  constructor({ onSend, onScroll, onEscape, onTyping }) {
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.#submit(onSend);
    });
    this.#text.addEventListener('input', () => {
      this.clearNote();
      this.#changed();
      if (this.#text.value.trim()) onTyping();
    });
    this.#text.addEventListener('keydown', event => {
      // Enter that ends the composition of a Japanese word does not end the message; 229 is how Safari says so.
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        this.#submit(onSend);
      } else if (event.key === 'PageUp' || event.key === 'PageDown') {
        event.preventDefault();
        onScroll(event.key === 'PageUp' ? -1 : 1);
      } else if (event.key === 'Escape') {
        this.clearNote();
        onEscape();
      }
    });
    window.addEventListener('resize', () => this.#changed());
    this.#changed();
  }

  /** @param {number} characters */
  set limit(characters) {
    this.#limit = characters;
    this.#changed();
  }

  get draft() {
    return this.#text.value;
  }

  set draft(text) {
    this.#text.value = text;
    this.clearNote();
    this.#changed();
  }

  /** Restores a text that could not be sent, in front of a newer draft. @param {string} text */
  edit(text) {
    this.draft = this.draft ? `${text}\n${this.draft}` : text;
    this.#text.focus();
  }

  /** @param {string|null} room  null: there is no room to write to */
  set room(room) {
    this.#form.hidden = room === null;
    this.#text.placeholder = room === null ? '' : `Message #${room}`;
  }

  focus() {
    // On a touch screen this would push the keyboard over what the user came to read.
    if (matchMedia('(pointer: fine)').matches) this.#text.focus();
  }

  /** Shows an error next to the text field. @param {{code: string, message: string}} error */
  showError(error) {
    this.#note.textContent = failureText(error);
  }

  clearNote() {
    this.#note.textContent = '';
  }

  #submit(onSend) {
    const text = this.#text.value.replace(/\s+$/, '');
    if (!text.trim() || this.#over(text) > 0) return;
    onSend(text);
  }

  #changed() {
    const text = this.#text.value;
    const over = this.#over(text);
    this.#counter.hidden = this.#limit === Infinity || over < -this.#limit * (1 - COUNT_FROM);
    this.#counter.textContent = over > 0 ? charactersText(over, 'too many') : charactersText(-over, 'left');
    this.#counter.classList.toggle('over', over > 0);
    this.#text.parentElement.classList.toggle('invalid', over > 0);
    this.#text.setAttribute('aria-invalid', String(over > 0));
    this.#send.disabled = over > 0 || !text.trim();
    // As high as its text; the style sheet has the limit.
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  /** Characters over the limit; below 0, how many are left. */
  #over(text) {
    // A code unit is at most one character, so that most texts need no closer count.
    const characters = text.length > this.#limit * COUNT_FROM ? [...text].length : text.length;
    return characters - this.#limit;
  }
}
