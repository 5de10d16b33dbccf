// The results of a run: a short table on the terminal, and everything as JSON in RESULTS.

const ms = number => (number === undefined ? '-' : number < 10 ? number.toFixed(2) : number.toFixed(1));

/** The figures of one metric, or of a part of it: figure(data, 'chat_delivery{scenario:x}', 'p(99)'). */
export function figure(data, metric, name) {
  return data.metrics[metric]?.values[name];
}

/** The missed thresholds, as text. */
function broken(data) {
  const lines = [];
  for (const [metric, { thresholds = {} }] of Object.entries(data.metrics)) {
    for (const [condition, { ok }] of Object.entries(thresholds)) {
      if (!ok) lines.push(`  NOT KEPT: ${metric} ${condition}`);
    }
  }
  return lines;
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => String(row[column]).length)));
  return rows.map(row => row.map((cell, column) => String(cell).padStart(widths[column])).join('  '));
}

/** For `handleSummary`: @param rows the table, headings first; the usual one if left out */
export function summary(name, data, rows) {
  const count = metric => figure(data, metric, 'count') ?? 0;
  const usual = [
    ['', 'median', 'p95', 'p99', 'most'],
    ...[
      ['connect, ms', 'chat_connect'],
      ['delivery, ms', 'chat_delivery'],
      ['back in the room, ms', 'chat_back'],
    ]
      .filter(([, metric]) => data.metrics[metric])
      .map(([title, metric]) => [
        title,
        ...['med', 'p(95)', 'p(99)', 'max'].map(value => ms(figure(data, metric, value))),
      ]),
  ];
  const lines = [
    '',
    `k6 ${name}`,
    ...table(rows ?? usual),
    `sent ${count('chat_sent')}, received ${count('chat_received')}, lost ${count('chat_lost')}, out of order ` +
      `${count('chat_disorder')}, gaps ${count('chat_gaps')}, errors ${count('chat_errors')}, users that failed ` +
      `${count('chat_failed')}`,
    ...broken(data),
    '',
  ];
  const output = { stdout: lines.join('\n') + '\n' };
  if (__ENV.RESULTS) output[`${__ENV.RESULTS}/${name}.json`] = JSON.stringify(data, null, 2);
  return output;
}

export { ms };

/** The statistics that these tables need. */
export const summaryTrendStats = ['min', 'avg', 'med', 'p(95)', 'p(99)', 'max'];
