// A line of tags becomes chips with suggestions: a combobox over a list, as ARIA describes it.
// What is sent is the line itself, kept under its name in a hidden field.

let count = 0;

export function watchTags() {
  for (const input of document.querySelectorAll('input[data-tags]')) new TagBox(input);
}

class TagBox {
  constructor(input) {
    count += 1;
    this.input = input;
    this.line = Object.assign(document.createElement('input'), { type: 'hidden', name: input.name });
    this.names = input.value.split(/[\s,]+/).filter(Boolean);
    this.box = Object.assign(document.createElement('div'), { className: 'tag-box' });
    this.list = Object.assign(document.createElement('div'), { className: 'menu', id: `tags-${count}`, hidden: true });
    this.said = Object.assign(document.createElement('span'), { className: 'vh' });
    this.said.setAttribute('role', 'status');
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'Tags that there are');
    this.at = -1;
    input.removeAttribute('name');
    input.value = '';
    for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'false'], ['aria-autocomplete', 'list'], ['aria-controls', this.list.id]]) {
      input.setAttribute(name, value);
    }
    input.replaceWith(this.box);
    this.box.append(input, this.list, this.line, this.said);
    this.show();
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
    if (!typed) return this.close();
    let tags = [];
    try {
      const answer = await fetch(`/tags/suggestions/?q=${encodeURIComponent(typed)}`);
      if (answer.ok) ({ tags } = await answer.json());
    } catch { /* it can be typed without them */ }
    if (typed !== this.input.value) return undefined;
    const fresh = tags.filter((tag) => !this.names.includes(tag.name));
    this.list.replaceChildren(...fresh.map((tag, n) => {
      const option = document.createElement('div');
      const many = Object.assign(document.createElement('span'), { className: 'num', textContent: tag.topics_count });
      Object.assign(option, { id: `${this.list.id}-${n}` }).dataset.name = tag.name;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.append(tag.name, many);
      return option;
    }));
    this.move(-1);
    this.list.hidden = !fresh.length;
    this.input.setAttribute('aria-expanded', String(Boolean(fresh.length)));
    this.said.textContent = fresh.length ? `${fresh.length} suggestions` : 'No suggestions';
    return undefined;
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
    this.said.textContent = `${fresh.join(', ')} added`;
    this.show();
  }

  drop(name) {
    this.names = this.names.filter((other) => other !== name);
    this.said.textContent = `${name} removed`;
    this.show();
    this.input.focus();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.move(-1);
  }

  show() {
    for (const chip of this.box.querySelectorAll('.chip')) chip.remove();
    for (const name of this.names) this.input.before(this.chip(name));
    this.line.value = this.names.join(', ');
  }

  chip(name) {
    const chip = Object.assign(document.createElement('span'), { className: 'chip', textContent: name });
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: '×' });
    button.setAttribute('aria-label', `Remove ${name}`);
    button.addEventListener('click', () => this.drop(name));
    chip.append(button);
    return chip;
  }
}
