// A list of topics that changed since it was loaded: one press shows it as it is now.
import { newsBar, part, parsed } from './page.js';
import { tellTimes } from './time.js';

export function watchList() {
  const list = document.querySelector('#topics[data-channels]');
  list?.addEventListener('rang', ({ detail }) => {
    const versions = { ...JSON.parse(list.dataset.channels), [detail.channel]: detail.version };
    list.dataset.channels = JSON.stringify(versions);
    const words = 'The list has changed: show';
    newsBar(list.querySelector('[data-news]'), words, () => show(list));
  });
}

async function show(list) {
  list.setAttribute('aria-busy', 'true');
  const html = await part(list.dataset.url);
  list.removeAttribute('aria-busy');
  const fresh = html && parsed(html).querySelector('#topics');
  if (!fresh) {
    location.reload();
    return;
  }
  list.replaceWith(document.importNode(fresh, true));
  watchList();
  tellTimes();
  const main = document.querySelector('#main');
  main.tabIndex = -1;
  main.focus();
}
