// Writing: toolbar and preview for every text, and the reply that opens at the foot of the window,
// below the post that it answers.
import { gettext } from './i18n.js';
import { sentence } from './sentence.js';
import { watchToolbar } from './toolbar.js';
import { watchUploads } from './upload.js';

const AIR = 8; // px

export function watchComposers() {
  for (const form of document.querySelectorAll('form[data-draft]')) {
    const field = form.querySelector('textarea[name="source"]');
    if (!field) continue;
    watchToolbar(form, field);
    watchPreview(form, field);
    watchUploads(form, field);
    watchSending(form, field);
  }
  const reply = document.querySelector('form#reply');
  if (reply) watchReply(reply);
}

function watchPreview(form, field) {
  form.querySelector('.preview').hidden = false;
  // a text that is there already, also as a draft, after htmx has seen the page
  setTimeout(() => field.value && window.htmx?.trigger(field.parentElement, 'preview'), 0);
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
  const bar = document.querySelector('.act-bar'); // phones: it leads to the form while that is out of sight
  if (bar) new IntersectionObserver(([{ isIntersecting }]) => bar.classList.toggle('idle', isIntersecting)).observe(form);
  const close = form.querySelector('[data-close]');
  field.addEventListener('focus', () => open(form));
  form.elements.parent.addEventListener('change', ({ target }) => { // a draft that comes back
    answer(form, target.value, form.dataset.to ?? '');
    form.querySelector('header').hidden = !target.value && !form.classList.contains('composer');
  });
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
    makeRoom(form);
  });
  if (form.elements.parent.value || location.hash === '#reply') {
    field.focus();
    setTimeout(() => makeRoom(form), 0); // after the browser has gone to #reply
  }
}

/** Scroll until the post that is answered ends above the composer. */
function makeRoom(form) {
  const link = document.querySelector(`.post [data-reply="${form.elements.parent.value || 'none'}"]`);
  const post = link?.closest('.post').getBoundingClientRect();
  if (!post) return;
  const head = document.querySelector('header.top')?.getBoundingClientRect().bottom ?? 0;
  const room = form.getBoundingClientRect().top - AIR;
  if (post.bottom > room || post.bottom < head + AIR) scrollBy({ top: post.bottom - room, behavior: 'instant' });
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
  form.dataset.to = name;
  const to = form.querySelector('[data-to]');
  if (parent) {
    const bold = document.createElement('b');
    const person = document.createElement('bdi');
    person.textContent = name;
    bold.append(person);
    to.replaceChildren(...sentence(gettext('Replying to %(name)s'), { name: bold }));
  } else {
    to.textContent = form.dataset.replyLabel;
  }
  form.querySelector('[data-drop]').hidden = !parent;
}
