// The posts are the same for all readers; what is the reader's own comes as one small JSON.
import { gettext } from './i18n.js';
import { toast } from './page.js';

export const mine = () => JSON.parse(document.querySelector('#mine')?.textContent ?? '{}');

/** Show which reactions are the reader's, and take away what they may not press. */
export function showMine() {
  const { id, reactions = {} } = mine();
  for (const button of document.querySelectorAll('.reactions [data-reaction]')) {
    const post = button.dataset.like ?? button.dataset.react;
    if (id) mark(button, reactions[post] === button.dataset.reaction);
    button.disabled = Boolean(id) && Number(button.dataset.author) === id;
    if (button.disabled) button.title = gettext('You cannot react to your own post');
  }
  for (const link of document.querySelectorAll('[data-add]')) {
    link.hidden = Number(link.dataset.author) === id;
  }
  for (const link of document.querySelectorAll('.removed [data-author]')) {
    const isTheirs = Number(link.dataset.author) === id;
    link.hidden = !isTheirs && !('moderator' in document.body.dataset);
  }
}

function mark(button, isTheirs) {
  button.setAttribute('aria-pressed', String(isTheirs));
  const says = isTheirs ? { name: 'undo', value: '1' } : { name: 'reaction', value: button.dataset.reaction };
  Object.assign(button, says);
}

/** Remember what the reader has just done, until the page's own JSON says it, too. */
export function keep(post, reaction) {
  const now = mine();
  const { [post]: _, ...others } = now.reactions ?? {};
  now.reactions = reaction ? { ...others, [post]: reaction } : others;
  document.querySelector('#mine').textContent = JSON.stringify(now);
}

export function watchCopies() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (button) copyLink(button);
  });
}

async function copyLink(button) {
  const link = button.closest('.post').querySelector('a.when');
  try {
    await navigator.clipboard.writeText(link.href);
    toast(gettext('Link copied.'));
  } catch {
    location.assign(link.href);
  }
}
