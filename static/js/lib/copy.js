// A button that copies what stands beside it, for what is shown once. Without a script, or where
// the browser does not let it, the text is there to be selected.
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
    toast('Copied.');
  } catch {
    if (text.select) text.select();
    else getSelection().selectAllChildren(text);
    toast('Selected. Press Ctrl+C to copy.');
  }
}
