// The only place that talks to the site. No cookie is sent or read; who somebody is, is kept in memory.
const tag = document.currentScript;
const home = new URL(tag.src);
const root = home.origin + home.pathname.replace(/\.js$/, '/');
const language = tag.dataset.lang || document.documentElement.lang || '';
const identity = { source: null, session: null, ends: 0 };
let texts = {};

class Refusal extends Error {
  constructor(detail, code = '') {
    super(detail);
    this.code = code;
  }
}

async function send(path, { body, query, signal, session }) {
  const url = new URL(path, root);
  url.search = new URLSearchParams(language ? { lang: language, ...query } : query);
  const headers = session ? { Authorization: `Bearer ${session}` } : {};
  if (body) headers['Content-Type'] = 'application/json';
  const sent = { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) };
  let response;
  try {
    response = await fetch(url, { ...sent, signal, credentials: 'omit' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal(texts.failed);
  }
  const told = await response.json().catch(() => ({}));
  if (response.ok) return told;
  throw new Refusal(told.detail || texts.failed, told.code);
}

// A token is good for some minutes: one that the page just has is exchanged at once, one that it can
// ask its server for, when it is needed. Nobody becomes a member by that.
function identify(source) {
  Object.assign(identity, { source: source || null, session: null, ends: 0 });
  if (typeof source === 'string') signedIn().catch(() => {}); // whoever opens a panel is told why
}

function signedIn() {
  if (!identity.source) return '';
  if (!identity.session || Date.now() > identity.ends) {
    const { source } = identity;
    identity.ends = Infinity;
    identity.session = (async () => {
      try {
        const token = typeof source === 'function' ? await source() : source;
        const told = await send('session/', { body: { token } });
        identity.ends = Date.now() + (told.expires_in - 60) * 1000;
        return told.session;
      } catch (error) {
        identity.ends = 0;
        throw error instanceof Refusal ? error : new Refusal(texts.failed);
      }
    })();
  }
  return identity.session;
}

async function ask(path, options = {}, isAgain = false) {
  const session = await signedIn();
  try {
    return await send(path, { ...options, session });
  } catch (error) {
    const isOver = session && !isAgain && error.code?.startsWith('widget_identity_');
    if (!isOver) throw error;
    identity.session = null;
    return ask(path, options, true);
  }
}
