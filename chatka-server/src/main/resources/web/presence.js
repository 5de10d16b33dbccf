import { element, nameElement } from './dom.js';
import { moreText } from './wording.js';

/** More names than this are only counted. */
const MOST_NAMES = 100;

/** Of one kind, in one line. */
const MOST_LISTED = 3;

const WORDING = [['joined', 'joined'], ['left', 'left'], ['back', 'came back'], ['passed', 'looked in']];

/** The wording of a change by the earlier change of the same person; every other change keeps its own. */
const AFTER = { joined: { left: 'back' }, left: { joined: 'passed' } };

/** One quiet line for everybody who joined or left since the last message. */
export class PresenceLine {
  /** @type {Map<string, 'joined'|'left'|'back'|'passed'>} by name: a client that reconnects has a new id */
  #people = new Map();
  #unnamed = { joined: 0, left: 0 };

  element = element('p', 'presence');

  constructor() {
    // A screen reader would read joins and leaves over the messages.
    this.element.setAttribute('aria-live', 'off');
  }

  /** @param {{name: string}[]} joined @param {{name: string}[]} left */
  add(joined, left) {
    // Someone in both lists of one batch is here now, so those who left go first.
    for (const { name } of left) this.#note(name, 'left');
    for (const { name } of joined) this.#note(name, 'joined');
    this.element.replaceChildren(...this.#phrases());
  }

  #note(name, now) {
    const before = this.#people.get(name);
    if (before === undefined && this.#people.size >= MOST_NAMES) {
      this.#unnamed[now]++;
      return;
    }
    this.#people.set(name, AFTER[now][before] ?? now);
  }

  #phrases() {
    const phrases = [];
    for (const [kind, verb] of WORDING) {
      const names = [...this.#people].filter(([, what]) => what === kind).map(([name]) => name);
      const unnamed = this.#unnamed[kind] ?? 0;
      if (names.length + unnamed === 0) continue;
      phrases.push(...(phrases.length > 0 ? [' · '] : []), ...listed(names, unnamed), ` ${verb}`);
    }
    return phrases;
  }
}

/** The names and words of "Ann, Bob and 3 more". */
function listed(names, unnamed) {
  const parts = names.slice(0, MOST_LISTED).map(name => nameElement('', name));
  const more = names.length + unnamed - parts.length;
  if (more > 0) parts.push(moreText(more));
  return parts.flatMap((part, index) => {
    if (index === 0) return [part];
    return [index === parts.length - 1 ? ' and ' : ', ', part];
  });
}
