// Runs the load generator, ./chatka bench, against one server.

import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage, residentBytes } from './memory.js';
import { Program } from './processes.js';

const SLACK_SECONDS = 60; // for connecting to a slow server and for what never comes; then it is stopped
const PATIENCE_SECONDS = 5; // for what does not come, unless a workload says otherwise
const SETTLED_MILLIS = 1000; // what the joins left behind, such as presence, has gone out
const INTERRUPTED = 130;
const SATURATED = 0.9;
const DISTURBED = 0.1;

/** The generator could not do it; what it says is the reason. */
const failure = program => {
  const lines = program.output.split('\n').filter(line => /^(chatka:|FAULT|Exception|\s+at )/.test(line));
  return new Error(lines[0] ?? program.output.split('\n').pop() ?? 'no result');
};

/** While the users are in and silent: what the server has by then. */
async function bytesAtRest(server, bench, started) {
  await Promise.race([started, bench.ended]);
  await sleep(SETTLED_MILLIS);
  await collectGarbage(server);
  return residentBytes(server.program.pid);
}

async function generate(server, words, { seconds, patience, atRest, chatka, file }) {
  rmSync(file, { force: true });
  let measuring;
  const started = new Promise(resolve => (measuring = resolve));
  const bench = new Program(
    [
      chatka, 'bench', '--url', `ws://127.0.0.1:${server.port}`, '--dialect', server.peer.dialect,
      '--pid', String(server.program.pid), '--json', file, '--patience', String(patience), ...words,
    ],
    { onOutput: text => text.includes('measuring') && measuring() },
  );
  const limit = setTimeout(() => bench.stop(), (seconds + SLACK_SECONDS) * 1000);
  try {
    const bytes = atRest ? await bytesAtRest(server, bench, started) : null;
    if (atRest) bench.signal('SIGINT'); // they have been there for long enough: it writes what it has
    const { code } = await bench.ended;
    if (code !== 0 && code !== 1 && !(atRest && code === INTERRUPTED)) throw failure(bench);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    delete report.timeline; // the longest part, and nothing that the table needs
    return { report, bytes, users: report.rows[0].runs[0].connects.joined };
  } finally {
    clearTimeout(limit);
    await bench.stop();
  }
}

/**
 * Puts one workload on a server.
 *
 * @returns {Promise<object>} the generator's report
 */
export async function measure(server, workload, { chatka, file }) {
  const how = { seconds: workload.seconds, patience: workload.patience ?? PATIENCE_SECONDS, atRest: Boolean(workload.before), chatka, file };
  const before = workload.before && await generate(server, workload.before, how);
  const after = await generate(server, workload.options, how);
  if (!before) return after.report;
  return { ...after.report, grown: { bytes: after.bytes - before.bytes, users: after.users - before.users } };
}

/** What the table needs of a report. */
export function digest(report, workload) {
  const runs = report.rows.flatMap(row => row.runs);
  const figures = {};
  for (const figure of workload.figures) {
    const value = figure.of(report);
    figures[figure.key] = Number.isFinite(value) ? value : null;
  }
  return {
    figures,
    faults: report.findings.filter(finding => finding.weight === 'fault').map(finding => finding.text),
    saturated: workload.name !== 'table' && runs.some(run => run.costs.generatorBusy > SATURATED),
    disturbed: runs.some(run => run.costs.seconds > 1 && run.costs.othersBusy > DISTURBED),
  };
}
