/** A request that was refused; its message is for people. */
export class Refused extends Error {
  constructor(status, problem) {
    const missing = problem.missing?.length ? ` (${problem.missing.join(', ')})` : '';
    super((problem.field ? `${problem.field}: ` : '') + (problem.detail ?? `the node answered ${status}`) + missing);
    this.status = status;
  }
}

let loggedOut = () => {};

/** @param {() => void} action  is called when the session has ended */
export function whenLoggedOut(action) {
  loggedOut = action;
}

async function ask(method, target, body) {
  let answer;
  try {
    answer = await fetch(target, {
      method,
      headers: { 'x-chatka-console': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { detail: 'the node does not answer' });
  }
  const text = await answer.text();
  let parsed = {};
  try {
    parsed = text ? JSON.parse(text) : {};
  } catch {
    // A proxy's page: the status says enough.
  }
  if (answer.ok) return parsed;
  if (answer.status === 401 && target !== '/console/session') loggedOut();
  throw new Refused(answer.status, parsed);
}

/** A path of the API: `path` followed by its parts, encoded. */
export function at(strings, ...parts) {
  return `/api/v1${strings.reduce((path, string, i) => path + encodeURIComponent(parts[i - 1]) + string)}`;
}

/** @param {object} [query]  what is empty is left out */
export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== null);
  return ask('GET', path + (given.length ? `?${new URLSearchParams(given)}` : ''));
}

export const post = (path, body) => ask('POST', path, body);
export const put = (path, body) => ask('PUT', path, body);
export const remove = (path) => ask('DELETE', path);

export const session = {
  find: () => ask('GET', '/console/session'),
  open: (by) => ask('POST', '/console/session', by),
  close: () => ask('DELETE', '/console/session'),
};
