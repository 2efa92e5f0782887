// Topics or ideas like the one that is being started, while its title is typed. They have their place before
// they come: beside the form where there is room, else folded under one line.
import { fetched } from './quick-search.js';

const ENOUGH = 10; // characters
const PAUSE = 500; // ms after the last key

export function watchTitle(box) {
  const input = document.getElementById(box.dataset.of);
  const list = box.querySelector('[data-list]');
  const said = box.querySelector('[role="status"]');
  let asked = null;
  let shown = '';
  let timer = 0;

  async function ask() {
    const title = input.value.trim();
    asked?.abort();
    if (title === shown) return;
    shown = title;
    asked = new AbortController();
    const { signal } = asked;
    const isEnough = [...title].length >= ENOUGH;
    const html = isEnough ? await fetched(`${box.dataset.similar}?${new URLSearchParams({ title })}`, signal) : '';
    if (!signal.aborted) show(html ?? '');
  }

  function show(html) {
    const wasOpen = list.querySelector('details')?.open;
    list.innerHTML = html;
    const fold = list.querySelector('details');
    if (fold) fold.open = wasOpen ?? matchMedia('(width >= 80rem)').matches;
    said.textContent = fold?.querySelector('summary').textContent.trim() ?? '';
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if (input.value) ask();
}
