// How far a member has read: which posts were on the screen is told to the server now and then,
// and what came since the last visit is marked. Nothing scrolls by itself.
import { gettext } from './i18n.js';

const SOON = 2000; // ms after the first post was seen
const OFTEN = 60_000; // ms between two reports at least
const QUICK = 0.6; // of a post, or of the screen where the post is taller

const seen = new Set();
let came = 0; // how far it was read when the page was opened
let told = 0;
let ms = 0;
let since = 0; // when the tab came to the front
let timer = null;
let sight = null;

const section = () => document.querySelector('#posts');
const mine = () => JSON.parse(document.querySelector('#mine')?.textContent ?? '{}');
const all = () => [...document.querySelectorAll('#posts .thread :is(.post, .removed)[id^="p"]')];
const numberOf = (post) => Number(post.id.slice(1));
const address = () => section().dataset.url.replace(/posts\/.*$/, 'reading/');

export function watchReading() {
  if (!section() || !mine().id) return;
  came = mine().read;
  told = came;
  if (!document.hidden) since = performance.now();
  sight = new IntersectionObserver(look, { threshold: [0, 0.25, 0.5, QUICK, 1] });
  begin();
  new MutationObserver(begin).observe(document.querySelector('#main'), { childList: true });
  document.addEventListener('visibilitychange', turn);
  addEventListener('pagehide', () => tell(true));
}

/** Look at posts that are there now, and mark those that came since the last visit. */
function begin() {
  for (const post of all()) {
    sight.observe(post);
    if (came && numberOf(post) > came) post.classList.add('is-new');
  }
  rule();
}

/** In the order of time one line stands before what is new. */
function rule() {
  const isFlat = /view=flat/.test(section().dataset.url);
  const first = came && isFlat && all().find((post) => numberOf(post) > came);
  if (!first || numberOf(first) === 1 || document.querySelector('.since')) return;
  const line = document.createElement('p');
  line.className = 'day is-new since';
  line.textContent = gettext('New since your visit');
  first.before(line);
}

function look(entries) {
  if (document.hidden) return;
  for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
    const fills = rootBounds && intersectionRect.height > rootBounds.height * QUICK;
    if (intersectionRatio >= QUICK || fills) seen.add(numberOf(target));
  }
  if (upto() > told) timer ??= setTimeout(tell, SOON);
}

/**
 * The number up to which all was seen. Branches are not in the order of time: there nothing may
 * be left out between, but what a page that shows the whole thread leaves out was removed.
 */
function upto() {
  if (/view=flat/.test(section().dataset.url)) return Math.max(told, ...seen);
  const here = new Set(all().map(numberOf));
  const most = isWhole() ? Math.max(0, ...here) : 0;
  let last = told;
  while (seen.has(last + 1) || (last < most && !here.has(last + 1))) last += 1;
  return last;
}

const isWhole = () => !section().querySelector('.more-replies');

function turn() {
  if (!document.hidden) {
    since = performance.now();
    return;
  }
  count();
  tell(true);
}

function count() {
  if (since) ms += performance.now() - since;
  since = document.hidden ? 0 : performance.now();
}

function tell(leaves = false) {
  clearTimeout(timer);
  count();
  const number = upto();
  const isNews = number > told || (seen.size && ms > 10_000);
  timer = leaves ? null : setTimeout(tell, OFTEN);
  if (!isNews) return;
  const token = document.querySelector('#act [name="csrfmiddlewaretoken"]')?.value ?? '';
  const body = new URLSearchParams({ upto: number, ms: Math.round(ms) });
  const headers = { 'X-CSRFToken': token, 'HX-Request': 'true' };
  fetch(address(), { method: 'POST', headers, body, keepalive: true }).catch(() => {});
  [told, ms] = [number, 0];
}
