/**
 * The only ways by which this page makes and fills elements. What users wrote becomes text nodes, never markup.
 *
 * @param {string} id
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {...(Node|string)} children  strings become text
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** @param {string} className @param {string} label @param {() => void} onClick */
export function button(className, label, onClick) {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** A name as text whose writing direction does not leak into the line around it. @param {string} className @param {string} name */
export function nameElement(className, name) {
  return element('bdi', className, name);
}
