// Reactions in place. Without a script each button is a form's, and the post's own page has all four.
import { gettext, pgettext } from './i18n.js';
import { show } from './menu.js';
import { keep, mine, showMine } from './mine.js';
import { press, toast } from './page.js';

const KINDS = {
  thanks: pgettext('a reaction', 'Thanks'),
  agree: pgettext('a reaction', 'Agree'),
  insight: pgettext('a reaction', 'Insightful'),
  smile: gettext('Made me smile'),
};

export function watchReactions() {
  document.addEventListener('click', (event) => {
    if (!mine().id) return; // a visitor's press goes to sign-in
    const button = event.target.closest?.('.reactions [data-reaction]');
    const add = event.target.closest?.('[data-add]');
    if (button) {
      event.preventDefault();
      const undo = button.getAttribute('aria-pressed') === 'true';
      react(button.parentElement, button.dataset.reaction, undo);
    } else if (add && !(event.ctrlKey || event.metaKey || event.shiftKey) && 'popover' in add) {
      event.preventDefault();
      choose(add);
    }
  });
}

async function react(bar, reaction, undo) {
  if (bar.getAttribute('aria-busy')) return;
  const [first] = bar.querySelectorAll('[data-like]');
  bar.setAttribute('aria-busy', 'true');
  const answer = await press(first.getAttribute('formaction'), undo ? 'DELETE' : 'POST', undo ? null : { reaction });
  bar.removeAttribute('aria-busy');
  if (!answer || answer.redirected) {
    toast(gettext('Not saved. Check your connection and try again.'));
  } else if (!answer.ok) {
    const isPlain = [403, 422, 429].includes(answer.status);
    toast(isPlain ? await answer.text() : gettext('Not saved. Try again in a moment.'));
  } else {
    keep(first.dataset.like, undo ? null : reaction);
    const hadFocus = bar.contains(document.activeElement) || document.activeElement === document.body;
    bar.innerHTML = await answer.text();
    showMine();
    if (hadFocus) (bar.querySelector(`[data-reaction="${reaction}"]`) ?? bar.querySelector('button')).focus();
  }
}

function choose(add) {
  if (add.getAttribute('aria-expanded') === 'true') return;
  const own = mine().reactions?.[add.dataset.add];
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'group');
  menu.setAttribute('aria-label', gettext('Reactions'));
  for (const [kind, label] of Object.entries(KINDS)) {
    const item = document.createElement('button');
    item.type = 'button';
    item.setAttribute('aria-pressed', String(kind === own));
    const icon = add.querySelector('svg').cloneNode(true);
    const use = icon.querySelector('use');
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#${kind}`));
    item.append(icon, label);
    item.addEventListener('click', () => {
      menu.hidePopover();
      react(add.parentElement, kind, kind === own);
    });
    menu.append(item);
  }
  show(menu, add);
}
