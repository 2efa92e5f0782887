// A draft that is offered in words, above the form that it belongs to.
import { format, gettext, locale, pgettext } from './i18n.js';

const MARKED = 60; // characters that tell one draft from another
const day = new Intl.DateTimeFormat(locale, {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** `isOld` says that what is edited has changed since the draft was written. */
export function offerOf({ at, fields }, { isOld, restore, discard }) {
  const line = make('div', { className: 'draft-offer', role: 'status' });
  const text = (fields.source || fields.title || '').replace(/\s+/g, ' ').trim();
  const excerpt = text.length > MARKED ? `${text.slice(0, MARKED)}…` : text;
  const words = format(wordsOf({ isOld, excerpt }), { date: day.format(new Date(at)), excerpt });
  line.append(
    make('p', { textContent: words, dir: 'auto' }),
    buttonOf(pgettext('verb', 'Restore'), restore, 'btn s'),
    buttonOf(gettext('Discard'), discard, 'btn s'),
  );
  return line;
}

function wordsOf({ isOld, excerpt }) {
  if (isOld && excerpt) return gettext('This was edited after you wrote a draft on %(date)s: “%(excerpt)s”');
  if (isOld) return gettext('This was edited after you wrote a draft on %(date)s.');
  if (excerpt) return gettext('You have an unsaved draft of %(date)s: “%(excerpt)s”');
  return gettext('You have an unsaved draft of %(date)s.');
}

export function buttonOf(label, act, className = 'btn quiet s') {
  const button = make('button', { type: 'button', className, textContent: label });
  button.addEventListener('click', act);
  return button;
}
