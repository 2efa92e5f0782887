// What is selected in a post can be quoted in the reply, as Markdown and with its source.
import { pgettext } from './i18n.js';
import { sourceOf } from './source.js';

let button = null;

export function watchQuotes() {
  const form = document.querySelector('form#reply');
  if (!form || !document.querySelector('#posts')) return;
  button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'btn s quote-this', hidden: true, textContent: pgettext('verb', 'Quote') });
  document.body.append(button);
  document.addEventListener('selectionchange', offer);
  addEventListener('scroll', () => { button.hidden = true; }, { passive: true });
  button.addEventListener('pointerdown', (event) => event.preventDefault()); // the selection stays
  button.addEventListener('click', () => take(form));
}

/** The post that holds the whole selection, if one does. */
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const inside = selection.getRangeAt(0).commonAncestorContainer;
  const element = inside.nodeType === Node.ELEMENT_NODE ? inside : inside.parentElement;
  const post = element?.closest('.post > .prose')?.parentElement;
  return post?.querySelector('[data-reply]') && selection.toString().trim() ? post : null;
}

function offer() {
  const post = chosen();
  if (!post) {
    button.hidden = true;
    return;
  }
  const at = getSelection().getRangeAt(0).getBoundingClientRect();
  button.hidden = false;
  const { width, height } = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const above = at.top - height - 6;
  button.style.left = `${left}px`;
  button.style.top = `${above > 0 ? above : Math.min(at.bottom + 6, innerHeight - height)}px`;
}

function take(form) {
  const post = chosen();
  if (!post) return;
  const words = sourceOf(getSelection().getRangeAt(0));
  if (!words) return;
  const link = post.querySelector('[data-reply]');
  const source = `${link.dataset.name}, post:${post.id.slice(1)}, topic:${document.querySelector('#posts').dataset.thread}`;
  const field = form.querySelector('textarea');
  if (!field.value.trim()) link.click(); // so that it answers the post that it quotes
  const before = field.value.slice(0, field.selectionEnd).trimEnd();
  const after = field.value.slice(field.selectionEnd).trimStart();
  const text = `${before ? `${before}\n\n` : ''}[quote="${source}"]\n${words}\n[/quote]\n\n`;
  field.value = text + after;
  button.hidden = true;
  field.focus({ preventScroll: true });
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
