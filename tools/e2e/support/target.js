import { randomBytes } from 'node:crypto';

export const BASE_URL = process.env.BASE_URL ?? 'http://localhost:8000';

/** Another node of the same cluster, where there is one. */
export const BASE_URL_2 = process.env.BASE_URL_2;

/** A room of the test's own. */
export function freshRoom() {
  return `e2e-${randomBytes(4).toString('hex')}`;
}

/** No test should hang when the server does. */
export const PATIENCE = { timeout: 240_000 };
