// Small helpers for the page: elements by id, text that changes only when it differs, numbers for people.

export const byId = (id) => document.getElementById(id);

/** Makes an element; properties beginning with "data-" or "aria-" become attributes, text goes in as text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setData(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const number = (value) => (value == null ? '–' : grouped.format(value));

/** A rate: small ones with one digit, so that one event in three seconds is not 0. */
export const rate = (value) => (value == null ? '–' : value > 0 && value < 10 ? value.toFixed(1) : grouped.format(value));

export function micros(value) {
  if (value == null) return '–';
  if (value < 1000) return `${number(value)} µs`;
  return value < 100_000 ? `${(value / 1000).toFixed(1)} ms` : `${number(value / 1000)} ms`;
}

export function bytes(value) {
  if (value == null) return '–';
  if (value < 1024) return `${value} B`;
  return value < 1024 * 1024 ? `${(value / 1024).toFixed(0)} KB` : `${(value / 1024 / 1024).toFixed(1)} MB`;
}

export const plural = (count, one) => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

/** The colour of a shard: its letter counts. */
export const colourOf = (label) => (label.charCodeAt(0) - 65 + (label.length > 1 ? 26 : 0)) % 8;

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
