// The row of a file that is uploaded: how far it is, what went wrong, what is in the picture.
import { format, gettext, pgettext } from './i18n.js';
import { make } from './chip.js';
import { fileIn, placeholderOf, withAlt } from './upload-text.js';

const LATER = 800; // ms after the last key: what is in a picture is kept with the file as well

const REFUSED = new Set([400, 409, 413, 415, 422]); // the same file would be refused again

let count = 0;

export class Row {
  constructor(file, uploads) {
    Object.assign(this, { file, uploads, id: Math.random().toString(36).slice(2, 10), state: 'waiting' });
    this.item = make('li', { className: 'upload' });
    this.name = make('bdi', { className: 'name', textContent: file.name });
    this.note = make('span', { className: 'about' });
    this.bar = make('progress', { max: 1, value: 0, ariaLabel: format(gettext('Uploading %(name)s…'), { name: file.name }) });
    this.retry = this.button(gettext('Retry'), () => this.again());
    this.drop = this.button(gettext('Cancel'), () => this.cancel());
    const buttons = make('span', { className: 'buttons' });
    buttons.append(this.retry, this.drop);
    this.item.append(make('span', { className: 'thumb' }), this.name, buttons, this.note, this.bar);
    this.item.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      uploads.field.focus();
    });
    this.show();
  }

  get isBusy() { return this.state === 'waiting' || this.state === 'sending'; }

  get inText() { return this.upload ? fileIn(this.upload) : placeholderOf(this); }

  get url() { return this.uploads.place.dataset.uploads; }

  get token() { return this.uploads.form.elements.csrfmiddlewaretoken.value; }

  button(words, act) {
    const made = make('button', { type: 'button', className: 'btn quiet s', textContent: words });
    made.setAttribute('aria-label', `${words}: ${this.file.name}`);
    made.addEventListener('click', act);
    return made;
  }

  show() {
    this.bar.hidden = !this.isBusy;
    this.retry.hidden = this.state !== 'failed' || this.isRefused;
    this.item.classList.toggle('is-failed', this.state === 'failed');
    const words = this.isBusy ? gettext('Cancel') : pgettext('a file', 'Remove');
    this.drop.textContent = words;
    this.drop.setAttribute('aria-label', `${words}: ${this.file.name}`);
  }

  send() {
    if (this.file.size > Number(this.uploads.place.dataset.most)) {
      this.fail(this.uploads.place.dataset.tooLarge, { isRefused: true });
      return;
    }
    this.state = 'sending';
    const body = new FormData();
    body.append('file', this.file, this.file.name); // no translation: a field's name
    this.request = new XMLHttpRequest();
    this.request.open('POST', this.url);
    this.request.setRequestHeader('Accept', 'application/json');
    this.request.setRequestHeader('X-CSRFToken', this.token);
    this.request.responseType = 'json';
    this.request.upload.addEventListener('progress', ({ loaded, total }) => this.tell(loaded / total));
    this.request.addEventListener('load', () => this.answered());
    this.request.addEventListener('error', () => this.fail(gettext('The connection was lost.')));
    this.request.send(body);
    this.show();
  }

  tell(part) {
    if (part < 1) this.bar.value = part;
    else this.bar.removeAttribute('value'); // all of it is there; the server looks at it
  }

  answered() {
    const { status, response } = this.request;
    if (status !== 201 && status !== 200) {
      const isRefused = REFUSED.has(status) && response?.code !== 'upload_quota_exceeded';
      this.fail(response?.detail ?? response?.title ?? gettext('The file could not be uploaded.'), { isRefused });
      return;
    }
    const { inText } = this; // the placeholder, as long as there is no upload
    this.state = 'done';
    this.show();
    this.upload = response;
    this.uploads.done(this, inText);
    this.askAlt();
    this.uploads.say(format(gettext('%(name)s was uploaded.'), { name: this.file.name }));
  }

  fail(words, { isRefused = false } = {}) {
    this.state = 'failed';
    this.isRefused = isRefused;
    this.note.textContent = words;
    this.show();
    this.uploads.list.prepend(this.item); // where it is seen
    this.uploads.takeOut(this); // what is sent now is sent without it
    this.uploads.say(`${this.file.name}: ${words}`);
    this.uploads.next();
  }

  again() {
    this.state = 'waiting';
    this.note.textContent = '';
    this.bar.value = 0;
    this.show();
    this.drop.focus();
    this.uploads.next();
  }

  cancel() {
    this.request?.abort();
    this.uploads.remove(this);
  }

  /** What is in a picture, for who does not see it: in the text at once, with the file soon. */
  askAlt() {
    if (this.upload.kind !== 'picture') return;
    const id = `upload-alt-${++count}`;
    this.item.querySelector('.thumb').append(make('img', { src: this.upload.url.replace(/[^/]*$/, '690.webp'), alt: '', loading: 'lazy' }));
    const label = make('label', { htmlFor: id, className: 'vh', textContent: format(gettext('Alternative text of %(name)s'), { name: this.file.name }) });
    const field = make('input', { id, type: 'text', maxLength: 300, value: this.upload.alt, placeholder: gettext('Describe the picture for people who cannot see it') });
    field.addEventListener('input', (event) => {
      event.stopPropagation(); // no part of the draft: the text is
      this.uploads.replace(this.inText, withAlt(this.upload, field.value));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keepAlt(field.value), LATER);
    });
    field.addEventListener('change', () => { // the text may be sent next
      clearTimeout(this.timer);
      this.keepAlt(field.value);
    });
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault(); // it would send the form
        this.uploads.field.focus();
      }
    });
    this.note.replaceChildren(label, field);
  }

  keepAlt(alt) {
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': this.token };
    fetch(`${this.url}${this.upload.key}/`, { method: 'PATCH', headers, keepalive: true, body: JSON.stringify({ alt }) })
      .catch(() => {}); // the text has it
  }
}
