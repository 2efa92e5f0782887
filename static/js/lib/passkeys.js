// Passkeys: the browser creates or finds one, and a plain form submits the result.
// data-passkey says what a form needs: "create", "get" or "sign-in".
import { gettext } from './i18n.js';

const CANCELED = gettext('No passkey was used. Try again, or use another method.');
const FAILED = gettext('Your device could not use a passkey. Try again, or use another method.');

export function watchPasskeys() {
  const forms = document.querySelectorAll('form[data-passkey]');
  if (!window.PublicKeyCredential) {
    for (const form of forms) form.hidden = true;
    return;
  }
  document.querySelectorAll('[data-passkey-none]').forEach((words) => words.remove());
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      ask(form);
    });
  }
}

async function ask(form) {
  const trouble = form.querySelector('[data-passkey-trouble]');
  const press = form.querySelector('[type="submit"]');
  trouble.hidden = true;
  press.setAttribute('aria-busy', 'true');
  try {
    const credential = await ceremonies[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(told(credential));
    form.submit();
  } catch (error) {
    trouble.textContent = error.name === 'NotAllowedError' ? CANCELED : FAILED;
    trouble.hidden = false;
    press.removeAttribute('aria-busy');
  }
}

const ceremonies = {
  create: (form) => {
    const options = opened(given().creation_options.publicKey);
    if (form.elements.passwordless.checked) {
      Object.assign(options.authenticatorSelection, {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      });
    }
    return navigator.credentials.create({ publicKey: options });
  },
  get: () => navigator.credentials.get({ publicKey: opened(given().request_options.publicKey) }),
  'sign-in': async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(answer.statusText);
    const { request_options: options } = await answer.json();
    return navigator.credentials.get({ publicKey: opened(options.publicKey) });
  },
};

function given() {
  return JSON.parse(document.getElementById('passkey-options').textContent);
}

/** The options with bytes where the page could only carry text. */
function opened(options) {
  const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const open = { ...options, challenge: bytes(options.challenge) };
  if (options.user) open.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) open.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) open.allowCredentials = listed(options.allowCredentials);
  return open;
}

/** What the browser says, with text where a form cannot carry bytes. */
function told(credential) {
  const response = {};
  for (const part of [
    'clientDataJSON',
    'attestationObject',
    'authenticatorData',
    'signature',
    'userHandle',
  ]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
