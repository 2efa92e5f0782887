// The marks of Markdown around what is selected. The field's own undo takes each back.

const AROUND = { bold: ['**', '**'], italic: ['*', '*'], link: ['[', '](https://)'] };
const BEFORE = { quote: '> ', list: '- ' };
const KEYS = { b: 'bold', i: 'italic', k: 'link' };

export function watchToolbar(form, field) {
  const tools = form.querySelector('.tools');
  if (!tools) return;
  tools.hidden = false;
  const buttons = [...tools.querySelectorAll('button')];
  buttons.forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  tools.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-mark]');
    if (button) apply(field, button.dataset.mark);
  });
  tools.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  field.addEventListener('keydown', (event) => {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.key];
    if (!mark) return;
    event.preventDefault();
    apply(field, mark);
  });
}

function apply(field, mark) {
  field.focus();
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  if (BEFORE[mark]) {
    const from = value.lastIndexOf('\n', start - 1) + 1;
    const lines = value.slice(from, end).split('\n');
    put(field, from, end, lines.map((line) => BEFORE[mark] + line).join('\n'));
    return;
  }
  const isBlock = mark === 'code' && chosen.includes('\n');
  const around = mark === 'code' ? ['`', '`'] : AROUND[mark];
  const [before, after] = isBlock ? ['```\n', '\n```'] : around;
  put(field, start, end, before + chosen + after);
  if (mark === 'link' && chosen) {
    const url = start + before.length + chosen.length + 2;
    field.setSelectionRange(url, url + 'https://'.length);
  } else {
    field.setSelectionRange(start + before.length, start + before.length + chosen.length);
  }
}

/** Through the editor where the browser has it, so that undo works; else by hand. */
export function put(field, from, to, text) {
  field.setSelectionRange(from, to);
  if (!document.execCommand?.('insertText', false, text)) {
    field.setRangeText(text, from, to, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
