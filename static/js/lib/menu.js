// "More" opens what the reader may do with a post, fetched when asked for; without a script it is a
// page. The menus of the account and of the languages close like any other.
import { part } from './page.js';

const OPEN = 'details.mine[open], details.languages[open]';

export function watchMenus() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-more]');
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey) && 'popover' in link) {
      event.preventDefault();
      open(link);
    }
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll(OPEN)) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}

async function open(link) {
  if (link.getAttribute('aria-expanded') === 'true') return;
  const html = await part(link.href);
  if (!html) {
    location.assign(link.href);
    return;
  }
  const box = document.createElement('template');
  box.innerHTML = html;
  show(box.content.querySelector('.menu'), link);
}

/** Open a menu at its button; closed, it is gone, and the focus is back where it was. */
export function show(menu, link) {
  menu.popover = 'auto';
  document.body.append(menu);
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    link.setAttribute('aria-expanded', 'false');
    menu.remove();
    if (hadFocus) link.focus();
  });
  menu.addEventListener('keydown', walk);
  menu.showPopover();
  link.setAttribute('aria-expanded', 'true');
  place(menu, link);
  menu.querySelector('a, button')?.focus();
}

/** Under the button, or above it where there is no room; it grows towards the middle of what holds
 * the button, so that it stays beside it. */
function place(menu, link) {
  const at = link.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const around = link.closest('.post')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
  const isLeft = at.left + at.right < around.left + around.right;
  const start = Math.min(isLeft ? at.left : at.right - width, innerWidth - width - 8);
  const isTight = at.bottom + height + 8 > innerHeight && at.top > height;
  menu.style.left = `${Math.max(8, start)}px`;
  menu.style.top = `${isTight ? at.top - height - 4 : at.bottom + 4}px`;
  addEventListener('scroll', () => menu.isConnected && menu.hidePopover(), { once: true });
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll('a, button')];
  const next = items.indexOf(document.activeElement) + step;
  items.at(next % items.length).focus();
}
