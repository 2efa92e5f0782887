// Names to choose from while "@" and the first letters of one are typed. The arrows choose, Enter
// or Tab takes, Escape leaves; whoever types on is not disturbed.
import { caretOf } from './caret.js';
import { gettext } from './i18n.js';

const BEGUN = /(?:^|[^\p{L}\p{N}@._/-])@([\p{L}\p{N}\p{M}._-]{0,60})$/u;
let box = null; // the list while it is open
let watcher = null; // the list stays in its place when a preview comes and the field moves
let asked = 0;
let timer = 0;

export function watchMentions() {
  for (const field of document.querySelectorAll('form[data-draft] textarea[name="source"]')) {
    field.setAttribute('aria-autocomplete', 'list');
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => suggest(field), 150);
    });
    field.addEventListener('keydown', (event) => steer(event, field));
    field.addEventListener('blur', close);
  }
}

const begun = (field) => BEGUN.exec(field.value.slice(Math.max(0, field.selectionEnd - 70), field.selectionEnd))?.[1];

async function suggest(field) {
  const typed = begun(field);
  const turn = ++asked;
  const names = typed === undefined ? [] : await fetchNames(typed);
  if (turn !== asked || document.activeElement !== field || begun(field) !== typed) return;
  close();
  if (names.length) open(field, names);
}

async function fetchNames(q) {
  const thread = document.querySelector('#posts')?.dataset.thread ?? '';
  try {
    const answer = await fetch(`/members/suggestions/?${new URLSearchParams({ q, thread })}`);
    return answer.ok ? (await answer.json()).members : [];
  } catch {
    return [];
  }
}

function open(field, members) {
  box = document.createElement('ul');
  box.id = 'names';
  box.className = 'menu names';
  box.setAttribute('role', 'listbox');
  box.setAttribute('aria-label', gettext('Members'));
  members.forEach(({ name, title }, at) => {
    const item = document.createElement('li');
    item.id = `name-${at}`;
    item.setAttribute('role', 'option');
    item.dataset.name = name;
    const person = document.createElement('bdi');
    person.textContent = name;
    item.append(person);
    if (title) item.append(Object.assign(document.createElement('small'), { textContent: title }));
    item.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      take(field, name);
    });
    box.append(item);
  });
  document.body.append(box);
  field.setAttribute('aria-controls', 'names');
  choose(field, 0);
  place(field);
  watcher = new ResizeObserver(() => box && place(field));
  watcher.observe(field.form);
}

function choose(field, at) {
  const items = [...box.children];
  items.forEach((item, n) => item.setAttribute('aria-selected', String(n === at)));
  field.setAttribute('aria-activedescendant', items[at].id);
  items[at].scrollIntoView({ block: 'nearest' });
}

function steer(event, field) {
  if (!box || event.isComposing) return;
  const items = [...box.children];
  const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(field, (at + step + items.length) % items.length);
  else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) take(field, items[at].dataset.name);
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function take(field, name) {
  const from = field.selectionEnd - begun(field).length;
  field.setRangeText(`${name} `, from, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  close();
}

function close() {
  watcher?.disconnect();
  box?.remove();
  box = null;
  for (const field of document.querySelectorAll('[aria-activedescendant]')) {
    field.removeAttribute('aria-activedescendant');
    field.removeAttribute('aria-controls');
  }
}

/** Each paragraph of a field runs as its own letters do. */
function isRightToLeft(field) {
  const paragraph = document.createElement('bdi');
  paragraph.textContent = field.value.slice(0, field.selectionEnd).split('\n').at(-1);
  return paragraph.matches(':dir(rtl)');
}

/** Under the line that is written, or above it where there is no room; always within the window.
 * Its first edge is at the "@", and it lies over what is to be written. */
function place(field) {
  const at = caretOf(field);
  const { width, height } = box.getBoundingClientRect();
  const left = isRightToLeft(field) ? at.right - width : at.left;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  box.style.top = `${at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`;
}
