// A crowd joins a room at once and leaves again: what do the members notice who are there all the time?
//
//   USERS=100  members all the time      CROWD=500  users that join      EVERY=5      DURATION=60  seconds; the crowd joins
//   after a third and stays for a third      P99=500  milliseconds that 99 of 100 deliveries to the members may take
import { chatter } from './lib/chatter.js';
import { nothingWrong, setting } from './lib/chat.js';
import { summary, summaryTrendStats } from './lib/summary.js';

const seconds = setting('DURATION', 60);
const third = Math.ceil(seconds / 3);
const residents = setting('USERS', 100);
const crowd = setting('CROWD', 500);

const once = (vus, duration) => ({
  executor: 'per-vu-iterations',
  vus,
  iterations: 1,
  maxDuration: `${duration + 20}s`,
  gracefulStop: '5s',
});

export const options = {
  scenarios: {
    residents: { ...once(residents, seconds), exec: 'resident' },
    crowd: { ...once(crowd, third), startTime: `${third}s`, exec: 'visitor' },
  },
  thresholds: {
    ...nothingWrong,
    'chat_delivery{scenario:residents}': [`p(99)<${setting('P99', 500)}`],
    'chat_connect{scenario:crowd}': [`p(99)<${setting('CONNECT_P99', 5000)}`],
    iterations: [`count==${residents + crowd}`],
  },
  summaryTrendStats,
};

const room = { room: () => 'spike' };
export const resident = chatter({ ...room, until: seconds });
export const visitor = chatter({ ...room, until: third, every: 20 });

export const handleSummary = data => summary('spike', data);
