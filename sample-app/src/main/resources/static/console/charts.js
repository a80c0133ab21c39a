// Three charts over the last two minutes, with marks where something happened.

import { byId, css, make, micros, rate } from './dom.js';

const SECONDS = 120;
const FORWARD = { TOPOLOGY: '--accent', ACTION: '--mark' };

const CHARTS = [
  { id: 'ops', from: 0, series: [
    { key: 'ops', name: 'ops/s', colour: '--series-1', fill: true },
    { key: 'errors', name: 'errors/s', colour: '--series-2' }], show: rate },
  { id: 'latency', log: true, series: [
    { key: 'p50', name: 'p50', colour: '--series-1' },
    { key: 'p99', name: 'p99', colour: '--series-2' },
    { key: 'max', name: 'max', colour: '--series-3', dash: [2, 3] }], show: micros },
  { id: 'redirects', series: [
    { key: 'redirects', name: 'redirects/s', colour: '--series-1' },
    { key: 'retries', name: 'retries/s', colour: '--series-2' }], show: rate },
];

/** Axis labels that stay short: 20k, 1.5k, 3. */
const short = (value) => (value >= 1000 ? `${+(value / 1000).toFixed(1)}k` : String(+value.toFixed(1)));
const shortMicros = (value) => (value < 1000 ? `${value} µs` : value < 1e6 ? `${value / 1000} ms` : `${value / 1e6} s`);

export class Charts {

  constructor() {
    this.points = [];
    this.marks = [];
    this.build();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.build());
    const sizes = new ResizeObserver(() => this.plots.forEach(({ plot, box }) => plot.setSize(size(box))));
    this.plots.forEach(({ box }) => sizes.observe(box));
  }

  build() {
    this.plots?.forEach(({ plot }) => plot.destroy());
    this.plots = CHARTS.map((chart) => this.plot(chart));
    this.draw();
  }

  plot(chart) {
    const box = byId(`${chart.id}-chart`);
    const values = byId(`${chart.id}-values`);
    values.replaceChildren();
    const readouts = chart.series.map((series, i) => {
      const value = make('b', { textContent: '–' });
      values.append(make('span', { className: `key s${i + 1}` }, value, ` ${series.name}`));
      return value;
    });
    const axis = { stroke: css('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false },
      grid: { stroke: css('--grid'), width: 1 } };
    const plot = new uPlot({
      ...size(box),
      legend: { show: false },
      padding: [8, 18, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'console' }, points: { show: false } },
      scales: {
        x: { time: false, range: () => this.window() },
        y: chart.log
          ? { distr: 3, range: (u, low, high) => [100, Math.max(10_000, 10 ** Math.ceil(Math.log10(high || 1)))] }
          : { range: (u, low, high) => [0, Math.max(4, (high || 0) * 1.1)] },
      },
      axes: [
        { ...axis, size: 26, gap: 7, splits: () => this.ticks(), values: (u, splits) => splits.map((s, i) => labels[i]) },
        { ...axis, size: 46, gap: 6, space: 34,
          ...(chart.log ? { splits: (u, i, low, high) => powers(low, high), filter: (u, splits) => splits } : {}),
          values: (u, splits) => splits.map((s) => (s == null ? '' : chart.log ? shortMicros(s) : short(s))) },
      ],
      series: [{}, ...chart.series.map((series) => ({
        stroke: css(series.colour), width: 1.6, dash: series.dash, points: { show: false },
        fill: series.fill ? `${css(series.colour)}1f` : undefined,
      }))],
      hooks: {
        draw: [(u) => this.drawMarks(u)],
        setCursor: [(u) => this.read(chart, readouts, u.cursor.idx)],
      },
    }, this.data(chart), box);
    return { chart, plot, box, readouts };
  }

  window() {
    const last = this.points.at(-1)?.at ?? Date.now();
    return [last / 1000 - SECONDS, last / 1000];
  }

  ticks() {
    const [from] = this.window();
    return [0, 30, 60, 90, 120].map((offset) => from + offset);
  }

  data(chart) {
    return [this.points.map((point) => point.at / 1000),
      ...chart.series.map(({ key }) => this.points.map((point) =>
        (chart.log && point[key] != null ? Math.max(100, point[key]) : point[key] ?? null)))];
  }

  reset(points) {
    this.points = points;
    this.draw();
  }

  add(point) {
    this.points.push(point);
    while (this.points[0].at < point.at - (SECONDS + 1) * 1000) this.points.shift();
    this.draw();
  }

  mark(entries) {
    this.marks = entries.filter((entry) => FORWARD[entry.kind]);
  }

  draw() {
    for (const { chart, plot, box, readouts } of this.plots) {
      box.classList.toggle('empty', chart.id !== 'redirects' && this.points.every((point) => point.ops == null));
      plot.setData(this.data(chart));
      this.read(chart, readouts, plot.cursor.idx);
    }
  }

  /** Shows the values under the pointer, else the newest. */
  read(chart, readouts, index) {
    const point = (index == null ? null : this.points[index]) ?? this.points.at(-1);
    chart.series.forEach(({ key }, i) => {
      const text = point ? chart.show(point[key]) : '–';
      if (readouts[i].textContent !== text) readouts[i].textContent = text;
    });
  }

  drawMarks(u) {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    ctx.save();
    for (const mark of this.marks) {
      const x = Math.round(u.valToPos(mark.at / 1000, 'x', true)) + .5;
      if (x < left || x > left + width) continue;
      ctx.strokeStyle = ctx.fillStyle = css(FORWARD[mark.kind]);
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash(mark.kind === 'ACTION' ? [] : [2 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.globalAlpha = .75;
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, top + height);
      ctx.stroke();
      ctx.beginPath();
      const half = 3.5 * devicePixelRatio;
      ctx.moveTo(x - half, top - half);
      ctx.lineTo(x + half, top - half);
      ctx.lineTo(x, top + half);
      ctx.fill();
    }
    ctx.restore();
  }

}

const labels = ['−2 min', '', '−1 min', '', 'now'];

const size = (box) => ({ width: Math.max(120, box.clientWidth), height: box.clientHeight });

function powers(low, high) {
  const splits = [];
  for (let value = low; value <= high * 1.01; value *= 10) splits.push(value);
  return splits;
}
