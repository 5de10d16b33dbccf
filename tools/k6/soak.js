// The same load for a long time: does anything grow that should not? Watch the dashboard, or use --influx.
//
//   USERS=200  ROOM=50  EVERY=5  as in ramp      DURATION=1800  seconds      P99=250
import { chatter } from './lib/chatter.js';
import { nothingWrong, setting } from './lib/chat.js';
import { summary, summaryTrendStats } from './lib/summary.js';

const seconds = setting('DURATION', 1800);

export const options = {
  scenarios: {
    soak: {
      executor: 'per-vu-iterations',
      vus: setting('USERS', 200),
      iterations: 1,
      maxDuration: `${seconds + 20}s`,
      gracefulStop: '5s',
    },
  },
  thresholds: {
    ...nothingWrong,
    chat_delivery: [`p(99)<${setting('P99', 250)}`],
    chat_received: ['count>0'],
    // All users stay to the end.
    iterations: [`count==${setting('USERS', 200)}`],
  },
  summaryTrendStats,
};

export default chatter({ until: seconds });

export const handleSummary = data => summary('soak', data);
