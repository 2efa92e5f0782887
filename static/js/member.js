// What only members need: writing, and how far they have read. Visitors do not load it.
import { watchComposers } from './lib/composer.js';
import { forgetSent } from './lib/draft.js';
import { watchMentions } from './lib/mention.js';
import { watchQuotes } from './lib/quote.js';
import { watchReading } from './lib/reading.js';
import { watchTags } from './lib/tags.js';
import { watchTemplates } from './lib/template.js';

forgetSent(); // before a composer brings a draft back
watchTemplates(); // before a draft comes back
watchComposers();
watchMentions();
watchQuotes();
watchTags();
watchReading();
