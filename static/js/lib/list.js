// A list of topics that changed since it was loaded: one press shows it as it is now.
import { newsBar, part, parsed } from './page.js';
import { tellTimes } from './time.js';

export function watchList() {
  const list = document.querySelector('#topics[data-channels]');
  list?.addEventListener('rang', ({ detail }) => {
    const versions = { ...JSON.parse(list.dataset.channels), [detail.channel]: detail.version };
    list.dataset.channels = JSON.stringify(versions);
    tell(list);
  });
}

/** What rang may be elsewhere: only what this list would show anew is news. */
async function tell(list) {
  const newer = await count(list.dataset.newer);
  if (!newer) return;
  const many = newer >= 50 ? '50 or more' : newer;
  const words = `${many} new or updated topic${newer === 1 ? '' : 's'}`;
  newsBar(list.querySelector('[data-news]'), words, () => show(list));
}

async function count(url) {
  try {
    const answer = await fetch(url);
    return answer.ok ? (await answer.json()).count : 0;
  } catch {
    return 0; // the next ring asks again
  }
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
