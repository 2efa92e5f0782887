// Where drafts are kept: in this browser, each under its member, its form and the page that wrote
// it, so that no two pages overwrite each other. They outlive a closed tab, for thirty days.

const DAYS = 30;
const MOST = 20; // of a member
const SAVED = 'saved_drafts'; // the cookie of community/kernel/written.py
const member = document.body.dataset.member;
const own = `draft:${member}:`;
const signedOut = `signed-out:${member}`;
let isOver = false; // the member has signed out, here or in another tab

export const newId = () => Math.random().toString(36).slice(2, 12);
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The drafts of a form, the newest first, each text once. */
export function draftsOf(name) {
  const found = [];
  for (const [key, draft] of all(`${own}${name}:`)) {
    const id = key.split(':').at(-1);
    if (!found.some((other) => same(other.fields, draft.fields))) found.push({ ...draft, id });
  }
  return found;
}

export function findDraft(name, id) {
  return read(`${own}${name}:${id}`);
}

/** Whether it could be kept. */
export function keepDraft(name, id, draft) {
  if (isOver) return false;
  try {
    localStorage.setItem(`${own}${name}:${id}`, JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name, id) {
  remove(`${own}${name}:${id}`);
}

/** Forget what the server has told to be saved: nothing else ends a draft but who discards it. */
export function forgetSaved() {
  const cookie = document.cookie.split('; ').find((one) => one.startsWith(`${SAVED}=`));
  if (!cookie) return;
  for (const draft of cookie.slice(SAVED.length + 1).replaceAll('"', '').split('~')) {
    const [name, id] = draft.split(':');
    const sent = findDraft(name, id);
    if (!sent) continue;
    for (const [key, other] of all(`${own}${name}:`)) if (isSaid(other, sent)) remove(key);
  }
  document.cookie = `${SAVED}=; path=/; max-age=0; samesite=lax`;
}

/** Whether all that a draft says was sent: another tab may have taken up its beginning. */
function isSaid(draft, sent) {
  if (same(draft.fields, sent.fields)) return true;
  const begun = Object.entries(draft.fields ?? {});
  return !sent.version && begun.every(([name, value]) => sent.fields[name]?.startsWith(value));
}

/** Forget what is old or too much, and all of a member who signs out. */
export function watchDrafts() {
  const oldest = Date.now() - DAYS * 86_400_000;
  for (const [key, { at }] of all('draft:')) if (!(at > oldest)) remove(key);
  for (const [key] of all(own).slice(MOST)) remove(key);
  document.addEventListener('submit', ({ target }) => {
    if (new URL(target.action, location.href).pathname !== '/accounts/logout/') return;
    dropAll();
    try {
      localStorage.setItem(signedOut, '1'); // tells the other tabs
      localStorage.removeItem(signedOut);
    } catch { /* nothing was kept either */ }
  });
  addEventListener('storage', ({ key }) => { if (key === signedOut) dropAll(); });
}

function dropAll() {
  isOver = true;
  for (const [key] of all(own)) remove(key);
}

function all(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.map((key) => [key, read(key) ?? {}]).sort(([, a], [, b]) => (b.at ?? 0) - (a.at ?? 0));
  } catch {
    return [];
  }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function remove(key) {
  try { localStorage.removeItem(key); } catch { /* there was nothing to keep it in */ }
}
