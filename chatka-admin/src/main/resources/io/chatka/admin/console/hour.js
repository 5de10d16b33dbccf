const SECONDS = 3600;
const STEP = 10;

/** Figures come each second; those that are older than this are thinned to one in ten seconds. */
const DENSE = 60;

/** The figures of all nodes in the last hour, on one axis of time. */
export class Hour {
  /** Seconds since 1970, ascending. */
  times = [];

  /** By node and figure, as many values as there are times; null where a node has none. */
  nodes = new Map();

  /** Where the kept figures end and the live ones begin, by another clock: no rate can be had there. */
  #seam = Infinity;

  /** The last event `figures`. */
  last = { nodes: [], missing: [] };

  /** @param {{nodes: {name: string, figures: object}[]}} history  as the API has it */
  load(history) {
    const rows = new Map();
    for (const { name, figures } of history.nodes) {
      figures.at.forEach((at, i) => {
        const time = Math.round(at / 1000 / STEP) * STEP;
        const row = rows.get(time) ?? rows.set(time, []).get(time);
        row.push({ name, figures: Object.fromEntries(Object.entries(figures).map(([figure, values]) => [figure, values[i]])) });
      });
    }
    const since = this.times;
    const live = since.map((time, i) => [time, [...this.nodes].map(([name, figures]) => ({
      name, figures: Object.fromEntries([...figures].map(([figure, values]) => [figure, values[i]])),
    }))]);
    this.times = [];
    this.nodes = new Map();
    const first = since[0] ?? Infinity;
    this.#seam = first;
    const before = [...rows].filter(([time]) => time < first).sort(([a], [b]) => a - b);
    for (const [time, nodes] of [...before, ...live]) this.#push(time, nodes);
  }

  add(time, event) {
    this.last = event;
    if (this.#seam === Infinity && this.times.length) this.#seam = time;
    this.#push(time, event.nodes);
    this.#thin(time);
  }

  #push(time, nodes) {
    this.times.push(time);
    const length = this.times.length;
    for (const { name, figures } of nodes) {
      const own = this.nodes.get(name) ?? this.nodes.set(name, new Map()).get(name);
      for (const [figure, value] of Object.entries(figures)) {
        const values = own.get(figure) ?? own.set(figure, []).get(figure);
        while (values.length < length - 1) values.push(null);
        values.push(value);
      }
    }
    for (const own of this.nodes.values()) {
      for (const values of own.values()) while (values.length < length) values.push(null);
    }
  }

  #thin(now) {
    let kept = -Infinity;
    const keep = this.times.map((time) => {
      if (time < now - SECONDS || (time < now - DENSE && time - kept < STEP - 0.5)) return false;
      kept = time;
      return true;
    });
    if (keep.every(Boolean)) return;
    const of = (values) => values.filter((_, i) => keep[i]);
    this.times = of(this.times);
    for (const [name, figures] of this.nodes) {
      for (const [figure, values] of figures) figures.set(figure, of(values));
      if (figures.get('connections').every((value) => value === null)) this.nodes.delete(name);
    }
  }

  /** A figure of a node over the hour. */
  values(node, figure) {
    return this.nodes.get(node)?.get(figure) ?? this.times.map(() => null);
  }

  /** The same for one that counts from the node's start: how much it grew in a second. */
  rates(node, figure) {
    const values = this.values(node, figure);
    return values.map((value, i) => {
      const before = this.times[i] === this.#seam ? null : values[i - 1] ?? null;
      return value === null || before === null || value < before ? null : (value - before) / (this.times[i] - this.times[i - 1]);
    });
  }

  /** How much a figure of all nodes grew in the last minute. */
  grown(figure) {
    const from = this.times.findIndex((time) => time >= this.times.at(-1) - 60);
    let sum = 0;
    for (const node of this.nodes.keys()) {
      const values = this.values(node, figure).slice(from).filter((value) => value !== null);
      if (values.length > 1) sum += Math.max(0, values.at(-1) - values[0]);
    }
    return sum;
  }

  /** Those that answered last. */
  names() {
    return this.last.nodes.map((node) => node.name);
  }
}
