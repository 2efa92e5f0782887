// The review queue: keys on the case that has the focus, and what came since the page was opened.
import { format, locale, ngettext } from './i18n.js';
import { newsBar } from './page.js';
import { tellTimes } from './time.js';

const MOST = 50; // the server counts no further
const TYPES = 'input, textarea, select, [contenteditable]';
const number = new Intl.NumberFormat(locale);
const cases = () => [...document.querySelectorAll('[data-case]')];

/** A key does what its button does, only while the focus is in that case and nobody types. */
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPES)) return;
  const here = event.target.closest('[data-case]');
  const button = here?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  button.closest('details')?.querySelector('textarea')?.focus();
}

function skip(here) {
  const all = cases();
  const next = all[all.indexOf(here) + 1];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** After a decision the next open case has the focus, unless this one has something to say; what
    is wrong with a form comes first. */
function move({ detail }) {
  const fresh = detail.elt.closest?.('[data-case]');
  if (!fresh) return;
  show(fresh);
  tellTimes();
  const all = cases();
  const isDone = fresh.matches('.is-decided') && !fresh.querySelector('[role="alert"]');
  const next = isDone && all.slice(all.indexOf(fresh)).find((one) => !one.matches('.is-decided'));
  const wrong = fresh.querySelector('[data-focus]');
  (wrong || next || fresh).focus({ preventScroll: !wrong && !next });
}

/** Buttons that only a script can serve. */
function show(root) {
  for (const button of root.querySelectorAll('[data-skip]')) button.hidden = false;
}

/** What came waits behind a bar, so that nothing moves while it is read. */
async function tell(list, { version }) {
  list.dataset.version = version;
  const newer = await newerThan(list);
  if (!newer) return;
  const words = newer >= MOST
    ? ngettext('%(count)s or more new items', '%(count)s or more new items', MOST)
    : ngettext('%(count)s new item', '%(count)s new items', newer);
  const count = number.format(newer);
  newsBar(list.querySelector('[data-news]'), format(words, { count }), () => location.reload());
}

async function newerThan(list) {
  try {
    const answer = await fetch(`${list.dataset.newer}?after=${list.dataset.newest}`);
    return answer.ok ? (await answer.json()).count : 0;
  } catch {
    return 0; // the next ring asks again
  }
}

document.addEventListener('keydown', press);
document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-skip]');
  if (button) skip(button.closest('[data-case]'));
});
document.addEventListener('htmx:afterSettle', move);
const list = document.querySelector('#queue');
list?.addEventListener('rang', ({ detail }) => tell(list, detail));
show(document);
