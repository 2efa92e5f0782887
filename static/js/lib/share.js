// Share a topic or a post: through the device where it can, else the address is copied. Without a
// script the link leads there. And the button that prints.
import { gettext } from './i18n.js';
import { toast } from './page.js';

export function watchShares() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-share]');
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      share(link);
    }
    if (event.target.closest?.('[data-print]')) print();
  });
  for (const button of document.querySelectorAll('[data-print]')) button.hidden = false;
}

async function share({ href, dataset }) {
  if (navigator.share) {
    try {
      await navigator.share({ title: dataset.share, url: href });
      return;
    } catch (refusal) {
      if (refusal.name === 'AbortError') return; // they thought better of it
    }
  }
  try {
    await navigator.clipboard.writeText(href);
    toast(gettext('Link copied.'));
  } catch {
    location.assign(href);
  }
}
