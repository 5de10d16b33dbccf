// All users lose their connections at once and reconnect, as after a network failure: how long until all are back?
//
//   USERS=1000      ROUNDS=3      WITHIN=15  seconds until all have to be back      JITTER=2  seconds over which they spread their reconnects
//
// By default a server admits 1,000 handshakes a second and answers 503 to the others, which retry later as clients should.
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { User, now, setting } from './lib/chat.js';
import { summary, summaryTrendStats } from './lib/summary.js';

const users = setting('USERS', 1000);
const rounds = setting('ROUNDS', 3);
const within = setting('WITHIN', 15);
const jitter = setting('JITTER', 2);
const connecting = 5 + Math.ceil(users / 300);

const back = new Trend('chat_back', true); // from the loss until the user is in the room again
const returned = new Counter('chat_returned');
const retries = new Counter('chat_retries');

export const options = {
  scenarios: {
    storm: {
      executor: 'per-vu-iterations',
      vus: users,
      iterations: 1,
      maxDuration: `${connecting + rounds * within + 30}s`,
      gracefulStop: '5s',
    },
  },
  thresholds: {
    chat_errors: ['count==0'],
    chat_returned: [`count==${users * rounds}`],
    chat_back: [`max<${within * 1000}`],
  },
  summaryTrendStats,
};

export default function () {
  const begin = exec.scenario.startTime;
  const due = round => begin + (connecting + round * within) * 1000 - Date.now();
  let user;
  let lostAt;

  const connect = () => {
    user = new User(`k6-storm-${begin}`, {
      mayFail: true, // not to be back in time is what counts here
      joined(joined) {
        // The user gave up while it was still connecting.
        if (joined !== user) joined.leave();
        else if (lostAt !== undefined) {
          back.add(now() - lostAt);
          returned.add(1);
          lostAt = undefined;
        }
      },
      closed(closed, why) {
        if (closed.joined || closed !== user || why === undefined) return;
        // Refused.
        retries.add(1);
        setTimeout(connect, 500 + Math.random() * 2000);
      },
    });
  };
  connect();
  for (let round = 0; round < rounds; round++) {
    setTimeout(() => {
      user.leave();
      lostAt = now();
      setTimeout(connect, Math.random() * jitter * 1000);
    }, due(round));
  }
  setTimeout(() => user.leave(), due(rounds));
}

export const handleSummary = data => summary('storm', data);
