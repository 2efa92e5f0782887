// The bell: its number, its menu, and the page of notifications that hears of new ones. Without a
// script the bell is a link to that page, and the number is that of when the page was loaded.
import { format, gettext, locale, ngettext } from './i18n.js';
import { show as openMenu } from './menu.js';
import { newsBar, part, parsed, press, toast } from './page.js';
import { tellTimes } from './time.js';

const MOST = 100; // the server counts no further
const number = new Intl.NumberFormat(locale);
const title = document.title;

export function watchNotifications() {
  const box = document.querySelector('#bell');
  if (!box) return;
  showInTitle(unreadOf(box));
  box.addEventListener('rang', () => hear(box));
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest) return;
    const bell = event.target.closest('[data-bell]');
    const button = event.target.closest('[data-reading]');
    if (bell && 'popover' in bell) {
      event.preventDefault();
      open(box, bell);
    } else if (button && !(button.closest('.menu') && list())) {
      event.preventDefault();
      read(box, button);
    }
  });
  if (list()) see(box);
}

const list = () => document.querySelector('#notifications');
const unreadOf = (box) => Number(box.querySelector('[data-bell]').dataset.unread);

function showInTitle(unread) {
  const count = unread < MOST ? number.format(unread) : `${number.format(MOST - 1)}+`;
  document.title = unread ? `(${count}) ${title}` : title;
}

async function hear(box) {
  const before = unreadOf(box);
  const html = await part(box.dataset.url);
  if (!html) return; // the next ring, or the next look at the versions, asks again
  put(box, html);
  const unread = unreadOf(box);
  if (unread > before) say(box, unread);
  if (list()) tell(list());
}

/** What the bell says now. The link stays the same one: a menu may be open at it. */
function put(box, html) {
  const bell = box.querySelector('[data-bell]');
  const fresh = parsed(html).querySelector('[data-bell]');
  if (!fresh) return;
  box.dataset.version = fresh.dataset.version;
  bell.dataset.unread = fresh.dataset.unread;
  bell.className = fresh.className;
  bell.setAttribute('aria-label', fresh.getAttribute('aria-label'));
  bell.replaceChildren(...fresh.childNodes);
  showInTitle(unreadOf(box));
}

function say(box, unread) {
  const words = ngettext('%(count)s unread notification', '%(count)s unread notifications', unread);
  box.querySelector('[data-said]').textContent = format(words, { count: number.format(unread) });
}

async function open(box, bell) {
  if (bell.getAttribute('aria-expanded') === 'true') return;
  const html = await part(box.dataset.menu);
  const menu = html && parsed(html).querySelector('.menu');
  if (!menu) {
    location.assign(bell.href);
    return;
  }
  openMenu(document.importNode(menu, true), bell);
  tellTimes();
  see(box);
}

/** What is new has been looked at. */
async function see(box) {
  if (!box.querySelector('.is-new')) return;
  const answer = await press(box.dataset.seen, 'POST');
  if (answer?.ok && !answer.redirected) put(box, await answer.text());
}

/** One, or all from the menu. */
async function read(box, button) {
  const answer = await press(button.getAttribute('formaction'), 'POST');
  if (!answer?.ok || answer.redirected) {
    toast(gettext('Not saved. Try again in a moment.'));
    return;
  }
  put(box, await answer.text());
  const around = button.closest('.row') ?? button.closest('.menu');
  for (const row of [around, ...around.querySelectorAll('.row')]) row.classList.remove('is-unread');
  for (const word of around.querySelectorAll('[data-unread-word]')) word.remove();
  around.querySelector('a')?.focus();
  button.remove();
}

/** New ones wait behind a bar until they are asked for. */
async function tell(rows) {
  const answer = await fetch(`${rows.dataset.newer}?after=${rows.dataset.newest}`).catch(() => null);
  const { count } = answer?.ok ? await answer.json() : { count: 0 };
  if (!count) return;
  const words = ngettext('%(count)s new notification', '%(count)s new notifications', count);
  newsBar(rows.querySelector('[data-news]'), format(words, { count: number.format(count) }), () => location.reload());
}
