// The posts are the same for all readers; what is the reader's own comes as one small JSON.
import { press, toast } from './page.js';

const mine = () => JSON.parse(document.querySelector('#mine')?.textContent ?? '{}');

/** Show which likes are the reader's, and take away what they may not press. */
export function showMine() {
  const { id, liked = [] } = mine();
  for (const button of document.querySelectorAll('[data-like]')) {
    if (id) mark(button, liked.includes(Number(button.dataset.like)));
    button.disabled = Boolean(id) && Number(button.dataset.author) === id;
    if (button.disabled) button.title = 'Thanks of others';
  }
  for (const link of document.querySelectorAll('.removed [data-author]')) {
    const isTheirs = Number(link.dataset.author) === id;
    link.hidden = !isTheirs && !('moderator' in document.body.dataset);
  }
  for (const copy of document.querySelectorAll('[data-copy]')) copy.hidden = false;
}

function mark(button, isLiked) {
  button.setAttribute('aria-pressed', String(isLiked));
  button.toggleAttribute('name', isLiked);
  if (isLiked) Object.assign(button, { name: 'undo', value: '1' });
}

export function watchLikes() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-like]');
    if (!button || !mine().id) return; // a visitor's press goes to sign-in
    event.preventDefault();
    like(button);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (button) copyLink(button);
  });
}

async function like(button) {
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  const undo = button.getAttribute('aria-pressed') === 'true';
  const answer = await press(button.getAttribute('formaction'), undo ? 'DELETE' : 'POST');
  button.removeAttribute('aria-busy');
  if (!answer || answer.redirected) {
    toast('Not saved. Check your connection and press again.');
  } else if (!answer.ok) {
    const isPlain = [403, 422, 429].includes(answer.status);
    toast(isPlain ? await answer.text() : 'Not saved. Try again in a moment.');
  } else {
    keep(Number(button.dataset.like), !undo);
    const hadFocus = document.activeElement === button;
    const box = document.createElement('template');
    box.innerHTML = await answer.text();
    const fresh = box.content.querySelector('button');
    button.replaceWith(fresh);
    if (hadFocus) fresh.focus();
  }
}

function keep(post, isLiked) {
  const now = mine();
  const others = now.liked.filter((id) => id !== post);
  now.liked = isLiked ? [...others, post] : others;
  document.querySelector('#mine').textContent = JSON.stringify(now);
}

async function copyLink(button) {
  const link = button.closest('.post').querySelector('a.when');
  try {
    await navigator.clipboard.writeText(link.href);
    toast('Link copied.');
  } catch {
    location.assign(link.href);
  }
}
