// What can be said about dashboards, alerts and runbooks without running anything but promtool.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { dashboards, meters, queries, read, root } from './files.js';

const fieldsOf = { counter: ['counter'], gauge: ['gauge'], timer: ['count', 'sum', '0.1'] };

test('the meters are read from the document', () => {
  assert.ok(meters.size > 40, `${meters.size} meters`);
  assert.deepEqual(meters.get('chatka_errors_total'), { kind: 'counter', label: 'code' });
});

for (const { file, panels, uid, title, templating } of dashboards) {
  test(`${file} is a dashboard that Grafana can draw`, () => {
    assert.ok(uid && title);
    assert.deepEqual(templating.list.map(variable => variable.name), ['datasource']);
    const ids = panels.map(panel => panel.id);
    assert.equal(new Set(ids).size, ids.length, 'ids are different');
    const covered = new Set();
    for (const panel of panels) {
      const { x, y, w, h } = panel.gridPos;
      assert.ok(x >= 0 && x + w <= 24, `${panel.title} is within the grid`);
      for (let row = y; row < y + h; row++) {
        for (let column = x; column < x + w; column++) {
          assert.ok(!covered.has(`${row},${column}`), `${panel.title} overlaps another panel`);
          covered.add(`${row},${column}`);
        }
      }
      if (panel.type === 'row') continue;
      assert.equal(panel.datasource.uid, '${datasource}');
      assert.ok(panel.targets.length > 0, `${panel.title} shows something`);
      assert.ok(panel.targets.every(target => target.alias && target.rawQuery && target.refId));
    }
  });
}

test('the three pictures are there: CPU usage, received and sent packet bytes', () => {
  const titles = queries.map(({ panel }) => panel);
  for (const title of ['CPU usage', 'Received packet bytes', 'Sent packet bytes']) assert.ok(titles.includes(title), title);
});

for (const { panel, alias, query } of queries) {
  test(`"${panel}", ${alias}: asks for a figure that there is`, () => {
    const [, measurement] = /FROM "(\w+)"/.exec(query);
    assert.match(query, /\$timeFilter/);
    assert.match(query, /GROUP BY time\(\$__interval\)/);
    if (['cpu', 'mem', 'net', 'procstat'].includes(measurement)) return; // the test of the real thing sees to those
    const timersMaximum = measurement.replace(/_max$/, '');
    const kind = meters.get(measurement)?.kind ?? (meters.get(timersMaximum)?.kind === 'timer' ? 'gauge' : undefined);
    assert.ok(kind, `${measurement} is in docs/operations/watch.md`);
    for (const [, field] of query.matchAll(/(?:max|mean|min)\("([^"]+)"\)/g)) {
      assert.ok(fieldsOf[kind].includes(field), `${measurement}, a ${kind}, has a field ${field}`);
    }
  });
}

const alerts = [...read('deploy/monitoring/prometheus/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);

test('every alert has its runbook, and every runbook its alert', () => {
  const runbooks = [...read('docs/runbooks.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  assert.deepEqual([...runbooks].sort(), [...alerts].sort());
  for (const alert of alerts) {
    assert.match(read('deploy/monitoring/prometheus/alerts.yml'), new RegExp(`runbook: docs/runbooks.md#${alert.toLowerCase()}\n`));
  }
});

test('every alert has a case in which it fires', () => {
  const cases = read('deploy/monitoring/prometheus/alerts.test.yml');
  for (const alert of alerts) assert.match(cases, new RegExp(`alertname="${alert}"`));
});

test('every alert is about figures that there are', () => {
  for (const [, name] of read('deploy/monitoring/prometheus/alerts.yml').matchAll(/\b((?:chatka|jvm|process)_\w+)/g)) {
    const base = name.replace(/_(bucket|count|sum)$/, '');
    assert.ok(meters.has(name) || meters.get(base)?.kind === 'timer', name);
  }
});

test('promtool finds nothing wrong, and the alerts fire when they should and not otherwise', () => {
  const promtool = (...options) => execFileSync('promtool', options, { cwd: root + 'deploy/monitoring/prometheus', encoding: 'utf8' });
  promtool('check', 'config', 'prometheus.yml');
  assert.match(promtool('test', 'rules', 'alerts.test.yml'), /SUCCESS/);
});

test('runbooks and operations name settings that exist', () => {
  const settings = read('docs/configuration.md');
  const pages = ['runbooks', 'operations', ...['network', 'restart', 'sizing', 'start', 'watch'].map(page => `operations/${page}`)];
  for (const [, key] of pages.map(page => read(`docs/${page}.md`)).join('').matchAll(/`(chatka\.[a-z.-]+)`/g)) {
    assert.ok(settings.includes(`\`${key}`), key);
  }
});
