// What is being written in a form is kept as a draft, with all its fields, and offered back. A
// draft that would take the place of other words is only offered: nothing is overwritten unseen.
import { draftsOf, dropDraft, findDraft, forgetSaved, keepDraft, newId, same, watchDrafts } from './drafts.js';
import { buttonOf, offerOf } from './draft-offer.js';
import { fieldsOf, putFields, sameWords } from './fields.js';
import { format, gettext, locale } from './i18n.js';

const SOON = 600; // ms after the last key
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

export function watchFormDrafts() {
  forgetSaved();
  watchDrafts();
  for (const form of document.querySelectorAll('form[data-draft]')) new FormDraft(form);
}

class FormDraft {
  constructor(form) {
    this.form = form;
    this.name = form.dataset.draft;
    this.id = newId();
    this.initial = fieldsOf(this.form, { asServed: true });
    this.nothing = this.initial; // what is not worth keeping
    form.autocomplete = 'off'; // what goes back to this page gets its draft, not a sent text
    this.begin();
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => this.later());
    form.addEventListener('submit', (event) => event.defaultPrevented || this.send());
    addEventListener('pagehide', () => this.save());
    document.addEventListener('visibilitychange', () => document.hidden && this.save());
    addEventListener('pageshow', ({ persisted }) => persisted && this.comeBack());
  }

  fields() { return fieldsOf(this.form); }

  /** Take up what there is: the draft of these very words, or one that can stand here alone. */
  begin() {
    const drafts = draftsOf(this.name);
    const sent = drafts.find(({ fields }) => sameWords(fields, this.initial));
    const [newest] = drafts;
    if (sent) { // the server shows what was refused
      this.id = sent.id;
      this.nothing = {};
    } else if (newest && this.isFree() && (newest.version ?? '') === this.version) {
      this.restore(newest);
      this.say(gettext('Draft restored'), () => this.discard());
    }
    this.offer();
  }

  /** Whether nothing stands in the form but what it began with, and that is no text of anybody. */
  isFree() {
    const { source = '' } = this.initial;
    const isEmpty = !source || source === this.template || this.version;
    return isEmpty && same(this.fields(), this.initial);
  }

  get version() { return this.form.elements.version?.value ?? ''; }

  get template() { return this.form.elements.source?.dataset.template ?? ''; }

  /** Whether there are words of the member's own. */
  isWorthKeeping(fields) {
    return Object.entries(fields).some(([name, value]) => {
      if (name === 'parent' || (name === 'category' && !this.version)) return false;
      if (name === 'source' && value === this.template) return false;
      return value !== (this.nothing[name] ?? '');
    });
  }

  later() {
    if (this.isPutting) return;
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SOON);
  }

  save() {
    clearTimeout(this.timer);
    if (!this.isDirty) return;
    this.isDirty = false;
    const fields = this.fields();
    if (!this.isWorthKeeping(fields)) {
      dropDraft(this.name, this.id);
    } else if (keepDraft(this.name, this.id, { fields, version: this.version, to: this.form.dataset.to })) {
      this.say(format(gettext('Draft saved %(time)s'), { time: clock.format(new Date()) }));
    } else {
      this.say(gettext('This browser cannot keep a draft'));
    }
  }

  /** What is sent stays a draft until a page tells that it was saved. */
  send() {
    this.isDirty = true;
    this.save();
    let field = this.form.elements.draft;
    if (!field) {
      field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'draft' });
      this.form.append(field);
    }
    field.value = `${this.name}:${this.id}`;
    this.isSent = Boolean(findDraft(this.name, this.id)); // without one nothing tells how it ended
  }

  /** The browser shows this page as it was left. */
  comeBack() {
    forgetSaved();
    if (this.isSent && !findDraft(this.name, this.id)) this.put(this.initial);
    this.isSent = false;
  }

  /** The draft takes the place of what stands here, which is a draft of its own from now on. */
  restore(draft) {
    this.save();
    this.id = newId();
    this.put({ ...draft.fields, ...(this.initial.parent && { parent: this.initial.parent }) }, draft.to);
    this.isDirty = true;
    this.save();
    if (findDraft(this.name, this.id)) dropDraft(this.name, draft.id);
  }

  discard() {
    dropDraft(this.name, this.id);
    this.put(this.initial);
    this.isDirty = false;
    this.say(gettext('Draft discarded'));
  }

  put(fields, to = '') {
    if (to) this.form.dataset.to = to;
    this.isPutting = true;
    putFields(this.form, fields);
    this.isPutting = false;
  }

  /** The newest other draft, in words, to be taken or discarded. */
  offer() {
    this.form.querySelector('.draft-offer')?.remove();
    const [other] = draftsOf(this.name).filter(({ id, fields }) => id !== this.id && !same(fields, this.fields()));
    if (!other) return;
    const isOld = Boolean(this.version) && other.version !== this.version;
    const then = (act) => () => { act(); this.offer(); };
    this.form.prepend(offerOf(other, {
      isOld, restore: then(() => this.restore(other)), discard: then(() => dropDraft(this.name, other.id)),
    }));
  }

  say(words, undo) {
    const line = this.form.querySelector('[data-saved]');
    if (!line || (line.textContent === words && !undo)) return;
    line.textContent = words;
    if (!undo) return;
    line.append(' ', buttonOf(gettext('Discard'), undo));
  }
}
