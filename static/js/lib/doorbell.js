// Elements with data-channel and data-version (or data-channels, a JSON of both) hear "rang" when
// what they show has changed, and fetch it themselves through the ordinary view.

const A_PAGE = 4; // ms that each open page adds to the wait, so that not all fetch at once
const LONGEST = 2000;
const STEADY = 5000; // ms that a socket must hold before its failures are forgotten
const SLOWEST = 30_000;
const POLL = 15_000;
const POLL_HIDDEN = 60_000;
const GIVEN_UP = 2; // sockets in a row that never opened: from then on the page asks by itself

let failures = 0;
let asking = false;
const waiting = new Set();

export function listen() {
  const address = socketAddress();
  if (address && Object.keys(heard()).length) connect(address);
}

/** What this page shows, and at which version. */
function heard() {
  const versions = {};
  for (const { dataset } of document.querySelectorAll('[data-channel], [data-channels]')) {
    if (dataset.channel) versions[dataset.channel] = dataset.version;
    Object.assign(versions, JSON.parse(dataset.channels ?? '{}'));
  }
  return versions;
}

/** ":8001/live/" is a port of this host, "/live/" a path of this origin. */
function socketAddress() {
  const url = document.querySelector('meta[name="live-url"]')?.content;
  if (!url) return null;
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (url.startsWith(':')) return `${scheme}//${location.hostname}${url}`;
  return url.startsWith('/') ? `${scheme}//${location.host}${url}` : url;
}

function connect(address) {
  const socket = new WebSocket(address);
  let steady;

  socket.onopen = () => {
    steady = setTimeout(() => { failures = 0; }, STEADY);
    socket.send(JSON.stringify({ listen: heard() }));
  };

  socket.onmessage = ({ data }) => {
    const { rang, version, pages } = JSON.parse(data);
    if (rang) tell(rang, version, pages);
  };

  socket.onclose = () => {
    clearTimeout(steady);
    failures += 1;
    if (failures >= GIVEN_UP) poll();
    const pause = Math.min(SLOWEST, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
    setTimeout(connect, pause, address);
  };
}

/** While there is no socket: the versions, asked for now and then. */
function poll() {
  if (asking) return;
  asking = true;
  setTimeout(async () => {
    asking = false;
    if (failures < GIVEN_UP) return;
    const seen = heard();
    const query = new URLSearchParams(Object.keys(seen).map((channel) => ['c', channel]));
    try {
      const answer = await fetch(`/live/versions/?${query}`);
      if (answer.ok) {
        for (const [channel, version] of Object.entries(await answer.json())) tell(channel, version);
      }
    } catch { /* offline: the next round asks again */ }
    poll();
  }, document.hidden ? POLL_HIDDEN : POLL);
}

/** Rings that come while one waits are the same ring. */
function tell(channel, version, pages = 1) {
  if (version === 'unknown' || waiting.has(channel) || heard()[channel] === version) return;
  waiting.add(channel);
  setTimeout(() => {
    waiting.delete(channel);
    if (heard()[channel] === version) return;
    for (const element of document.querySelectorAll('[data-channel], [data-channels]')) {
      const { channel: one, channels } = element.dataset;
      if (one === channel || channel in JSON.parse(channels ?? '{}')) {
        element.dispatchEvent(new CustomEvent('rang', { detail: { channel, version } }));
      }
    }
  }, Math.random() * Math.min(LONGEST, A_PAGE * pages));
}
