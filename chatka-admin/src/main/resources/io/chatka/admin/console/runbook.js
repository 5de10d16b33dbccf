import { h, empty } from './dom.js';

/** What to do: the sections of docs/runbooks.md, one of them in view. */
export function runbook(main, section) {
  main.append(h('h1', {}, 'Runbooks'));
  fetch('/console/runbooks.md').then((answer) => answer.text()).then((text) => {
    const [, ...sections] = text.split(/^## /m);
    const titles = sections.map((each) => each.slice(0, each.indexOf('\n')));
    sections.forEach((each, i) => {
      const shown = h('section.card.runbook', { tabIndex: -1 }, h('h2', {}, titles[i]), blocks(each.slice(titles[i].length).trim(), titles));
      main.append(shown);
      if (titles[i] === section) {
        shown.classList.add('wanted');
        shown.scrollIntoView();
        shown.focus({ preventScroll: true });
      }
    });
  }, () => main.append(empty('The node does not answer.')));
}

/** Paragraphs and numbered lists, which are the Markdown that runbooks use. */
function blocks(text, titles) {
  return text.split(/\n\n+/).map((block) => (/^1\. /.test(block)
    ? h('ol', {}, block.split(/\n(?=\d+\. )/).map((item) => h('li', {}, inline(item.replace(/^\d+\. /, ''), titles))))
    : h('p', {}, inline(block, titles))));
}

function inline(text, titles) {
  const parts = text.replace(/\s+/g, ' ').split(/(`[^`]+`|\*[^*]+\*|\[[^\]]+\]\([^)]+\))/);
  return parts.map((part) => {
    if (part.startsWith('`')) return h('code', {}, part.slice(1, -1));
    if (part.startsWith('*') && part.length > 1) return h('em', {}, part.slice(1, -1));
    const [, label] = part.match(/^\[([^\]]+)\]\(/) ?? [];
    if (!label) return part;
    // Other pages of the documentation are not here.
    return titles.includes(label) ? h('a', { href: `#/runbook/${label}` }, label) : label;
  });
}
