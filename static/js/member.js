// What only members need: writing, and how far they have read. Visitors do not load it.
import { watchComposers } from './lib/composer.js';
import { watchConfirmations } from './lib/confirm.js';
import { watchFormDrafts } from './lib/draft.js';
import { watchMentions } from './lib/mention.js';
import { watchNotifications } from './lib/notifications.js';
import { watchQuotes } from './lib/quote.js';
import { watchReading } from './lib/reading.js';
import { watchTags } from './lib/tags.js';
import { watchTemplates } from './lib/template.js';

watchTemplates();
watchComposers();
watchMentions();
watchQuotes();
watchTags();
watchFormDrafts(); // when all that a draft is put into is there
watchReading();
watchConfirmations();
watchNotifications();
