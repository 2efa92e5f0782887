// One panel: its form, its lists and its links. The form stays as long as the page, and so does what is typed in it.
function panelOf({ name, label }) {
  const intro = make('p', { class: 'soft' });
  const [form, lists] = [make('div'), make('div')];
  const links = make('p', { class: 'links' });
  const state = make('p', { role: 'status', class: 'soft' });
  const element = make('main', null, intro, form, state, lists, links);
  const panel = { name, label, element, load, reload: load };
  lists.className = 'lists';

  async function load() {
    if (!lists.hasChildNodes()) state.replaceChildren(texts.loading);
    try {
      const told = await ask(`panels/${name}/`);
      intro.replaceChildren(told.intro ?? '', ...(told.intro_link ? [' ', link(told.intro_link.label, told.intro_link.url)] : []));
      if (!told.form) form.replaceChildren();
      else if (!form.hasChildNodes()) form.replaceChildren(formOf(panel, told.form));
      keepingFocus(panel, () => lists.replaceChildren(...(told.lists ?? []).map((list) => listOf(panel, list))));
      links.replaceChildren(...(told.links ?? []).map((one) => link(one.label, one.url)));
      state.replaceChildren();
    } catch (error) {
      const retry = make('button', { type: 'button', class: 'plain', click: load }, texts.retry);
      state.replaceChildren(make('span', { class: 'wrong' }, error.message), ' ', retry);
    }
    for (const part of [intro, form, state, lists, links]) part.hidden = !part.textContent;
  }

  return panel;
}
