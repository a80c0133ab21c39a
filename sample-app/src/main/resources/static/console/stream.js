// The stream of samples. Comes back by itself, with a snapshot first, however it was lost.

const SILENCE_MILLIS = 15_000;
const AGAIN_MILLIS = 2_000;

export function openStream({ onSnapshot, onSample, onLost }) {
  let source;
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(restart, SILENCE_MILLIS);
  };
  function restart() {
    clearTimeout(timer);
    source?.close();
    onLost();
    timer = setTimeout(connect, AGAIN_MILLIS);
  }
  function connect() {
    source = new EventSource('/console/stream');
    source.addEventListener('snapshot', (event) => { heard(); onSnapshot(JSON.parse(event.data)); });
    source.addEventListener('sample', (event) => { heard(); onSample(JSON.parse(event.data)); });
    source.onerror = restart;
    heard();
  }
  connect();
}
