// The parts of a line of tags: what stands on it, and what is suggested for it.
import { format, gettext, locale } from './i18n.js';

const number = new Intl.NumberFormat(locale);

export const make = (tag, about) => Object.assign(document.createElement(tag), about);

export function chip(name, drop) {
  const label = format(gettext('Remove %(name)s'), { name });
  const button = make('button', { type: 'button', textContent: '×', ariaLabel: label });
  const made = make('span', { className: 'chip', textContent: name });
  button.addEventListener('click', drop);
  made.append(button);
  return made;
}

export function option(tag, id) {
  const made = make('div', { id, role: 'option', ariaSelected: 'false', textContent: tag.name });
  made.dataset.name = tag.name;
  made.append(make('span', { className: 'num', textContent: number.format(tag.topics_count) }));
  return made;
}
