import { element } from './dom.js';

const HUES = 24;

const graphemes = new Intl.Segmenter();

/** Gives an element the colour of a user: the same id has the same colour everywhere. @param {HTMLElement} target @param {string} id */
export function paint(target, id) {
  target.style.setProperty('--hue', String(hueOf(id)));
}

/** @param {HTMLElement} target @param {{id: string, name: string}} user */
export function fillAvatar(target, { id, name }) {
  const [first] = graphemes.segment(name);
  target.textContent = (first?.segment ?? '').toUpperCase();
  paint(target, id);
}

/** @param {{id: string, name: string}} user */
export function avatar(user) {
  const made = element('span', 'avatar');
  made.setAttribute('aria-hidden', 'true');
  fillAvatar(made, user);
  return made;
}

/** Degrees: FNV-1a over the id, so that ids that differ in one letter are far apart. */
function hueOf(id) {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return ((hash >>> 8) % HUES) * (360 / HUES);
}
