// More and more users in more and more rooms, each of which speaks now and then: from how many on is it slow?
//
//   USERS=500  at the end      ROOM=50  users in a room      DURATION=60  seconds of growing; then a third of that at the top
//   EVERY=10   seconds between two messages of a user        P99=250      milliseconds that 99 of 100 deliveries may take
import { chatter } from './lib/chatter.js';
import { nothingWrong, setting } from './lib/chat.js';
import { summary, summaryTrendStats } from './lib/summary.js';

const users = setting('USERS', 500);
const seconds = setting('DURATION', 60);

export const options = {
  scenarios: {
    ramp: {
      executor: 'ramping-vus',
      stages: [
        { duration: `${seconds}s`, target: users },
        { duration: `${Math.ceil(seconds / 3)}s`, target: users },
      ],
      gracefulRampDown: '0s',
      gracefulStop: '10s',
    },
  },
  thresholds: { ...nothingWrong, chat_delivery: [`p(99)<${setting('P99', 250)}`], chat_received: ['count>0'] },
  summaryTrendStats,
};

export default chatter({ until: (seconds * 4) / 3 });

export const handleSummary = data => summary('ramp', data);
