import { Chart, swatch } from './chart.js';
import { card, empty, h, name, refill, table } from './dom.js';
import { bytes, micros, percent, rough, whole } from './format.js';
import { hour, on } from './live.js';
import { warnings } from './warnings.js';

const sum = (values) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length ? known.reduce((all, value) => all + value, 0) : null;
};
const most = (values) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length ? Math.max(...known) : null;
};
const last = (figure) => hour.names().map((node) => hour.values(node, figure).at(-1));
const rate = (figure) => hour.names().map((node) => hour.rates(node, figure).at(-1));
const share = (part, whole_) => (part + whole_ ? (100 * part) / (part + whole_) : null);

/** Lines of one figure, one for each node. */
const lines = (figure, of = 'values', label = (node) => node, dash = false, scale = 1) => hour.names().map((node, i) => ({
  name: label(node), of: i, dash, values: scale === 1 ? hour[of](node, figure) : hour[of](node, figure).map((value) => value && value * scale),
}));

const percentiles = (figure) => [
  ...lines(`${figure}P50`, 'values', (node) => `${node} p50`, true),
  ...lines(`${figure}P99`, 'values', (node) => `${node} p99`),
];
const told = (figure) => `p50 ${micros(most(last(`${figure}P50`)))} · p99 ${micros(most(last(`${figure}P99`)))}`;

/** Title, how a value is written, the lines, and the present in words. */
const CHARTS = [
  ['Connections', whole, () => lines('connections'), () => `${whole(sum(last('connections')))} of ${whole(sum(last('limit')))}`],
  ['Messages a second', rough, () => lines('messages', 'rates'), () => rough(sum(rate('messages')))],
  ['Deliveries a second', rough, () => lines('deliveries', 'rates'), () => rough(sum(rate('deliveries')))],
  ['Fan-out latency, p99 (p50 dashed)', micros, () => percentiles('delivery'), () => told('delivery')],
  ['Publish latency, p99 (p50 dashed)', micros, () => percentiles('publish'), () => told('publish')],
  ['Canary through the broker, p99 (p50 dashed)', micros, () => percentiles('roundTrip'), () => told('roundTrip')],
  ['CPU, in cores', rough, () => lines('cpuMillis', 'rates', undefined, false, 0.001), () => `${rough((sum(rate('cpuMillis')) ?? 0) / 1000)} of ${whole(sum(last('cores')))}`],
  ['Heap', bytes, () => lines('heap'), () => `${bytes(sum(last('heap')))} of ${bytes(sum(last('heapMost')))}`],
  ['Bytes in a second', bytes, () => lines('received', 'rates'), () => bytes(sum(rate('received')))],
  ['Bytes out a second', bytes, () => lines('sent', 'rates'), () => bytes(sum(rate('sent')))],
  ['Slow readers', whole, () => lines('congested'), () => whole(sum(last('congested')))],
  ['Gaps a second', rough, () => lines('gaps', 'rates'), () => rough(sum(rate('gaps')))],
];

function tile(label, value, hint = null) {
  return h('div.tile', {}, h('dt', {}, label), h('dd', {}, value, hint && h('small', {}, hint)));
}

function tiles() {
  const recovered = sum(last('recovered')) ?? 0;
  const failed = sum(last('notRecovered')) ?? 0;
  return [
    tile('Users', whole(sum(last('users'))), `on ${whole(hour.names().length)} ${hour.names().length === 1 ? 'node' : 'nodes'}`),
    tile('Connections', whole(sum(last('connections'))), `of ${whole(sum(last('limit')))}`),
    tile('Rooms', whole(sum(last('rooms'))), 'open on these nodes'),
    tile('Messages', rough(sum(rate('messages'))), 'a second'),
    tile('Deliveries', rough(sum(rate('deliveries'))), 'a second'),
    tile('Fan-out p99', micros(most(last('deliveryP99'))), 'of the last 10 s'),
    tile('Recoveries', whole(recovered + failed), recovered + failed ? `${percent(share(recovered, failed))} complete` : 'none yet'),
    tile('Gaps', whole(sum(last('gaps'))), 'since the start'),
  ];
}

function state(figures, missing) {
  const text = missing ? 'no answer' : figures.state;
  return h('span.badge', { 'data-state': missing ? 'down' : figures.state }, text);
}

function nodes() {
  const rows = hour.last.nodes.map(({ name: node, figures }, i) => [
    h('span', {}, swatch(i), h('code', {}, node)),
    state(figures),
    figures.state === 'draining' ? `${whole(figures.connections)} left` : `${whole(figures.connections)} of ${whole(figures.limit)}`,
    whole(figures.users),
    rough(hour.rates(node, 'deliveries').at(-1)),
    micros(figures.deliveryP99),
    rough((hour.rates(node, 'cpuMillis').at(-1) ?? 0) / 1000),
    bytes(figures.heap),
    figures.broker ? `away: ${figures.broker}` : figures.hearing ? 'well' : 'takes, but delivers nothing',
  ]);
  for (const node of hour.last.missing) rows.push([h('code', {}, node), state({}, true), '', '', '', '', '', '', '']);
  return table('Nodes', ['Node', 'State', 'Connections#', 'Users#', 'Deliveries/s#', 'Fan-out p99#', 'Cores#', 'Heap#', 'Broker'], rows);
}

const REFUSED = {
  'refused.connections': 'the limit of connections',
  'refused.handshakes': 'too many at once',
  'refused.addresses': 'too many of one address',
  'refused.memory': 'short of memory',
  'refused.origin': 'a page of another site',
  'refused.tls': 'TLS was not finished',
  'refused.proxy': 'no header of the proxy',
  'refused.headers': 'too large headers',
};

function refused() {
  const rows = Object.entries(REFUSED).map(([figure, why]) => [why, sum(last(figure)) ?? 0]).filter(([, count]) => count > 0);
  return rows.length
    ? table('Refused connections by reason', ['Why', 'How many#'], rows.map(([why, count]) => [why, whole(count)]))
    : empty('None since the start.');
}

export function overview(main) {
  const warned = h('div', { role: 'status' });
  const figures = h('dl.tiles', {});
  const nodesPlace = h('div.wide', {});
  const refusedPlace = h('div', {});
  const charts = CHARTS.map(([title, format, data, now]) => ({ chart: new Chart(title, format), data, now }));
  main.append(
    h('h1', {}, 'Overview'), warned, figures,
    card('Nodes', null, nodesPlace),
    h('div.charts', {}, charts.map(({ chart }) => chart.element)),
    card('Refused connections', null, refusedPlace),
  );
  let before = '';
  const turn = () => {
    const found = warnings();
    const now = JSON.stringify(found);
    // A screen reader tells only what is new.
    if (now !== before) {
      before = now;
      warned.replaceChildren(...found.map(({ text, runbook }) => h('p.warning', {}, name(text), ' ', h('a', { href: `#/runbook/${runbook}` }, 'What to do'))));
    }
    figures.replaceChildren(...tiles());
    refill(nodesPlace, nodes());
    refill(refusedPlace, refused());
    for (const { chart, data, now: told_ } of charts) chart.set(hour.times, data(), told_());
  };
  if (hour.last.nodes.length) turn();
  const end = on('figures', () => !document.hidden && turn());
  return () => {
    end();
    charts.forEach(({ chart }) => chart.end());
  };
}
