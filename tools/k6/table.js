// The table: pairs of users and messages, all sent at once; how long until every user has every message?
//
// Five growing pairs, each read in both ways. In each step users connect to a new room. At an agreed time they send
// its messages, each by another user if there are enough.
//
//   STEPS="10/1 100/5"   other pairs, or fewer      SLACK=3  how many times longer each step may take, on a busy machine
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import { User, metrics, nothingWrong, now, setting } from './lib/chat.js';
import { figure, ms, summary, summaryTrendStats } from './lib/summary.js';

const all = new Trend('chat_all', true); // from the first sending until a user has all; its maximum is the figure

const slack = setting('SLACK', 1);
const settling = Math.ceil(slack * 8);
const pairs = (__ENV.STEPS || '10/1 100/5 1000/10 1000/50 1500/100').split(/\s+/).map(text => {
  const [first, second] = text.split('/').map(Number);
  if (!(first > 0 && second > 0)) throw new Error(`STEPS has "${text}" in it, and takes pairs such as 100/5`);
  return [first, second];
});
const steps = [
  ...pairs.map(([users, messages]) => ({ users, messages, reading: 'users/messages' })),
  ...pairs.map(([messages, users]) => ({ users, messages, reading: 'messages/users' })),
];

const scenarios = {};
const thresholds = { ...nothingWrong };
let start = 0;
steps.forEach((step, index) => {
  step.name = `step${index}_${step.users}_users_${step.messages}_messages`;
  // In seconds. k6 itself needs most of it: some hundred microseconds of CPU time for each delivery.
  step.connecting = Math.ceil(slack * (5 + step.users / 150));
  step.receiving = Math.ceil(slack * (5 + (step.users * step.messages) / 3000));
  scenarios[step.name] = {
    executor: 'per-vu-iterations',
    exec: 'step',
    vus: step.users,
    iterations: 1,
    startTime: `${start}s`,
    // k6 takes a while to add up the figures of a large step.
    maxDuration: `${step.connecting + step.receiving + settling}s`,
    gracefulStop: '0s',
    env: { STEP: String(index) },
  };
  for (const metric of ['chat_connect', 'chat_delivery', 'chat_all']) {
    thresholds[`${metric}{scenario:${step.name}}`] = ['max>=0']; // so that k6 keeps them apart
  }
  thresholds[`iterations{scenario:${step.name}}`] = [`count==${step.users}`]; // nobody was left out
  start += step.connecting + step.receiving + settling + 1;
});
export const options = { scenarios, thresholds, summaryTrendStats };

export function step() {
  const { users, messages, connecting, receiving, name } = steps[Number(__ENV.STEP)];
  const place = exec.scenario.iterationInTest;
  const due = now() + (exec.scenario.startTime + connecting * 1000 - Date.now());
  let first = Infinity;
  let last = 0;
  let over = false;

  const user = new User(`k6-${name}-${exec.scenario.startTime}`, {
    message(_, frame) {
      last = now();
      first = Math.min(first, parseFloat(frame.text));
      if (user.received === messages) finish();
    },
    closed: () => finish(),
  });
  const finish = () => {
    if (over) return;
    over = true;
    clearTimeout(deadline);
    if (!user.joined) metrics.failed.add(1, { code: 'did not join in time' });
    if (user.received < messages) metrics.lost.add(messages - user.received);
    else all.add(last - first);
    // Not while others may still be receiving: figures and closes cost CPU time, too.
    setTimeout(() => {
      user.report();
      user.leave();
    }, Math.max(0, due + receiving * 1000 - now()));
  };
  const deadline = setTimeout(finish, due - now() + receiving * 1000);
  setTimeout(() => {
    for (let message = place; message < messages; message += users) if (user.joined) user.say();
  }, due - now());
}

export function handleSummary(data) {
  const rows = [['', 'users', 'messages', 'connect med', 'p99', 'delivery med', 'p99', 'everybody has all, ms']];
  for (const step of steps) {
    const of = (metric, value) => ms(figure(data, `${metric}{scenario:${step.name}}`, value));
    rows.push([
      step.reading,
      step.users,
      step.messages,
      of('chat_connect', 'med'),
      of('chat_connect', 'p(99)'),
      of('chat_delivery', 'med'),
      of('chat_delivery', 'p(99)'),
      of('chat_all', 'max'),
    ]);
  }
  return summary('table', data, rows);
}
