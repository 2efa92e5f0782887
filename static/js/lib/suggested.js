// The category or board that a new topic or idea belongs in, suggested while it is written. Nothing waits for it,
// and nothing is shown where it is chosen already.

const ENOUGH = 10; // characters
const LONGEST = 2000; // characters of the text that are sent
const PAUSE = 1000; // ms after the last key

export function watchSuggestion(box) {
  const form = box.closest('form');
  const { title, source } = form.elements;
  const choice = form.elements[box.dataset.choice];
  let asked = null;
  let known = '';
  let timer = 0;

  let found = null; // the line, and what it suggests

  const shown = () => (found && found.value !== choice.value ? found.nodes : []);

  async function ask() {
    const typed = { title: title.value.trim(), source: source.value.slice(0, LONGEST) };
    const now = JSON.stringify(typed);
    if (now === known) return;
    known = now;
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const html = [...typed.title].length >= ENOUGH ? await answered(typed, signal) : '';
    if (!signal.aborted) show(html);
  }

  /** Who sends what to the team alone is asked nothing: a server elsewhere may be the classifier. */
  async function answered(typed, signal) {
    if (form.elements.is_private?.checked) return '';
    const body = new FormData();
    for (const [name, value] of Object.entries(typed)) body.append(name, value);
    body.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value); // no translation: a name
    try {
      const answer = await fetch(box.dataset.suggested, { method: 'POST', body, signal, headers: { 'HX-Request': 'true' } });
      return answer.ok ? await answer.text() : '';
    } catch {
      return '';
    }
  }

  function show(html) {
    const { content } = Object.assign(document.createElement('template'), { innerHTML: html });
    const value = content.querySelector('button')?.value;
    if (value === found?.value) return; // it is read aloud once
    const isThere = [...choice.options].some((option) => option.value === value);
    found = isThere ? { value, nodes: [...content.childNodes] } : null;
    box.replaceChildren(...shown());
  }

  box.addEventListener('click', ({ target }) => {
    const pressed = target.closest('button');
    if (!pressed) return;
    choice.value = pressed.value;
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    choice.focus(); // the button is gone
  });
  choice.addEventListener('change', () => box.replaceChildren(...shown()));
  for (const field of [title, source]) {
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }
  if (title.value) ask();
}
