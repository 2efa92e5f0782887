// What cannot be seen any more afterwards is confirmed first, in a dialog of ours. The button in it
// is the pressed one's copy: it belongs to the same form.
import { gettext } from './i18n.js';

export function watchConfirmations() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-confirm]');
    if (!button) return;
    event.preventDefault();
    ask(button);
  });
}

function ask(button) {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'confirm');
  const heading = Object.assign(document.createElement('h2'), { id: 'confirm', textContent: button.dataset.confirm });
  const words = Object.assign(document.createElement('p'), { textContent: button.dataset.confirmText ?? '' });
  const cancel = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: gettext('Cancel') });
  const confirmed = button.cloneNode(true);
  confirmed.removeAttribute('data-confirm');
  confirmed.className = 'btn danger';
  const buttons = document.createElement('div');
  buttons.className = 'btns';
  buttons.append(cancel, confirmed);
  dialog.append(heading, words, buttons);
  document.body.append(dialog);
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    (button.isConnected ? button : document.querySelector('[aria-expanded="false"][data-more]'))?.focus();
  });
  dialog.showModal();
  cancel.focus();
}
