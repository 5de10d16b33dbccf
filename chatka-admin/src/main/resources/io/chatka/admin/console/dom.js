/**
 * The only way by which the console makes elements. What users wrote becomes text nodes, never markup.
 *
 * @param {string} tag  with classes behind dots: "p.hint"
 * @param {object} [properties]  of the element; functions become listeners: {onclick}; "data-…" and "aria-…" become attributes
 * @param {...any} children  nodes and texts; null is left out
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** What somebody else named: its writing direction does not leak into the line around it. */
export function name(text) {
  return h('bdi', {}, text);
}

export function button(label, onclick, kind = '') {
  return h(`button${kind && `.${kind}`}`, { type: 'button', onclick }, label);
}

/** A card with a title; `extra` stands beside the title. */
export function card(title, extra, ...children) {
  return h('section.card', {}, h('div.card-head', {}, h('h2', {}, title), extra), ...children);
}

export function empty(text) {
  return h('p.empty', {}, text);
}

/**
 * A table that becomes a list of cards on a narrow screen.
 *
 * @param {string} caption  for those who do not see the heading around it
 * @param {string[]} columns  a name that ends with # is of numbers
 * @param {any[][]} rows  of nodes and texts
 */
export function table(caption, columns, rows) {
  const number = columns.map((column) => column.endsWith('#'));
  const titles = columns.map((column) => column.replace('#', ''));
  const cell = (content, i) => h(number[i] ? 'td.number' : 'td', { 'data-label': titles[i] }, content || null);
  return h('table', {},
    h('caption.hidden', {}, caption),
    h('thead', {}, h('tr', {}, titles.map((title, i) => h(number[i] ? 'th.number' : 'th', { scope: 'col' }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map(cell)))));
}

/** Replaces what is in an element, unless somebody has the focus or a selection in it: the next turn does it. */
export function refill(element, ...children) {
  const selection = document.getSelection();
  const busy = element.contains(document.activeElement)
    || (!selection.isCollapsed && element.contains(selection.anchorNode));
  if (!busy) element.replaceChildren(...children);
}

/**
 * Calls a function now, and again as long after each end, until it is stopped; not while the page is hidden.
 *
 * @return {() => void} stops it
 */
export function repeat(seconds, action) {
  let stopped = false;
  let timer;
  const turn = async () => {
    if (!document.hidden) await action();
    if (!stopped) timer = setTimeout(turn, seconds * 1000);
  };
  turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
