// What is found while one types: a combobox over a list, as ARIA describes it. The arrows choose,
// Enter opens, Escape closes; an answer that comes after a newer question is dropped.
import { format, gettext, ngettext } from './i18n.js';

const ALONE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;
const PAUSE = 200; // ms after the last key

export class QuickSearch {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input');
    this.box = Object.assign(document.createElement('div'), { className: 'menu found-box', hidden: true });
    this.said = document.createElement('span');
    this.said.className = 'vh';
    this.said.setAttribute('role', 'status');
    this.shown = null; // the question that the list answers
    form.append(this.box, this.said);
    const roles = { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.input.addEventListener('input', ({ isComposing }) => {
      this.move(-1); // what was chosen is of the question before
      if (!isComposing) this.wait();
    });
    this.input.addEventListener('compositionend', () => this.wait());
    this.input.addEventListener('focus', () => this.ask());
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('keydown', (event) => this.key(event));
    form.addEventListener('submit', () => this.close());
    this.box.addEventListener('mousedown', (event) => event.preventDefault()); // focus stays
    if (document.activeElement === this.input) this.ask();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /** Where the answer is to what stands in the field; null if there is none yet. */
  address() {
    const typed = this.input.value.trim();
    if (!typed) return 'member' in document.body.dataset ? this.form.dataset.recent : null;
    const isEnough = [...typed].length > 1 || ALONE.test(typed);
    return isEnough ? `${this.form.dataset.quick}?${new URLSearchParams({ q: typed })}` : null;
  }

  async ask() {
    clearTimeout(this.timer);
    const address = this.address();
    this.asked?.abort();
    if (address === this.shown && !this.box.hidden) return;
    if (!address) {
      this.close();
      return;
    }
    const asked = new AbortController();
    this.asked = asked;
    const html = await fetched(address, asked.signal);
    if (asked.signal.aborted || document.activeElement !== this.input) return;
    if (html === null) this.close();
    else this.show(html, address);
  }

  show(html, address) {
    this.box.innerHTML = html;
    this.shown = address;
    const list = this.box.querySelector('[role="listbox"]');
    this.move(-1);
    if (!list) {
      this.close();
      return;
    }
    this.box.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.input.setAttribute('aria-controls', list.id);
    const count = Number(list.dataset.count);
    const words = ngettext('%(count)s result', '%(count)s results', count);
    this.said.textContent = count ? format(words, { count }) : gettext('No results');
  }

  options() {
    return this.box.hidden ? [] : [...this.box.querySelectorAll('[role="option"]')];
  }

  key(event) {
    if (event.isComposing) return;
    const options = this.options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      // the field itself is one of the places: beyond the last, and before the first
      const places = options.length + 1;
      this.move(((this.at + 1 + step + places) % places) - 1);
    } else if (step === 1) this.ask();
    else if (event.key === 'Enter' && options[this.at]) options[this.at].click();
    else if (event.key === 'Escape' && options.length) this.close();
    else return;
    event.preventDefault();
  }

  move(at) {
    this.at = at;
    const options = this.options();
    options.forEach((option, n) => option.setAttribute('aria-selected', String(n === at)));
    options[at]?.scrollIntoView({ block: 'nearest' });
    if (options[at]) this.input.setAttribute('aria-activedescendant', options[at].id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.move(-1);
    this.box.hidden = true;
    this.shown = null;
    this.said.textContent = '';
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-controls');
  }
}

/** A part of a page; null if it is not to be had. */
export async function fetched(address, signal) {
  try {
    const answer = await fetch(address, { signal, headers: { 'HX-Request': 'true' } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
