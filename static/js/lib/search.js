// The search field of every page: "/" leads to it, and what is found while one types is loaded when
// it is first used.

export function watchSearch() {
  const form = document.querySelector('.top .find');
  if (!form) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    event.preventDefault();
    lead(form);
  });
  form.addEventListener('focusin', () => start(form), { once: true });
}

async function start(form) {
  try {
    const { QuickSearch } = await import('./quick-search.js');
    new QuickSearch(form);
  } catch {
    // it could not be loaded: Enter leads to the results all the same
  }
}

const isWriting = (place) => Boolean(place.closest?.('input, textarea, select, [contenteditable]'));

/** To the page's own search field, or that of all pages; where none is shown, to the page of search. */
function lead(form) {
  const fields = document.querySelectorAll('#main [data-search], .top .find input');
  const field = [...fields].find((one) => one.offsetParent);
  if (!field) location.assign(form.action);
  field?.focus();
  field?.select();
}
