// A thread that changes while it is read: what stands there is renewed in place, what is new waits
// behind a bar, and nothing that is being read moves.
import { format, gettext, locale, ngettext } from './i18n.js';
import { newsBar, parsed, part } from './page.js';
import { showMine } from './mine.js';
import { tellTimes } from './time.js';

const SOON = 1000; // ms after which a fetch that failed is tried again, then twice that, and so on
const number = new Intl.NumberFormat(locale);
const known = new Map(); // a post's id: its HTML as the server sent it
let latest = null; // the section as last fetched
let busy = false;
let again = false;
let pause = SOON;

const section = () => document.querySelector('#posts');
const postsIn = (root) => root.querySelectorAll('.thread :is(.post, .removed)[id^="p"]');

export function watchThread() {
  if (!section()) return;
  remember(section());
  section().addEventListener('rang', refetch);
  // what was held back because somebody was in it
  document.addEventListener('focusout', () => setTimeout(renew, 0));
}

function remember(root) {
  known.clear();
  for (const post of postsIn(root)) known.set(post.id, post.outerHTML);
}

async function refetch() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const html = await part(section().dataset.url);
  busy = false;
  if (!html) {
    pause = Math.min(30_000, pause * 2);
    setTimeout(refetch, pause);
  } else {
    pause = SOON;
    latest = parsed(html).querySelector('#posts');
    section().dataset.version = latest.dataset.version;
    document.querySelector('#mine')?.replaceWith(latest.querySelector('#mine').cloneNode(true));
    renew();
  }
  if (again) {
    again = false;
    refetch();
  }
}

function renew() {
  if (!latest) return;
  let news = 0;
  const there = new Set();
  for (const post of postsIn(latest)) {
    there.add(post.id);
    if (!known.has(post.id)) news += post.matches('.post') ? 1 : 0;
    else if (known.get(post.id) !== post.outerHTML) replace(post);
  }
  for (const id of known.keys()) if (!there.has(id)) withdraw(id);
  const words = ngettext('%(count)s new reply', '%(count)s new replies', news);
  newsBar(document.querySelector('[data-news]'), news ? format(words, { count: number.format(news) }) : '', show);
  showMine();
  tellTimes();
}

function replace(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old || isInUse(old)) return;
  known.set(fresh.id, fresh.outerHTML);
  const copy = document.importNode(fresh, true);
  if (old.matches('.is-new')) copy.classList.add('is-new');
  old.replaceWith(copy);
}

/** A post that left the page: one grey line in its place until the page is loaded again. */
function withdraw(id) {
  const old = document.getElementById(id);
  if (!old || old.matches('.removed') || isInUse(old)) return;
  const line = document.createElement('p');
  line.className = 'removed';
  line.id = id;
  line.textContent = gettext('This reply was deleted.');
  old.replaceWith(line);
}

function isInUse(element) {
  const selection = getSelection();
  const selects = !selection.isCollapsed && selection.containsNode(element, true);
  return selects || element.contains(document.activeElement);
}

/** Put everything in its place; what is on the screen stays where it is. */
function show() {
  const before = new Set(known.keys());
  const anchor = [...postsIn(section())].find((post) => post.getBoundingClientRect().bottom > 80);
  const top = anchor?.getBoundingClientRect().top;
  const fresh = document.importNode(latest, true);
  section().replaceWith(fresh);
  remember(fresh);
  latest = null;
  section().addEventListener('rang', refetch);
  const added = [...postsIn(fresh)].filter((post) => !before.has(post.id));
  for (const post of added) post.classList.add('is-new');
  newsBar(document.querySelector('[data-news]'), '');
  showMine();
  tellTimes();
  const still = anchor && document.getElementById(anchor.id);
  if (still) scrollBy({ top: still.getBoundingClientRect().top - top, behavior: 'instant' });
  goTo(added);
}

function goTo(added) {
  if (!added.length) return;
  added[0].tabIndex = -1;
  added[0].focus({ preventScroll: true });
  const inSight = ({ top, bottom }) => bottom > 80 && top < innerHeight - 40;
  if (!added.some((post) => inSight(post.getBoundingClientRect()))) {
    added[0].scrollIntoView({ block: 'center' });
  }
}
