// Videos, audio and maps from other sites load when the reader asks, never before. What a frame loads was
// decided by the server; the page's policy lets no other through. Code gets its button here, too.
import { format, gettext, pgettext } from './i18n.js';
import { toast } from './page.js';

const FRAME = {
  allow: 'fullscreen; picture-in-picture',
  loading: 'eager',
  referrerPolicy: 'strict-origin-when-cross-origin',
};
const MAP = [gettext('Load map'), gettext('Load map: %(title)s')];
const AUDIO = [gettext('Play audio'), gettext('Play audio: %(title)s')];
const VIDEO = [gettext('Play video'), gettext('Play video: %(title)s')];
const LABELS = { 'www.openstreetmap.org': MAP, 'w.soundcloud.com': AUDIO, 'open.spotify.com': AUDIO };
const SANDBOX = 'allow-scripts allow-same-origin allow-popups allow-presentation';

export function watchProse() {
  dress();
  // posts arrive by news, by previews, by the browser's back: wherever they come from
  new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('[data-play], [data-copy-code]');
    if (button?.matches('[data-play]')) play(button);
    else if (button) copy(button);
  });
}

function dress() {
  for (const figure of document.querySelectorAll('figure[data-embed]:not(:has(> button, > iframe))')) {
    const [label, named] = LABELS[new URL(figure.dataset.embed).hostname] ?? VIDEO;
    const button = made(label, 'btn play', 'play');
    button.setAttribute('aria-label', format(named, { title: figure.dataset.title }));
    figure.prepend(button);
  }
  for (const figure of document.querySelectorAll('.prose figure.code:not(:has(button))')) {
    figure.querySelector('figcaption')?.append(made(pgettext('verb', 'Copy'), 'btn quiet s', 'copyCode'));
  }
}

function made(words, classes, data) {
  const button = document.createElement('button');
  button.type = 'button';
  button.lang = document.documentElement.lang; // the text around it may be of another one
  button.className = classes;
  button.dataset[data] = '';
  button.textContent = words;
  return button;
}

function play(button) {
  const { embed, title } = button.parentElement.dataset;
  const frame = Object.assign(document.createElement('iframe'), FRAME);
  frame.setAttribute('sandbox', SANDBOX);
  frame.title = title;
  frame.src = embed;
  button.replaceWith(frame);
  frame.focus();
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.closest('figure').querySelector('code').textContent);
    toast(gettext('Code copied.'));
  } catch {
    getSelection().selectAllChildren(button.closest('figure').querySelector('code'));
    toast(gettext('Selected. Press Ctrl+C to copy.'));
  }
}
