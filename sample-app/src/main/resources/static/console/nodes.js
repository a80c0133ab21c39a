// The table of shards and nodes. Rows stay while the shape of the cluster does, so that a button keeps its focus.

import { byId, bytes, colourOf, make, number, plural, setData, setText } from './dom.js';

const STATES = {
  UP: ['Up', 'good'], LOADING: ['Loading', 'warn'], SUSPECTED: ['Suspected', 'warn'], FAILED: ['Failed', 'bad'],
  SILENT: ['No answer', 'bad'], FROZEN: ['Frozen', 'bad'], KILLED: ['Killed', 'bad'], STARTING: ['Starting', 'warn'],
};

const OUT = new Set(['FAILED', 'SILENT', 'FROZEN', 'KILLED', 'STARTING']);

export class NodeTable {

  /** onAction(name, node) is called when a button is pressed. */
  constructor(onAction) {
    this.table = byId('nodes');
    this.onAction = onAction;
    this.rows = new Map();
    this.embedded = false;
  }

  show(cluster, embedded) {
    const focused = this.table.contains(document.activeElement) ? document.activeElement : null;
    const shape = JSON.stringify([embedded, cluster.nodes.map((node) => [node.shard, node.address])]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.embedded = embedded;
      this.rebuild(cluster);
    }
    for (const shard of cluster.shards) {
      const head = this.heads.get(shard.label);
      if (!head) continue;
      setText(head.slots, plural(shard.slots, 'slot'));
      head.chip.classList.toggle('failing', shard.failing);
    }
    cluster.nodes.forEach((node) => this.update(this.rows.get(node.address), node));
    if (focused && (!focused.isConnected || focused.hidden)) this.passFocus(focused.dataset.key ?? '');
  }

  /** Focuses the button that takes the place of one that is gone: its like, else the first one of that row. */
  passFocus(key) {
    const buttons = this.rows.get(key.split(' ')[1])?.buttons.filter((button) => !button.hidden) ?? [];
    (buttons.find((button) => button.dataset.key === key) ?? buttons[0])?.focus();
  }

  rebuild(cluster) {
    this.heads = new Map();
    this.rows.clear();
    [...this.table.tBodies].forEach((body) => body.remove());
    const groups = new Map();
    cluster.nodes.forEach((node) => groups.set(node.shard, [...(groups.get(node.shard) ?? []), node]));
    for (const [label, nodes] of groups) {
      const slots = make('small', { textContent: '' });
      const chip = make('span', { className: 'chip', 'data-colour': colourOf(label ?? '?') }, label ?? '?', slots);
      this.heads.set(label, { chip, slots });
      const body = make('tbody', { 'data-shard': label ?? '' });
      nodes.forEach((node, i) => {
        const row = this.row(node);
        if (i === 0) row.prepend(make('th', { scope: 'rowgroup', rowSpan: nodes.length }, chip));
        body.append(row);
      });
      this.table.append(body);
    }
  }

  row(node) {
    const cell = (className) => make('td', { className });
    const role = make('span', { className: 'role' });
    const state = make('span', { className: 'pill' });
    const cells = { role, state, ops: cell('n wide'), clients: cell('n wide'), memory: cell('n wide'), lag: cell('n middle') };
    const buttons = this.embedded ? ['kill', 'freeze', 'revive'].map((name) => this.button(name, node)) : [];
    const row = make('tr', { 'data-node': node.address },
      make('td', {}, make('span', { className: 'address', textContent: node.address }), role),
      make('td', {}, state), cells.ops, cells.clients, cells.memory, cells.lag, make('td', { className: 'act' }, ...buttons));
    this.rows.set(node.address, { row, ...cells, buttons });
    return row;
  }

  button(name, node) {
    const title = name[0].toUpperCase() + name.slice(1);
    const button = make('button', {
      type: 'button', textContent: title, className: name === 'kill' ? 'danger' : '',
      'aria-label': `${title} ${node.address}`, 'data-key': `${name} ${node.address}`, 'data-action': name,
    });
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') this.onAction(name, node.address);
    });
    return button;
  }

  update(cells, node) {
    const [text, level] = STATES[node.state];
    setText(cells.role, node.role === 'former' ? 'was primary' : node.role);
    cells.role.classList.toggle('primary', node.role === 'primary');
    setText(cells.state, text);
    setData(cells.state, 'level', level);
    setData(cells.row, 'state', node.state);
    cells.row.classList.toggle('out', OUT.has(node.state));
    setText(cells.ops, number(node.opsPerSecond));
    setText(cells.clients, node.clients == null ? '–' : `${number(node.clients)} (${node.connections} ours)`);
    setText(cells.memory, bytes(node.memory));
    setText(cells.lag, lag(node));
    const [kill, freeze, revive] = cells.buttons;
    if (!kill) return;
    const runs = node.state !== 'KILLED' && node.state !== 'STARTING';
    const frozen = node.state === 'FROZEN';
    kill.hidden = !runs;
    freeze.hidden = !runs || frozen;
    revive.hidden = runs && !frozen;
    // one that is disabled would lose the focus
    revive.setAttribute('aria-disabled', String(node.state === 'STARTING'));
    setText(revive, frozen ? 'Unfreeze' : 'Revive');
    revive.setAttribute('aria-label', `${frozen ? 'Unfreeze' : 'Revive'} ${node.address}`);
  }

}

function lag(node) {
  if (node.role !== 'replica') return '';
  if (node.linked === false) return 'not linked';
  if (node.lagBytes == null) return '–';
  const seconds = node.lagSeconds > 10 ? `, ${node.lagSeconds} s` : '';
  return `${bytes(node.lagBytes)}${seconds}`;
}
