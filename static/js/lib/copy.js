// A button that copies the text next to it, for secrets that are shown once. Without a script, or
// where the browser does not allow it, the text can be selected.
import { gettext } from './i18n.js';
import { toast } from './page.js';

export function watchCopyTexts() {
  for (const button of document.querySelectorAll('[data-copy-text]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(document.getElementById(button.dataset.copyText)));
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.value ?? text.textContent);
    toast(gettext('Copied.'));
  } catch {
    if (text.select) text.select();
    else getSelection().selectAllChildren(text);
    toast(gettext('Selected. Press Ctrl+C to copy.'));
  }
}
