// What quickens the pages. Each module finds its own part and does nothing where there is none.
import { listen } from './lib/doorbell.js';
import { watchFieldErrors } from './lib/errors.js';
import { watchMenus } from './lib/menu.js';
import { showCurrentTabs } from './lib/tabs.js';
import { showMine, watchCopies } from './lib/mine.js';
import { watchProse } from './lib/embed.js';
import { watchReactions } from './lib/react.js';
import { watchSearch } from './lib/search.js';
import { watchShares } from './lib/share.js';
import { watchThread } from './lib/thread.js';
import { tellTimes } from './lib/time.js';

watchThread(); // first: it keeps the posts as they came
showMine();
watchReactions();
watchCopies();
watchProse();
watchMenus();
watchSearch();
watchShares();
watchFieldErrors();
showCurrentTabs();
tellTimes();

// What few pages or only some people need is not loaded for all.
const more = [];
if (document.querySelector('#topics[data-channels]')) {
  more.push(import('./lib/list.js').then(({ watchList }) => watchList()));
}
if (document.querySelector('form[data-passkey]')) {
  more.push(import('./lib/passkeys.js').then(({ watchPasskeys }) => watchPasskeys()));
}
if (document.querySelector('[data-copy-text]')) {
  more.push(import('./lib/copy.js').then(({ watchCopyTexts }) => watchCopyTexts()));
}
const similar = document.querySelector('[data-similar]');
if (similar) more.push(import('./lib/similar.js').then(({ watchTitle }) => watchTitle(similar)));
const suggested = document.querySelector('[data-suggested]');
if (suggested) more.push(import('./lib/suggested.js').then(({ watchSuggestion }) => watchSuggestion(suggested)));
const related = document.querySelector('[data-related]');
if (related) more.push(import('./lib/related.js').then(({ watchRelated }) => watchRelated(related)));
if (document.body.dataset.member) more.push(import('./member.js'));
Promise.allSettled(more).then(listen); // whoever wants to hear of a ring is there by then

document.querySelector('[data-focus]')?.focus();
