// The stream of samples. Comes back by itself, with a snapshot first, however it was lost. A page that nobody sees has
// none: a browser opens six connections to a host and no more, and the sampler need not run for it.

const SILENCE_MILLIS = 15_000;
const AGAIN_MILLIS = 2_000;
const REFUSED_AGAIN_MILLIS = 10_000;

/** onStatus(problem) is called when the server looks at the cluster in vain; onRefused(reason) when it is full. */
export function openStream({ onSnapshot, onSample, onStatus, onLost, onRefused }) {
  let source;
  let timer;
  let heardOf = false;
  const later = (what, millis) => {
    clearTimeout(timer);
    timer = setTimeout(what, millis);
  };
  const heard = () => {
    heardOf = true;
    later(restart, SILENCE_MILLIS);
  };
  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }
  function restart() {
    close();
    // the server ends a stream now and then: the first attempt is made at once and without a word
    if (heardOf) {
      connect();
    } else {
      onLost();
      later(connect, AGAIN_MILLIS);
    }
  }
  function connect() {
    heardOf = false;
    const mine = new EventSource('/console/stream');
    source = mine;
    const on = (name, action) => mine.addEventListener(name, (event) => {
      if (source !== mine) return;
      heard();
      action(JSON.parse(event.data));
    });
    on('snapshot', onSnapshot);
    on('sample', onSample);
    on('status', (status) => onStatus(status.problem));
    on('refused', (refusal) => {
      close();
      onRefused(refusal.detail);
      later(connect, REFUSED_AGAIN_MILLIS);
    });
    mine.onerror = () => { if (source === mine) restart(); };
    later(restart, SILENCE_MILLIS);
  }
  document.addEventListener('visibilitychange', () => {
    close();
    if (!document.hidden) connect();
  });
  if (!document.hidden) connect();
}
