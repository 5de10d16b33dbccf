// The one table: ratios to the floor and to Chatka, from what all runs found.

/** @param {number[]} values */
export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Three digits, as people read them. */
export function number(value) {
  if (value >= 999_500) return `${(value / 1e6).toFixed(value >= 9_995_000 ? 1 : 2)} M`;
  if (value >= 9_995) return `${(value / 1e3).toFixed(value >= 99_950 ? 0 : 1)} k`;
  return value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
}

const found = (results, server, workload) =>
  results.filter(result => result.server === server && result.workload === workload.name);

const values = (results, server, workload, figure) =>
  found(results, server, workload).map(result => result.figures?.[figure.key] ?? NaN);

/** The median of the runs' own ratios: both sides of each were measured in the same minutes. */
export function ratio(results, server, other, workload, figure) {
  const others = new Map(found(results, other, workload).map(result => [result.run, result.figures?.[figure.key]]));
  return median(found(results, server, workload)
    .map(result => (result.figures?.[figure.key] ?? NaN) / (others.get(result.run) ?? NaN)));
}

/** Marks: the figure is not the server's best, or not all of the messages arrived. */
function marks(results, server, workload) {
  const runs = found(results, server, workload);
  return (runs.some(run => run.saturated) ? '°' : '') + (runs.some(run => run.faults?.length || run.error) ? '!' : '');
}

function cell(results, server, workload, figure) {
  const absolute = median(values(results, server.name, workload, figure));
  if (server.reason) return '–';
  if (Number.isNaN(absolute)) return found(results, server.name, workload).length > 0 ? 'failed!' : '–';
  const toFloor = ratio(results, server.name, 'floor', workload, figure);
  const toChatka = ratio(results, server.name, 'chatka', workload, figure);
  const floor = Number.isNaN(toFloor) ? '' : number(toFloor);
  const chatka = Number.isNaN(toChatka) ? '' : `(${number(toChatka)})`;
  const unit = `${number(absolute)} ${figure.unit}`.replace(/ (M|k) (.*)/, ' $1$2');
  const mark = marks(results, server.name, workload);
  if (server.name === 'floor') return unit + mark;
  if (figure.absolute) return (server.name === 'chatka' ? unit : `${unit} ${chatka}`.trim()) + mark;
  if (server.name === 'chatka') return (floor ? `${floor} · ${unit}` : unit) + mark;
  return (floor || chatka ? `${floor} ${chatka}`.trim() : unit) + mark;
}

function notes(raw) {
  const lines = [];
  for (const server of raw.servers) {
    const texts = new Map();
    for (const result of raw.results.filter(each => each.server === server.name)) {
      for (const text of result.error ? [result.error] : result.faults ?? []) {
        texts.set(`${result.workload}: ${text}`, true);
      }
    }
    for (const text of texts.keys()) lines.push(`- ! ${server.label}, ${text}`);
  }
  if (raw.results.some(result => result.saturated)) {
    lines.push("- ° the generator's thread was busy for more than 90 % of the time: the server can do more than this.");
  }
  const disturbed = raw.results.filter(result => result.disturbed).length;
  if (disturbed > 0) {
    lines.push(`- Other programs took more than 10 % of the processors in ${disturbed} of ${raw.results.length} measurements.`);
  }
  return lines;
}

const BEGIN = '<!-- peers: begin -->\n';
const END = '<!-- peers: end -->';

/** A document with another table between its two marks. */
export function insert(document, markdown) {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`there is no ${BEGIN.trim()} with a ${END} behind it`);
  return `${document.slice(0, from)}${BEGIN}${markdown}${document.slice(to)}`;
}

const escape = text => String(text).replace(/\s+/g, ' ').replaceAll('|', '\\|');

/**
 * Markdown: the table and what to know about it.
 *
 * @param {{machine: string, at: string, runs: number, interrupted?: boolean,
 *   servers: {name: string, label: string, version?: string, reason?: string}[],
 *   workloads: import('./workloads.js').Workload[],
 *   results: {server: string, workload: string, run: number, figures?: object, faults?: string[], error?: string,
 *     saturated?: boolean, disturbed?: boolean}[]}} raw
 */
export function table(raw) {
  const row = cells => `| ${cells.join(' | ')} |`;
  const lines = [
    row(['', ...raw.servers.map(server => server.label)]),
    row(['---', ...raw.servers.map(() => '---:')]),
    row(['version', ...raw.servers.map(server => escape(server.reason ? `not measured: ${server.reason}` : server.version))]),
  ];
  for (const workload of raw.workloads.filter(each => each.figures.length > 0)) {
    workload.figures.forEach((figure, index) => {
      const arrow = figure.better === 'lower' ? '↓' : '↑';
      const title = index === 0 ? `**${workload.title}**: ` : '… ';
      lines.push(row([`${title}${figure.title} ${arrow}`,
        ...raw.servers.map(server => cell(raw.results, server, workload, figure))]));
    });
  }
  return [
    ...lines, '',
    'First number: the ratio to the floor, unless it has a unit. In brackets: the ratio to Chatka. ↓ less is better, ↑ more is'
      + ' better.', '',
    `${raw.machine}; ${raw.at}; medians of ${raw.runs} ${raw.runs === 1 ? 'run' : 'runs'}`
      + `${raw.interrupted ? ', stopped before the end' : ''}.`, '',
    ...notes(raw),
  ].join('\n').trimEnd() + '\n';
}
