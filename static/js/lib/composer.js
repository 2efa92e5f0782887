// Writing: toolbar, preview and draft for every text, and the reply that opens at the foot of the
// window so that what it answers can be read on.
import { keepDraft } from './draft.js';
import { watchToolbar } from './toolbar.js';

export function watchComposers() {
  for (const form of document.querySelectorAll('form[data-draft]')) {
    const field = form.querySelector('textarea[name="source"]');
    if (!field) continue;
    watchToolbar(form, field);
    keepDraft(form, field);
    watchPreview(form, field);
    watchSending(form, field);
  }
  const reply = document.querySelector('form#reply');
  if (reply) watchReply(reply);
}

function watchPreview(form, field) {
  form.querySelector('.preview').hidden = false;
  // a text that is there already, after htmx has seen the page
  if (field.value) setTimeout(() => window.htmx?.trigger(field.parentElement, 'preview'), 0);
}

function watchSending(form, field) {
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    const button = form.querySelector('button[type="submit"]');
    if (button.getAttribute('aria-busy')) event.preventDefault();
    button.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', () => {
    form.querySelector('button[type="submit"]').removeAttribute('aria-busy');
  });
}

function watchReply(form) {
  const field = form.querySelector('textarea');
  const close = form.querySelector('[data-close]');
  field.addEventListener('focus', () => open(form));
  close.addEventListener('click', () => {
    form.classList.remove('composer');
    close.hidden = true;
    if (!form.elements.parent.value) form.querySelector('header').hidden = true;
    document.querySelector(`[data-reply="${form.elements.parent.value}"]`)?.focus();
  });
  form.querySelector('[data-drop]').addEventListener('click', (event) => {
    event.preventDefault();
    answer(form, '', '');
    field.focus();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-reply]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    answer(form, link.dataset.reply, link.dataset.name);
    field.focus({ preventScroll: true });
  });
  if (form.elements.parent.value || location.hash === '#reply') field.focus();
}

/** It becomes the sheet at the foot of the window. */
function open(form) {
  if (form.classList.contains('composer')) return;
  form.classList.add('composer');
  form.querySelector('header').hidden = false;
  form.querySelector('[data-close]').hidden = false;
  if (!form.elements.parent.value) answer(form, '', '');
}

function answer(form, parent, name) {
  form.elements.parent.value = parent;
  const to = form.querySelector('[data-to]');
  if (parent) {
    const bold = document.createElement('b');
    const person = document.createElement('bdi');
    person.textContent = name;
    bold.append(person);
    to.replaceChildren('Replying to ', bold);
  } else {
    to.textContent = `Reply to the ${form.dataset.kind}`;
  }
  form.querySelector('[data-drop]').hidden = !parent;
}
