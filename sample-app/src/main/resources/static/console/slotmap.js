// The slots as a map of 128 by 128 cells, as a legend and as a table.

import { byId, colourOf, css, make, number, plural, setText } from './dom.js';

const SIDE = 128;
const CELL = 4;
const NOBODY = 255;
const CHANGED_MILLIS = 2_500;

export class SlotMap {

  constructor() {
    this.canvas = byId('map');
    this.context = this.canvas.getContext('2d');
    this.owners = new Uint8Array(SIDE * SIDE).fill(NOBODY);
    this.changed = new Map();
    this.shards = [];
    this.selected = null;
    this.canvas.addEventListener('pointermove', (event) => this.tell(this.at(event)));
    this.canvas.addEventListener('pointerleave', () => this.tell(this.typed()));
    byId('slot').addEventListener('input', () => this.tell(this.typed()));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint());
  }

  typed() {
    const field = byId('slot');
    return field.value !== '' && field.checkValidity() ? Number(field.value) : null;
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.min(SIDE - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * SIDE)));
    const row = Math.min(SIDE - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * SIDE)));
    return row * SIDE + column;
  }

  tell(slot) {
    if (slot !== this.selected) {
      this.selected = slot;
      this.paint();
    }
    if (slot == null) {
      setText(byId('slot-owner'), 'Point at the map or enter a number');
      return;
    }
    const shard = this.shards[this.owners[slot]];
    setText(byId('slot-owner'), shard
      ? `${number(slot)}: shard ${shard.label}, ${shard.primary}${shard.failing ? ', which does not answer' : ''}`
      : `${number(slot)}: no owner`);
  }

  show(cluster) {
    const signature = JSON.stringify(cluster.shards);
    const now = performance.now();
    const fading = this.changed.size > 0;
    for (const [slot, since] of this.changed) {
      if (now - since > CHANGED_MILLIS) this.changed.delete(slot);
    }
    if (signature === this.signature) {
      if (fading) this.paint();
      return;
    }
    const first = this.signature === undefined;
    this.signature = signature;
    const before = this.owners;
    const labelsBefore = this.shards.map((shard) => shard.label);
    this.shards = cluster.shards;
    this.owners = new Uint8Array(SIDE * SIDE).fill(NOBODY);
    cluster.shards.forEach((shard, i) => {
      for (const [from, to] of shard.ranges) this.owners.fill(i, from, to + 1);
    });
    if (!first) {
      this.owners.forEach((owner, slot) => {
        if (cluster.shards[owner]?.label !== labelsBefore[before[slot]]) this.changed.set(slot, now);
      });
    }
    this.paint();
    this.showLegend(cluster);
    this.showTable(cluster);
    this.canvas.setAttribute('aria-label', `Map of the slots: ${cluster.shards
      .map((shard) => `shard ${shard.label} ${shard.slots}`).join(', ')}; without an owner ${cluster.uncovered}`);
    if (this.selected != null) this.tell(this.selected);
  }

  paint() {
    const { context } = this;
    const colours = this.shards.map((shard) => css(`--${'abcdefgh'[colourOf(shard.label)]}`));
    const panel = css('--panel');
    const nobody = css('--nobody');
    const bad = css('--bad');
    context.fillStyle = panel;
    context.fillRect(0, 0, SIDE * CELL, SIDE * CELL);
    for (let slot = 0; slot < this.owners.length; slot++) {
      const column = slot % SIDE;
      const row = (slot - column) / SIDE;
      const shard = this.shards[this.owners[slot]];
      const striped = (column + row) % 6 < 2;
      context.fillStyle = shard ? colours[this.owners[slot]] : striped ? bad : nobody;
      // stripes of a shard whose primary does not answer
      context.globalAlpha = shard?.failing ? (striped ? .9 : .3) : 1;
      context.fillRect(column * CELL, row * CELL, CELL, CELL);
    }
    context.globalAlpha = 1;
    context.fillStyle = css('--ink');
    for (const slot of this.changed.keys()) {
      context.fillRect(slot % SIDE * CELL + 1, Math.floor(slot / SIDE) * CELL + 1, CELL - 2, CELL - 2);
    }
    this.paintLabels();
    if (this.selected != null) {
      context.strokeStyle = css('--ink');
      context.lineWidth = 2;
      context.strokeRect(this.selected % SIDE * CELL - 2, Math.floor(this.selected / SIDE) * CELL - 2, CELL + 3, CELL + 3);
    }
  }

  /** Writes each shard's letter on its longest run of slots. */
  paintLabels() {
    const { context } = this;
    context.font = '600 30px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.lineWidth = 5;
    context.strokeStyle = '#0009';
    context.fillStyle = '#fff';
    for (const shard of this.shards) {
      const [from, to] = shard.ranges.reduce((one, other) => (other[1] - other[0] > one[1] - one[0] ? other : one), [0, -1]);
      if (to - from < SIDE * 12) continue;
      const y = ((from + to) / 2 / SIDE + .5) * CELL;
      context.strokeText(shard.label, 14, y);
      context.fillText(shard.label, 14, y);
    }
  }

  showLegend(cluster) {
    const items = cluster.shards.map((shard) => make('li', {
      className: shard.failing ? 'chip failing' : 'chip', 'data-colour': colourOf(shard.label),
    }, shard.label, make('small', { textContent: plural(shard.slots, 'slot') })));
    if (cluster.uncovered > 0) {
      items.push(make('li', { className: 'chip' }, 'No owner', make('small', { textContent: plural(cluster.uncovered, 'slot') })));
    }
    byId('legend').replaceChildren(...items);
  }

  showTable(cluster) {
    byId('ranges').tBodies[0].replaceChildren(...cluster.shards.map((shard) => make('tr', {},
      make('td', { textContent: shard.label }),
      make('td', { textContent: shard.primary }),
      make('td', { textContent: shard.slots === 0 ? 'none' : `${number(shard.slots)}: `
        + shard.ranges.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ') }))));
  }

}
