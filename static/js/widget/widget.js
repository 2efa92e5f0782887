// The button, the dialog, and what the page around can call: commons('open'), commons('identify', token).
function show(config) {
  texts = config.texts;
  const panels = config.panels.map(panelOf);
  if (!panels.length) return null;
  let shown = null;

  const label = panels.length === 1 ? panels[0].label : texts.open;
  const title = make('h2', { id: 'title' }, label);
  const close = make('button', { type: 'button', class: 'close', 'aria-label': texts.close, click: () => dialog.close() }, '×');
  const tabs = panels.map((panel) => make('button', { type: 'button', click: () => choose(panel) }, panel.label));
  const content = make('div');
  const nav = panels.length > 1 && make('nav', { 'aria-label': texts.panels }, ...tabs);
  const about = { 'aria-labelledby': 'title', lang: config.language, dir: config.direction };
  const dialog = make('dialog', { ...about, click: closeOutside }, make('header', null, title, close), nav, content);
  const button = make('button', { type: 'button', class: 'open', 'aria-haspopup': 'dialog', lang: config.language, click: () => open() }, label);

  function choose(panel) {
    shown = panel;
    title.textContent = panel.label;
    tabs.forEach((tab, at) => tab.setAttribute('aria-pressed', String(panels[at] === panel)));
    content.replaceChildren(panel.element);
    return panel.load();
  }

  function open(name) {
    if (!dialog.open) dialog.showModal(); // the browser keeps the focus in it, and Escape closes it
    return choose(panels.find((panel) => panel.name === name) ?? shown ?? panels[0]);
  }

  function closeOutside(event) {
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  }

  const host = make('div', { 'data-commons-widget': '' });
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(button, dialog);
  document.body.append(host);
  return { open, close: () => dialog.close(), reload: () => dialog.open && shown?.load() };
}

function start() {
  const waiting = window.commons?.q ?? [];
  let widget = null;
  const calls = {
    identify(source) {
      identify(source);
      widget?.reload();
    },
    open: (name) => ready.then(() => widget?.open(name)),
    close: () => widget?.close(),
  };
  window.commons = (name, value) => calls[name]?.(value);
  if (tag.dataset.user) calls.identify(tag.dataset.user);
  const hasBody = document.body ?? new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
  const ready = Promise.all([send('config/', {}), hasBody]).then(
    ([config]) => { widget = show(config); },
    () => {}, // the site does not answer, or not to this page: there is no button
  );
  waiting.forEach((call) => window.commons(...call));
}

start();
