// A list of topics that changed since it was loaded: one press shows it as it is now.
import { format, locale, ngettext } from './i18n.js';
import { newsBar, part, parsed } from './page.js';
import { tellTimes } from './time.js';

const MOST = 50; // the server counts no further
const number = new Intl.NumberFormat(locale);

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
  const newer = await newerOf(list.dataset.newer);
  if (!newer) return;
  const words = newer >= MOST
    ? ngettext(
        '%(count)s or more new or updated topic',
        '%(count)s or more new or updated topics',
        MOST,
      )
    : ngettext('%(count)s new or updated topic', '%(count)s new or updated topics', newer);
  const count = number.format(Math.min(newer, MOST));
  newsBar(list.querySelector('[data-news]'), format(words, { count }), () => show(list));
}

async function newerOf(url) {
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
