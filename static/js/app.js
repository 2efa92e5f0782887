// What quickens the pages. Each module finds its own part and does nothing where there is none.
import { watchComposers } from './lib/composer.js';
import { listen } from './lib/doorbell.js';
import { forgetSent } from './lib/draft.js';
import { watchList } from './lib/list.js';
import { watchMenus } from './lib/menu.js';
import { showMine, watchLikes } from './lib/mine.js';
import { watchPasskeys } from './lib/passkeys.js';
import { watchThread } from './lib/thread.js';
import { tellTimes } from './lib/time.js';

watchThread(); // first: it keeps the posts as they came
watchList();
showMine();
watchLikes();
forgetSent(); // before a composer brings a draft back
watchComposers();
watchMenus();
watchPasskeys();
tellTimes();
listen();

document.querySelector('[data-focus]')?.focus();
