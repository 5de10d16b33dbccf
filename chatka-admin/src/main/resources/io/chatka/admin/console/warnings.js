import { hour } from './live.js';
import { percent, rough } from './format.js';

const SLOW_MICROS = 500_000;

/** The runbook of a reason for which a node is not ready. */
function runbookOf(reason) {
  if (reason.includes('draining')) return 'ChatkaNotReady';
  if (reason.includes('event loop')) return 'ChatkaEventLoopStuck';
  if (reason.includes('delivers none')) return 'ChatkaBrokerDeaf';
  return /heap|memory|buffers/.test(reason) && !reason.includes('Redis') ? 'ChatkaHeapNearLimit' : 'ChatkaBrokerAway';
}

/** What somebody should look at now: the alerts of the monitoring, as far as these figures show them. */
export function warnings() {
  const found = hour.last.missing.map((node) => ({ text: `${node} does not answer`, runbook: 'ChatkaDown' }));
  for (const { name, figures } of hour.last.nodes) {
    const warn = (text, runbook) => found.push({ text: `${name}: ${text}`, runbook });
    for (const reason of figures.because ? figures.because.split('; ') : []) warn(reason, runbookOf(reason));
    if (figures.connections > 0.9 * figures.limit) {
      warn(`${percent((100 * figures.connections) / figures.limit)} of the connections are taken`, 'ChatkaConnectionsNearLimit');
    }
    if (figures.deliveryP99 > SLOW_MICROS) warn('deliveries are slow', 'ChatkaDeliverySlow');
    if (figures.publishP99 > SLOW_MICROS) warn('the broker is slow', 'ChatkaPublishSlow');
  }
  const minute = (figure, text, runbook) => {
    const grown = hour.grown(figure);
    if (grown > 0) found.push({ text: `${rough(grown)} ${text} in the last minute`, runbook });
  };
  minute('missed', 'messages missed', 'ChatkaMessagesMissed');
  minute('refused.connections', 'clients refused at the limit of connections', 'ChatkaRefusing');
  minute('refused.handshakes', 'clients refused as too many came at once', 'ChatkaRefusing');
  if (hour.grown('dropped') > 0.01 * hour.grown('deliveries')) {
    found.push({ text: 'more than 1 % of the deliveries are dropped for slow readers', runbook: 'ChatkaSlowReaders' });
  }
  return found;
}
