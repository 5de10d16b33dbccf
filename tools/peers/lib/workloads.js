// What every server has to do, and what is read off it.

const one = report => report.rows[0];
const only = report => report.rows[0].runs[0];

const cpu = { key: 'cpu', title: 'CPU per delivery', unit: 'µs', better: 'lower', of: report => one(report).cpuMicrosPerDelivery };
const p99 = { key: 'p99', title: 'latency, p99', unit: 'ms', better: 'lower', of: report => one(report).latencyMillis.p99 };
const rate = { key: 'rate', title: 'deliveries a second', unit: '/s', better: 'higher', of: report => only(report).deliveriesPerSecond };
const connects = {
  key: 'connects', title: 'users who join in a second', unit: '/s', better: 'higher',
  of: report => only(report).connects.joined / only(report).connects.seconds,
};
const memory = {
  key: 'memory', title: 'memory of an idle user', unit: 'KiB', better: 'lower', absolute: true, // the floor has next to nothing
  of: report => report.grown.bytes / report.grown.users / 1024,
};

/** A row of the preset "table": the time until all have all. */
function table(label, reading) {
  return {
    key: `${label} ${reading}`, title: `${label} ${reading}`, unit: 'ms', better: 'lower',
    of: report => report.rows.find(row => row.label === label && row.reading === reading)?.allReceivedMillis,
  };
}
const PAIRS = ['10/1', '100/5', '1000/10', '1000/50', '1500/100'];

const options = values => Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);

/** Users who say ten things a minute between all of them, until they are told to go. */
const silent = users => options({ users, rooms: 100, publishers: 1, rate: 0.16, duration: 60, warmup: 0, ramp: 0 });

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {string[]} options of `chatka bench`
 * @property {number} seconds that it takes when all goes well, at most
 * @property {number} [patience] seconds that the generator waits for what does not come
 * @property {string[]} [before] options of a smaller crowd that comes first: what the server's memory then grows by
 * @property {object[]} figures
 */

/** @returns {Workload[]} in the order in which they are run */
export function workloads({ quick }) {
  const s = quick ? { duration: 2, warmup: 1 } : { duration: 4, warmup: 1.5 };
  const crowd = quick ? 2000 : 5000;
  return [
    {
      name: 'warm-up', title: 'warm-up', seconds: 30,
      options: options({ users: 1000, rooms: 10, publishers: 10, window: 4, duration: quick ? 2 : 5, warmup: 0, ramp: 0 }),
      figures: [],
    },
    {
      name: 'idle', title: `${crowd.toLocaleString('en')} users come at once into 100 rooms, and are silent`, seconds: 60,
      before: silent(crowd / 5),
      options: silent(crowd),
      figures: [connects, memory],
    },
    {
      name: 'big', title: '1 room of 1,000, 50 messages/s', seconds: 20,
      options: options({ users: 1000, rate: 50, ramp: 0, ...s }),
      figures: [cpu, p99],
    },
    {
      name: 'big-8', title: '1 room of 1,000, 8 messages under way', seconds: 20,
      options: options({ users: 1000, window: 8, publishers: 1, ramp: 0, ...s }),
      figures: [cpu, rate, p99],
    },
    {
      name: 'rooms', title: '100 rooms of 10, 2,000 messages/s', seconds: 20,
      options: options({ users: 1000, rooms: 100, rate: 2000, ramp: 0, ...s }),
      figures: [cpu, p99],
    },
    {
      name: 'many', title: '1 room of 100, 4 × 64 messages under way', seconds: 20,
      options: options({ users: 100, window: 64, publishers: 4, ramp: 0, ...s }),
      figures: [cpu, rate, p99],
    },
    {
      name: 'table', title: 'all at once, until all have all', seconds: 90,
      options: options({ preset: 'table', reps: quick ? 1 : 2, ramp: 0 }),
      figures: ['users/messages', 'messages/users'].flatMap(reading => PAIRS.map(pair => table(pair, reading))),
    },
  ];
}
