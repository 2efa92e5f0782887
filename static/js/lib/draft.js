// What is being written survives a reload and a wrong turn in this tab, until it is sent.

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

const SENDING = 'draft.sending';

/** What was being sent is forgotten when the page that shows it is here, and not before. */
export function forgetSent() {
  const key = read(SENDING);
  if (!key) return;
  write(SENDING, '');
  const isBack = document.querySelector(`[data-draft="${CSS.escape(key.replace('draft.', ''))}"]`);
  const asksWho = location.pathname.startsWith('/accounts/');
  if (location.hash.startsWith('#p') || !(isBack || asksWho)) write(key, '');
}

export function keepDraft(form, field) {
  const key = `draft.${form.dataset.draft}`;
  const line = form.querySelector('[data-saved]');
  const kept = read(key);
  if (kept && field.value === (field.dataset.template ?? '')) {
    field.value = kept;
    say(line, 'Your draft is back');
  }
  let timer = 0;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (write(key, field.value) && field.value) say(line, `Draft saved ${clock.format(new Date())}`);
    }, 800);
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    write(key, field.value);
    write(SENDING, key);
  });
  return Boolean(kept);
}

function say(line, words) {
  if (line && line.textContent !== words) line.textContent = words;
}

function read(key) {
  try { return sessionStorage.getItem(key); } catch { return null; }
}

function write(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}
