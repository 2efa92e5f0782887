// Files for a text: chosen, dropped or pasted. Each has a row that tells how far it is, and a
// placeholder in the text which becomes its Markdown.
import { format, gettext, ngettext } from './i18n.js';
import { Row } from './upload-row.js';
import { placeholder, STALE } from './upload-text.js';
import { put } from './toolbar.js';

const AT_ONCE = 2;

export function watchUploads(form, field) {
  const place = form.querySelector('[data-uploads]');
  if (place) new Uploads(form, field, place);
}

class Uploads {
  constructor(form, field, place) {
    Object.assign(this, { form, field, place, rows: [] });
    this.list = place.querySelector('ul');
    this.status = place.querySelector('[role="status"]');
    this.choice = place.querySelector('input[type="file"]');
    form.querySelector('[data-files]')?.addEventListener('click', () => this.choice.click());
    this.choice.addEventListener('change', () => {
      this.add(this.choice.files);
      this.choice.value = '';
    });
    this.watchDrops();
    this.hasCursor = document.activeElement === field;
    field.addEventListener('focus', () => { this.hasCursor = true; });
    field.addEventListener('paste', (event) => this.paste(event));
    field.addEventListener('input', () => this.forgetStale());
    form.addEventListener('submit', (event) => this.holdBack(event), { capture: true });
    addEventListener('beforeunload', (event) => this.isBusy && event.preventDefault());
  }

  get isBusy() { return this.rows.some(({ isBusy }) => isBusy); }

  watchDrops() {
    const target = this.form;
    const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files'); // no translation: the browser's word
    target.addEventListener('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      target.classList.add('is-target');
    });
    for (const end of ['dragleave', 'drop', 'dragend']) {
      target.addEventListener(end, ({ relatedTarget }) => {
        if (end !== 'dragleave' || !target.contains(relatedTarget)) target.classList.remove('is-target');
      });
    }
    target.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
  }

  /** What is copied from a document brings a picture of itself along: its words are meant. A file
      that is copied from a folder has its name for words, and nothing of how they look. */
  paste(event) {
    const { files, types } = event.clipboardData ?? {};
    const hasLooks = types?.includes('text/html') || types?.includes('text/rtf');
    if (!files?.length || (hasLooks && types.includes('text/plain'))) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    if (!files.length) return;
    this.placeCursor();
    const added = [...files].map((file) => new Row(file, this));
    this.rows.push(...added); // before the text names them
    for (const row of added) this.list.append(row.item);
    this.insert(added.map((row) => placeholder(row)).join('\n\n'));
    this.place.hidden = false;
    added[0].item.scrollIntoView({ block: 'nearest' });
    this.say(format(ngettext('Uploading %(count)s file', 'Uploading %(count)s files', added.length), { count: added.length }));
    this.next();
  }

  /** In a text that nobody began to change, what is added comes after it. */
  placeCursor() {
    const { field, hasCursor } = this;
    field.focus();
    if (!hasCursor) field.setSelectionRange(field.value.length, field.value.length);
  }

  /** Start those that wait, a few at a time. */
  next() {
    const free = AT_ONCE - this.rows.filter(({ state }) => state === 'sending').length;
    this.rows.filter(({ state }) => state === 'waiting').slice(0, Math.max(free, 0)).forEach((row) => row.send());
  }

  /** At the cursor, in a paragraph of its own. The field's own undo takes it back. */
  insert(text) {
    const { selectionEnd: at, value } = this.field;
    const before = value.slice(0, at).trimEnd() ? '\n\n'.slice(/\n*$/.exec(value.slice(0, at))[0].length) : '';
    const after = '\n\n'.slice(/^\n*/.exec(value.slice(at))[0].length);
    if (document.activeElement === this.field) put(this.field, at, at, before + text + after);
    else this.replaceAt(at, at, before + text + after);
  }

  /** Put something in the place of what the pattern finds; where the cursor is, it stays. */
  replace(pattern, text) {
    const found = [...this.field.value.matchAll(pattern)].reverse();
    for (const { 0: old, index } of found) this.replaceAt(index, index + old.length, text);
    return found.length > 0;
  }

  replaceAt(from, to, text) {
    this.field.setRangeText(text, from, to, 'preserve');
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** A draft that comes back may name what was never uploaded. */
  forgetStale() {
    const ids = new Set(this.rows.map(({ id }) => id));
    if ([...this.field.value.matchAll(STALE)].every(([, id]) => ids.has(id))) return;
    this.field.value = this.field.value.replace(STALE, (all, id) => (ids.has(id) ? all : ''));
  }

  /** Where the placeholder was deleted meanwhile, the file goes where the cursor is. */
  done({ upload: { markdown } }, inText) {
    if (!this.replace(inText, markdown)) this.insert(markdown);
    this.next();
  }

  /** Take it out of the text, with the line that it had. */
  takeOut({ inText }) {
    this.replace(new RegExp(`${inText.source}\\n{0,2}`, 'g'), '');
  }

  remove(row) {
    this.takeOut(row);
    this.rows = this.rows.filter((other) => other !== row);
    row.item.remove();
    this.place.hidden = !this.rows.length;
    this.field.focus();
    this.next();
  }

  holdBack(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say(gettext('Wait until all files are uploaded, or cancel them.'), { isShown: true });
    this.rows.find(({ isBusy }) => isBusy).item.querySelector('button:not([hidden])').focus();
  }

  /** What the rows show already is for those who do not see them. */
  say(words, { isShown = false } = {}) {
    this.status.textContent = words;
    this.status.classList.toggle('vh', !isShown);
  }
}
