// Texts in the reader's language, by Django's JavaScript catalogue, which a page loads before its
// modules if its language has one. Placeholders are named: format(gettext('Reply to %(name)s'), { name }).
const catalogue = globalThis.django ?? {};
const { lang } = document.documentElement;

/** For Intl. English is written as most of the world writes it: 30 Nov, 14:05. */
export const locale = { en: 'en-GB', 'en-xa': 'en-GB', 'ar-xb': 'en-GB' }[lang] ?? (lang || 'en-GB');

export const gettext = catalogue.gettext ?? ((text) => text);
export const ngettext = catalogue.ngettext ?? ((one, many, count) => (count === 1 ? one : many));
export const pgettext = catalogue.pgettext ?? ((context, text) => text);
export const npgettext = catalogue.npgettext ?? ((context, one, many, count) => (count === 1 ? one : many));

/** The text with its %(name)s filled in. */
export function format(text, values) {
  return text.replace(/%\((\w+)\)s/g, (placeholder, name) => values[name] ?? placeholder);
}
