// What quickens the pages. Each module finds its own part and does nothing where there is none.
import { watchComposers } from './lib/composer.js';
import { listen } from './lib/doorbell.js';
import { forgetSent } from './lib/draft.js';
import { watchList } from './lib/list.js';
import { watchMenus } from './lib/menu.js';
import { watchTemplates } from './lib/template.js';
import { showCurrentTabs } from './lib/tabs.js';
import { watchTags } from './lib/tags.js';
import { watchReading } from './lib/reading.js';
import { watchMentions } from './lib/mention.js';
import { showMine, watchCopies } from './lib/mine.js';
import { watchProse } from './lib/embed.js';
import { watchQuotes } from './lib/quote.js';
import { watchReactions } from './lib/react.js';
import { watchShares } from './lib/share.js';
import { watchPasskeys } from './lib/passkeys.js';
import { watchThread } from './lib/thread.js';
import { tellTimes } from './lib/time.js';

watchThread(); // first: it keeps the posts as they came
watchList();
showMine();
watchReactions();
watchCopies();
watchProse();
forgetSent(); // before a composer brings a draft back
watchTemplates(); // before a draft comes back
watchComposers();
watchMentions();
watchQuotes();
watchMenus();
watchTags();
watchShares();
watchPasskeys();
showCurrentTabs();
tellTimes();
watchReading();
listen();

document.querySelector('[data-focus]')?.focus();
