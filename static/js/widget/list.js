// Lists of items, each with a button that is on or off.
function itemOf(panel, item) {
  const { action } = item;
  const side = action
    ? make(
        'button',
        { type: 'button', class: 'vote', 'aria-pressed': String(action.pressed), 'aria-label': `${action.label}: ${item.title}`, click: press },
        make('b', null, String(item.count)),
        make('span', null, action.label),
      )
    : make('span', { class: 'count' }, String(item.count));
  const said = make('p', { class: 'note' }, item.note);
  const wrong = make('p', { class: 'wrong', role: 'alert' });

  async function press() {
    if (isBusy(side)) return;
    setBusy(side, true);
    wrong.textContent = '';
    try {
      const path = `panels/${panel.name}/items/${item.id}/${action.name}/`;
      const changed = await ask(path, { body: { on: !action.pressed } });
      replace(panel, changed);
    } catch (error) {
      wrong.textContent = error.message;
      setBusy(side, false);
    }
  }

  return make('li', { 'data-item': item.id }, side, make('div', null, link(item.title, item.url), said, wrong));
}

// Whoever is on an item's button stays on it, though the item is drawn again.
function keepingFocus(panel, change) {
  const active = panel.element.getRootNode().activeElement;
  const id = active?.closest('[data-item]')?.dataset.item;
  const rows = () => [...panel.element.querySelectorAll(`[data-item="${id}"]`)];
  const at = id ? rows().findIndex((row) => row.contains(active)) : -1;
  change();
  if (at >= 0 && !active.isConnected) (rows()[at] ?? rows()[0])?.querySelector('button, a')?.focus();
}

// An item may be in several lists.
function replace(panel, item) {
  keepingFocus(panel, () => {
    for (const row of panel.element.querySelectorAll(`[data-item="${Number(item.id)}"]`)) {
      row.replaceWith(itemOf(panel, item));
    }
  });
}

function listOf(panel, { title, empty, items }) {
  const rows = items.map((item) => itemOf(panel, item));
  const body = rows.length ? make('ul', { role: 'list' }, ...rows) : make('p', { class: 'soft' }, empty);
  return make('section', null, make('h3', null, title), body);
}
