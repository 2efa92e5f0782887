// Elements are made one by one and filled with text, never from strings of HTML: what members wrote
// stays text, and a page that requires Trusted Types has nothing to object to.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child));
  return element;
}

// Links open a new tab: what is typed here and in the page around is kept.
function link(label, url) {
  const to = new URL(url, home.origin);
  if (!to.protocol.startsWith('http')) return document.createTextNode(label);
  const tab = make('span', { class: 'unseen' }, ` (${texts.new_tab})`);
  return make('a', { href: to.href, target: '_blank', rel: 'noopener' }, label, tab);
}

const setBusy = (button, isBusy) => button.setAttribute('aria-disabled', String(isBusy));
const isBusy = (button) => button.getAttribute('aria-disabled') === 'true';
