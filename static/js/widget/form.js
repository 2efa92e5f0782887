// A form as the panel describes it.
const PAUSE = 400; // ms after the last key, before similar items are looked up

function fieldOf(panel, field) {
  if (field.kind === 'choice') {
    const choices = field.options.map(([value, label], at) =>
      make('label', { class: 'choice' }, make('input', { type: 'radio', name: field.name, value, checked: at === 0 }), label),
    );
    return make('fieldset', null, make('legend', null, field.label), ...choices);
  }
  const isLong = field.kind === 'textarea';
  const input = make(isLong ? 'textarea' : 'input', {
    name: field.name, required: field.required, maxlength: field.max, autocomplete: 'off', type: isLong ? null : 'text',
  });
  const label = field.required ? field.label : `${field.label} (${texts.optional})`;
  const box = make('div', null, make('label', null, make('span', { class: 'label' }, label), input));
  if (field.similar) box.append(similarTo(panel, input));
  return box;
}

function similarTo(panel, input) {
  const box = make('div', { class: 'similar', 'aria-live': 'polite' });
  let timer = 0;
  let asked = null;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    try {
      const query = { text: input.value };
      const { items } = await ask(`panels/${panel.name}/similar/`, { query, signal: asked.signal });
      box.replaceChildren(...(items.length ? [listOf(panel, { title: texts.similar, items })] : []));
    } catch {
      // it is a help, and nobody waits for it
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  return box;
}

function formOf(panel, { title, submit, fields }) {
  const wrong = make('p', { class: 'wrong', role: 'alert' });
  const button = make('button', { class: 'main' }, submit);
  let once = crypto.randomUUID();

  async function send(event) {
    event.preventDefault();
    if (isBusy(button)) return;
    setBusy(button, true);
    wrong.textContent = '';
    try {
      const values = Object.fromEntries(new FormData(form));
      const told = await ask(`panels/${panel.name}/submission/`, { body: { ...values, once } });
      once = crypto.randomUUID();
      form.reset();
      form.querySelectorAll('.similar').forEach((box) => box.replaceChildren());
      sayDone(told);
    } catch (error) {
      wrong.textContent = error.message;
    }
    setBusy(button, false);
  }

  function sayDone({ message, url }) {
    const again = make('button', { type: 'button', class: 'plain', click: () => { done.remove(); form.hidden = false; form.elements[0].focus(); } }, texts.another);
    const done = make('div', { class: 'done', role: 'status', tabindex: '-1' }, make('p', null, message), url && link(texts.view, url), again);
    form.hidden = true;
    form.after(done);
    done.focus();
    panel.reload();
  }

  const rows = fields.map((field) => fieldOf(panel, field));
  const form = make('form', { submit: send }, ...rows, wrong, button);
  return make('section', null, make('h3', null, title), form);
}
