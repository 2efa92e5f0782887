// A line of tags becomes chips with suggestions: a combobox over a list, as ARIA describes it.
// What is sent is the line itself, kept under its name in a hidden field.
import { chip, make, option } from './chip.js';
import { format, gettext, locale, ngettext } from './i18n.js';

const all = new Intl.ListFormat(locale);
let count = 0;

export function watchTags() {
  for (const input of document.querySelectorAll('input[data-tags]')) new TagBox(input);
}

class TagBox {
  constructor(input) {
    count += 1;
    this.input = input;
    this.line = make('input', { type: 'hidden', name: input.name });
    this.names = input.value.split(/[\s,]+/).filter(Boolean);
    this.box = make('div', { className: 'tag-box' });
    this.list = make('div', { className: 'menu', id: `tags-${count}`, hidden: true, role: 'listbox', ariaLabel: gettext('Existing tags') });
    this.said = make('span', { className: 'vh', role: 'status' });
    this.at = -1;
    input.removeAttribute('name');
    input.value = '';
    const roles = { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': this.list.id };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    this.remarks = make('small', { className: 'remarks', ariaLive: 'polite' });
    input.replaceWith(this.box);
    this.box.after(this.remarks);
    this.line.addEventListener('change', () => this.put(this.line.value)); // a draft that comes back
    this.box.append(input, this.list, this.line, this.said);
    this.show();
    this.remark();
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => { this.take(input.value); this.close(); });
    input.form.addEventListener('submit', () => this.take(input.value));
    this.box.addEventListener('click', ({ target }) => target === this.box && input.focus());
    this.list.addEventListener('mousedown', (event) => event.preventDefault()); // focus stays
    this.list.addEventListener('click', ({ target }) => this.choose(target.closest('[role="option"]')));
  }

  typed() {
    if (/[\s,]/.test(this.input.value)) this.take(this.input.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(this.input.value), 120);
  }

  async suggest(typed) {
    if (!typed) {
      this.close();
      return;
    }
    let tags = [];
    try {
      const answer = await fetch(`/tags/suggestions/?q=${encodeURIComponent(typed)}`);
      if (answer.ok) ({ tags } = await answer.json());
    } catch { /* it can be typed without them */ }
    if (typed !== this.input.value) return;
    const fresh = tags.filter((tag) => !this.names.includes(tag.name));
    this.list.replaceChildren(...fresh.map((tag, n) => option(tag, `${this.list.id}-${n}`)));
    this.move(-1);
    this.list.hidden = !fresh.length;
    this.input.setAttribute('aria-expanded', String(Boolean(fresh.length)));
    const words = ngettext('%(count)s suggestion', '%(count)s suggestions', fresh.length);
    this.said.textContent = fresh.length ? format(words, { count: fresh.length }) : gettext('No suggestions');
  }

  key(event) {
    const { key } = event;
    const options = this.list.hidden ? [] : [...this.list.children];
    if ((key === 'ArrowDown' || key === 'ArrowUp') && options.length) {
      const step = key === 'ArrowDown' ? 1 : -1;
      this.move(this.at < 0 && step < 0 ? options.length - 1 : (this.at + step + options.length) % options.length);
    } else if (key === 'Enter' && this.at >= 0) this.choose(options[this.at]);
    else if (key === 'Enter' && this.input.value) this.take(this.input.value);
    else if (key === 'Escape' && options.length) this.close();
    else if (key === 'Backspace' && !this.input.value && this.names.length) this.drop(this.names.at(-1));
    else return;
    event.preventDefault();
  }

  move(at) {
    this.at = at;
    [...this.list.children].forEach((option, n) => option.setAttribute('aria-selected', String(n === at)));
    this.list.children[at]?.scrollIntoView({ block: 'nearest' });
    if (at < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', this.list.children[at].id);
  }

  choose(option) {
    if (!option) return;
    this.input.value = '';
    this.take(option.dataset.name);
    this.close();
  }

  take(text) {
    const fresh = text.toLowerCase().split(/[\s,]+/).map((name) => name.replace(/^#/, '')).filter((name) => name && !this.names.includes(name));
    this.input.value = '';
    if (!fresh.length) return;
    this.names.push(...new Set(fresh));
    this.said.textContent = format(gettext('%(names)s added'), { names: all.format(fresh) });
    this.changed();
  }

  put(line) {
    this.names = line.split(/[\s,]+/).filter(Boolean);
    this.show();
    this.remark();
  }

  changed() {
    this.show();
    this.remark();
    this.line.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** Which of them are new, or will be refused. */
  async remark() {
    const { value } = this.line;
    let remarks = [];
    try {
      const answer = value && await fetch(`/tags/suggestions/?${new URLSearchParams({ q: value, names: value })}`);
      if (answer?.ok) ({ remarks } = await answer.json());
    } catch { /* the server says it again when the form is sent */ }
    if (value === this.line.value) this.remarks.textContent = remarks.join(' ');
  }

  drop(name) {
    this.names = this.names.filter((other) => other !== name);
    this.said.textContent = format(gettext('%(name)s removed'), { name });
    this.changed();
    this.input.focus();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.move(-1);
  }

  show() {
    for (const chip of this.box.querySelectorAll('.chip')) chip.remove();
    this.input.before(...this.names.map((name) => chip(name, () => this.drop(name))));
    this.line.value = this.names.join(', ');
  }
}
