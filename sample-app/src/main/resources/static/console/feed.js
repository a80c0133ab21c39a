// What happened, newest first. A line that goes on changes in place; a screen reader hears a few of them.

import { byId, make, setText } from './dom.js';

const KEPT = 200;
const QUIET_MILLIS = 4_000;
const KINDS = { TOPOLOGY: 'Topology', CLIENT: 'Client', ACTION: 'You' };

export class Feed {

  constructor() {
    this.list = byId('feed');
    this.entries = new Map();
    this.lines = new Map();
    this.announced = -Infinity;
    this.timer = null;
  }

  reset(entries) {
    this.list.replaceChildren();
    this.entries.clear();
    this.lines.clear();
    this.add(entries, false);
  }

  add(entries, announce = true) {
    for (const entry of entries) {
      this.entries.set(entry.id, entry);
      const line = this.lines.get(entry.id);
      if (line) {
        setText(line.querySelector('.text'), entry.text);
        continue;
      }
      const time = new Date(entry.at);
      const item = make('li', { 'data-id': entry.id, 'data-kind': entry.kind, 'data-level': entry.level },
        make('time', { dateTime: time.toISOString(), textContent: time.toLocaleTimeString('en-GB') }),
        make('span', { className: 'kind', textContent: KINDS[entry.kind] }),
        make('span', { className: 'text', textContent: entry.text }));
      this.lines.set(entry.id, item);
      // what happened while nobody looked is told late
      const older = [...this.list.children].find((other) => this.entries.get(Number(other.dataset.id)).at <= entry.at);
      this.list.insertBefore(item, older ?? null);
    }
    while (this.list.children.length > KEPT) {
      const oldest = this.entries.keys().next().value;
      this.lines.get(oldest)?.remove();
      this.lines.delete(oldest);
      this.entries.delete(oldest);
    }
    byId('feed-empty').hidden = this.entries.size > 0;
    if (announce) this.announce(entries);
  }

  announce(entries) {
    const grave = entries.filter((entry) => entry.level === 'BAD' || entry.level === 'GOOD').at(-1);
    if (!grave) return;
    // the newest is kept until the last one has been read
    this.next = grave.text;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.announced = performance.now();
      setText(byId('announcer'), this.next);
    }, Math.max(0, this.announced + QUIET_MILLIS - performance.now()));
  }

}
