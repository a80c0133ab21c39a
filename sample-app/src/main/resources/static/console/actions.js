// What a visitor can do. Everything is asked of the server, which may refuse; the stream tells what came of it.

import { byId, plural, setText } from './dom.js';

const PROBLEM_MILLIS = 9_000;
const PATIENCE_MILLIS = 20_000;
let problemTimer;

export function showProblem(text) {
  const box = byId('problem');
  setText(box, text);
  box.hidden = false;
  clearTimeout(problemTimer);
  problemTimer = setTimeout(() => { box.hidden = true; }, PROBLEM_MILLIS);
}

export async function act(name, body = {}) {
  byId('problem').hidden = true;
  try {
    const response = await fetch(`/console/${name}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    if (response.ok) return true;
    const problem = await response.json().catch(() => ({}));
    showProblem(problem.detail ?? `The server answered ${response.status}.`);
  } catch (problem) {
    showProblem(problem.name === 'TimeoutError'
      ? 'The application has not answered for 20 seconds; what you asked for may still happen.'
      : 'The application does not answer.');
  }
  return false;
}

const dead = (node) => node.state === 'KILLED' || node.state === 'STARTING';

const answers = (node) => node.state === 'UP' || node.state === 'LOADING' || node.state === 'SUSPECTED';

const loss = (shard, others) => ' A killed primary comes back empty, since it keeps its data in memory only: '
  + (others.length === 0 ? `the data of shard ${shard.label} is lost.`
    : `the data of shard ${shard.label} is lost unless its replica takes over first.`);

/** Says what taking a node out would break for good, or nothing. */
export function warning(action, node, cluster) {
  // who kills a frozen node loses what it holds
  if (!node || dead(node) || (action !== 'kill' && !answers(node))) return null;
  const shard = cluster.shards.find((each) => each.label === node.shard);
  const others = cluster.nodes.filter((each) => each.shard === node.shard && each.address !== node.address && answers(each));
  if (node.role === 'primary' && shard?.slots > 0) {
    const owners = cluster.shards.filter((each) => each.slots > 0);
    const living = owners.filter((each) => !each.failing && each.primary !== node.address).length;
    if (living <= owners.length / 2) {
      return `Then ${living} of ${owners.length} primaries answer, which is no majority: no replica can take over,`
        + ` and the cluster stops serving until one is revived.${action === 'kill' ? loss(shard, others) : ''}`;
    }
    if (others.length === 0) {
      return `Shard ${node.shard} has no other node that answers. Its ${plural(shard.slots, 'slot')} will be unavailable`
        + ` until this one is revived${action === 'kill' ? ', and its data is lost: it is kept in memory only.' : '.'}`;
    }
  }
  return null;
}

export function confirmed(title, text) {
  const dialog = byId('confirm');
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
