// A draft that is offered in words, above the form that it belongs to.

const MARKED = 60; // characters that tell one draft from another
const day = new Intl.DateTimeFormat(document.documentElement.lang, {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** `isOld` says that what is edited has changed since the draft was written. */
export function offerOf({ at, fields }, { isOld, restore, discard }) {
  const line = make('div', { className: 'draft-offer', role: 'status' });
  const when = day.format(new Date(at));
  const words = isOld ? `This was edited after you wrote a draft on ${when}` : `You have an unsaved draft of ${when}`;
  const text = (fields.source || fields.title || '').replace(/\s+/g, ' ').trim();
  const excerpt = text.length > MARKED ? `${text.slice(0, MARKED)}…` : text;
  line.append(
    make('p', { textContent: excerpt ? `${words}: “${excerpt}”` : `${words}.`, dir: 'auto' }),
    buttonOf('Restore', restore, 'btn s'),
    buttonOf('Discard', discard, 'btn s'),
  );
  return line;
}

export function buttonOf(label, act, className = 'btn quiet s') {
  const button = make('button', { type: 'button', className, textContent: label });
  button.addEventListener('click', act);
  return button;
}
