// Puts the page together: what the stream tells goes to the parts, what the visitor does goes to the server.

import { act, confirmed, warning } from './actions.js';
import { Charts } from './charts.js';
import { byId, make, number, plural, setData, setText } from './dom.js';
import { Feed } from './feed.js';
import { NodeTable } from './nodes.js';
import { SlotMap } from './slotmap.js';
import { openStream } from './stream.js';

const UNKNOWN = 'CommandOutcomeUnknownDataAccessException';
const WRONG = 'WrongValueException';
const LOST = 'LostValueException';

const state = { embedded: false, cluster: null, running: false };

const charts = new Charts();
const slots = new SlotMap();
const feed = new Feed();
const nodes = new NodeTable(onNodeAction);

openStream({
  onSnapshot(snapshot) {
    setStale(null);
    state.embedded = snapshot.embedded;
    byId('no-actions').hidden = snapshot.embedded;
    byId('changes').hidden = !snapshot.embedded;
    byId('load-form').hidden = !snapshot.embedded;
    if (!snapshot.embedded) setText(byId('feed-empty'), 'Nothing yet.');
    feed.reset(snapshot.feed);
    charts.mark([...feed.entries.values()]);
    charts.reset(snapshot.points);
    if (snapshot.last.cluster) show(snapshot.last);
  },
  onSample(sample) {
    setStale(null);
    feed.add(sample.feed);
    charts.mark([...feed.entries.values()]);
    charts.add(sample.point);
    show(sample);
  },
  onStatus(problem) {
    if (problem) setStale(`The application runs, but what you see is old: it cannot look at the cluster (${problem}).`);
  },
  onLost: () => setStale('The connection to the application is lost; what you see is old. Trying again…'),
  onRefused: setStale,
});

/** Says why what the page shows is old, or that it is not. */
function setStale(reason) {
  const stale = reason !== null;
  document.body.classList.toggle('stale', stale);
  byId('main').inert = stale;
  const banner = byId('lost');
  banner.hidden = !stale;
  setText(banner, reason ?? '');
}

function show(sample) {
  state.cluster = sample.cluster;
  showHead(sample.cluster);
  slots.show(sample.cluster);
  nodes.show(sample.cluster, state.embedded);
  showLoad(sample.load);
  showJob(sample.job);
  showChoices(sample.cluster);
}

function showHead(cluster) {
  const { client } = cluster;
  setText(byId('about'), [state.embedded ? 'embedded cluster' : 'your own cluster', cluster.server,
    plural(cluster.shards.length, 'shard'), plural(cluster.nodes.length, 'node'),
    `${plural(client.connections, 'connection')} of this client`].filter(Boolean).join(' · '));
  const failing = cluster.shards.filter((shard) => shard.failing && shard.slots > 0);
  const out = failing.reduce((sum, shard) => sum + shard.slots, cluster.uncovered);
  const pill = byId('coverage');
  setText(pill, out === 0 ? 'All slots are served' : `${plural(out, 'slot')} not served`);
  setData(pill, 'level', out === 0 ? 'good' : 'bad');
}

function showLoad(load) {
  state.running = load?.running ?? false;
  const failures = load?.failures ?? {};
  const errors = Object.values(failures).reduce((sum, count) => sum + count, 0);
  total('operations', load?.operations);
  total('errors', load && errors, 'warn');
  total('unknown', load && (failures[UNKNOWN] ?? 0), 'warn');
  total('wrong', load && (failures[WRONG] ?? 0), 'bad');
  total('lost', load && (failures[LOST] ?? 0), 'bad');
  const kinds = Object.entries(failures).sort((one, other) => other[1] - one[1])
    .map(([kind, count]) => `${kind} ${number(count)}`).join(' · ');
  setText(byId('error-kinds'), kinds);
  byId('error-kinds').hidden = kinds === '';
  const button = byId('load-button');
  setText(button, state.running ? 'Stop load' : 'Start load');
  button.classList.toggle('primary', !state.running);
  for (const id of ['threads', 'mix', 'bulk']) byId(id).disabled = state.running;
  const left = load ? Math.max(0, Math.round((load.endsAt - Date.now()) / 1000)) : 0;
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  setText(byId('load-note'), state.running ? `stops by itself in ${clock}` : 'stops by itself after 10 minutes');
}

function total(name, value, level) {
  const element = byId(`total-${name}`);
  setText(element, number(value));
  setData(element, 'level', value > 0 && level ? level : 'none');
}

function showJob(job) {
  const box = byId('job');
  box.hidden = !job;
  const busy = job?.running ?? false;
  for (const button of document.querySelectorAll('#changes button')) button.disabled = busy;
  if (!job) return;
  const bar = byId('job-bar');
  bar.hidden = !busy;
  bar.max = Math.max(1, job.total);
  bar.value = job.done;
  const how = job.failure ? `ended early: ${job.failure}` : busy ? `${number(job.done)} of ${number(job.total)}` : 'done';
  setText(byId('job-text'), `${job.title}: ${how}`);
}

function showChoices(cluster) {
  const labels = cluster.shards.map((shard) => shard.label);
  if (labels.join() === state.labels) return;
  state.labels = labels.join();
  for (const [id, preferred] of [['move-from', labels[0]], ['move-to', labels.at(-1)]]) {
    const select = byId(id);
    const chosen = id === 'move-to' ? preferred : select.value || preferred;
    select.replaceChildren(...labels.map((label) => make('option', { value: label, textContent: label })));
    select.value = labels.includes(chosen) ? chosen : preferred;
  }
}

async function onNodeAction(action, address) {
  const node = state.cluster.nodes.find((each) => each.address === address);
  const objection = action === 'revive' ? null : warning(action, node, state.cluster);
  const title = `${action[0].toUpperCase()}${action.slice(1)} ${address}?`;
  if (objection === null || await confirmed(title, objection)) act(action, { node: address });
}

byId('load-form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (state.running) {
    act('load/stop');
  } else {
    act('load/start', { threads: Number(byId('threads').value), mix: byId('mix').value, bulk: byId('bulk').checked });
  }
});
byId('move-form').addEventListener('submit', (event) => {
  event.preventDefault();
  act('migrate', { from: byId('move-from').value, to: byId('move-to').value, slots: Number(byId('move-count').value) });
});
byId('rebalance').addEventListener('click', () => act('rebalance'));
byId('add-shard').addEventListener('click', () => act('add-shard'));
