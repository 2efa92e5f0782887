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
      replace(panel, changed, side);
    } catch (error) {
      wrong.textContent = error.message;
      setBusy(side, false);
    }
  }

  return make('li', { 'data-item': item.id }, side, make('div', null, link(item.title, item.url), said, wrong));
}

// An item may be in several lists; the button that was pressed keeps the focus.
function replace(panel, item, pressed) {
  for (const row of panel.element.querySelectorAll(`[data-item="${Number(item.id)}"]`)) {
    const had = row.contains(pressed);
    const changed = itemOf(panel, item);
    row.replaceWith(changed);
    if (had) changed.querySelector('button')?.focus();
  }
}

function listOf(panel, { title, empty, items }) {
  const rows = items.map((item) => itemOf(panel, item));
  const body = rows.length ? make('ul', { role: 'list' }, ...rows) : make('p', { class: 'soft' }, empty);
  return make('section', null, make('h3', null, title), body);
}
