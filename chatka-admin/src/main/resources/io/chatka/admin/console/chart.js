import uPlot from './uPlot.esm.js';
import { h } from './dom.js';
import { bytes, whole } from './format.js';

const DARK = matchMedia('(prefers-color-scheme: dark)');
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Told apart by people who see few colours, too: Okabe and Ito, 2008; the first one is the page's own. */
const LINES = ['--accent', '#d55e00', '#0072b2', '#cc79a7', '#e69f00', '#56b4e9', '#999999'];
const line = (i) => (i % LINES.length ? LINES[i % LINES.length] : color(LINES[0]));

/** The colour of a node in all charts. */
export function swatch(i) {
  const shown = h('span.swatch', {});
  shown.style.background = line(i);
  return shown;
}

/** Where ticks may be, by what is counted: whole things, and bytes. */
const TICKS = new Map([
  [whole, Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat()],
  [bytes, Array.from({ length: 50 }, (_, power) => 2 ** power)],
]);

/** A chart of the last hour. Its lines may change from turn to turn. */
export class Chart {
  #plot;
  #names = '';
  #format;
  #size = new ResizeObserver(() => this.#plot?.setSize(this.#measure()));
  #recolor = () => {
    this.#names = '';
    if (this.#last) this.set(...this.#last);
  };
  #last;

  /** @param {(value: number|null) => string} format  of a value */
  constructor(title, format) {
    this.#format = format;
    this.now = h('span.now', {});
    this.place = h('div.plot', { 'aria-hidden': 'true' });
    this.element = h('figure.card.chart', {}, h('figcaption', {}, h('h3', {}, title), this.now), this.place);
    this.#size.observe(this.place);
    DARK.addEventListener('change', this.#recolor);
  }

  /**
   * @param {number[]} times  seconds since 1970
   * @param {{name: string, values: (number|null)[], of: number, dash?: boolean}[]} lines  `of` counts the nodes, which have their colours
   * @param {string} now  what the chart shows, in words
   */
  set(times, lines, now) {
    this.#last = [times, lines, now];
    this.now.textContent = now;
    const names = lines.map((one) => one.name).join('\n');
    const data = [times, ...lines.map((one) => one.values)];
    if (this.#plot && names === this.#names) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#names = names;
    const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    this.#plot = new uPlot({
      ...this.#measure(),
      padding: [8, 8, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      legend: { show: false },
      scales: { y: { range: (plot, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis, space: 70, size: 26, values: (plot, ticks, index, space, step) => ticks.map((tick) => new Date(tick * 1000).toTimeString().slice(0, step < 60 ? 8 : 5)) },
        { ...axis, size: 64, space: 40, values: (plot, ticks) => ticks.map((tick) => this.#format(tick)), ...(TICKS.has(this.#format) ? { incrs: TICKS.get(this.#format) } : {}) },
      ],
      series: [{}, ...lines.map((one) => ({
        label: one.name, stroke: line(one.of), width: 1.5, dash: one.dash ? [4, 4] : undefined, points: { show: false }, spanGaps: true,
      }))],
      hooks: { setCursor: [(plot) => this.#point(plot)] },
    }, data, this.place);
  }

  /** What is under the mouse, in place of the present. */
  #point(plot) {
    const [times, lines, now] = this.#last;
    const at = plot.cursor.idx;
    const told = at === null || at === undefined || plot.cursor.left < 0
      ? now
      : `${new Date(times[at] * 1000).toTimeString().slice(0, 8)}  ${lines.map((one) => this.#format(one.values[at] ?? null)).join(' · ')}`;
    this.now.textContent = told;
  }

  #measure() {
    const width = Math.max(160, this.place.clientWidth);
    return { width, height: Math.round(Math.min(280, Math.max(150, width * 0.36))) };
  }

  end() {
    this.#size.disconnect();
    DARK.removeEventListener('change', this.#recolor);
    this.#plot?.destroy();
  }
}
