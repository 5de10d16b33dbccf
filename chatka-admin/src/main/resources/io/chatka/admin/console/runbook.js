import { h, empty } from './dom.js';

/** What to do: the sections of docs/runbooks.md, one of them in view. */
export function runbook(main, section) {
  main.append(h('h1', {}, 'Runbooks'));
  fetch('/console/runbooks.md').then((answer) => answer.text()).then((text) => {
    const [, ...sections] = text.split(/^## /m);
    for (const each of sections) {
      const [title, ...lines] = each.split('\n');
      const article = h('section.card.runbook', { id: title, tabIndex: -1 }, h('h2', {}, title), h('pre', {}, lines.join('\n').trim()));
      main.append(article);
      if (title === section) {
        article.classList.add('wanted');
        article.scrollIntoView();
        article.focus({ preventScroll: true });
      }
    }
  }, () => main.append(empty('The node does not answer.')));
}
