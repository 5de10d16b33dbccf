import { element, nameElement } from './dom.js';
import { avatar, paint } from './people.js';
import { momentOf, timeOf } from './wording.js';

/** Messages of one author this close together stand as one block. */
const BLOCK_MILLIS = 5 * 60_000;

/** Where a browser shows none: slides, for example, have VT inside a paragraph. */
const OTHER_LINE_ENDS = /\r\n|[\r\v\f\x85\u2028\u2029]/g;

/** Of `data`, which is for programs, a hint is enough. */
const DATA_SHOWN = 200;

/**
 * @param {import('/client/protocol.js').Message} message
 * @param {boolean} own
 * @param {{from: {id: string}, at: number}|null} before  the message right above, if nothing stands between
 */
export function messageElement(message, own, before) {
  const { from, at } = message;
  const made = element('article', `message${own ? ' own' : ''}${follows(message, before) ? ' follows' : ''}`, avatar(from), meta(from, at, own), bubble(message));
  made.title = momentOf(at);
  return made;
}

/** Whether it stands in one block with the message right above. */
export function follows({ from, at }, before) {
  return before?.from?.id === from.id && at - before.at < BLOCK_MILLIS;
}

/** @param {{text?: string, data?: any}} content */
export function bubble({ text, data }) {
  if (text !== undefined) return element('p', 'bubble', text.replace(OTHER_LINE_ENDS, '\n'));
  return element('p', 'bubble data', JSON.stringify(data ?? null).slice(0, DATA_SHOWN));
}

function meta(from, at, own) {
  const author = own ? element('span', 'author', 'You') : nameElement('author', from.name);
  paint(author, from.id);
  const line = element('header', 'meta', author);
  if (from.lookalike) {
    const mark = element('span', 'lookalike', 'look-alike name');
    mark.title = 'This name looks like that of somebody who was here first';
    line.append(mark);
  }
  const time = element('time', '', timeOf(at));
  time.dateTime = new Date(at).toISOString();
  line.append(time);
  return line;
}
