import { Hour } from './hour.js';
import { get } from './api.js';

/** What happens, as it comes; and the figures of the last hour. There is one connection for all pages. */
const listeners = new Map();
let source;

export const hour = new Hour();

/** @return {() => void} ends it */
export function on(event, listener) {
  const all = listeners.get(event) ?? new Set();
  listeners.set(event, all);
  all.add(listener);
  return () => all.delete(listener);
}

function tell(event, data) {
  listeners.get(event)?.forEach((listener) => listener(data));
}

/** @param {(state: string) => void} show  tells "live" or "connecting" */
export async function start(show) {
  source = new EventSource('/api/v1/events');
  source.onopen = () => show('live');
  source.onerror = () => {
    show('connecting');
    // A browser does not try again after an answer other than 200: the session has ended, or the node is busy.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => source.readyState === EventSource.CLOSED && start(show), 3000);
  };
  for (const event of ['act', 'report']) source.addEventListener(event, ({ data }) => tell(event, JSON.parse(data)));
  source.addEventListener('figures', ({ data }) => {
    const figures = JSON.parse(data);
    hour.add(Date.now() / 1000, figures);
    tell('figures', figures);
  });
  try {
    hour.load(await get('/api/v1/history'));
    if (hour.last.nodes.length) tell('figures', hour.last);
  } catch {
    // The charts begin now.
  }
}

export function stop() {
  source?.close();
}
