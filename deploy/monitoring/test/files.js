// The repository's files for monitoring, as the tests read them.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const read = path => readFileSync(root + path, 'utf8');

const dashboardsAt = 'deploy/monitoring/grafana/dashboards/';

export const dashboards = readdirSync(root + dashboardsAt).map(file => ({
  file,
  ...JSON.parse(read(dashboardsAt + file)),
}));

/** Every query of every dashboard: { panel, alias, query }. */
export const queries = dashboards.flatMap(({ panels }) =>
  panels.flatMap(panel =>
    (panel.targets ?? []).map(({ alias, query }) => ({ panel: panel.title, alias, query })),
  ),
);

/** The metrics in docs/operations/watch.md; MetricsIT compares them with a running server. */
export const meters = new Map(
  [...read('docs/operations/watch.md').matchAll(/^\| `([a-z0-9_]+)` \| (counter|gauge|timer) \| (?:`(\w+)` )?\| /gm)].map(
    ([, name, kind, label]) => [name, { kind, label }],
  ),
);
