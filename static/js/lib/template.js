// A new topic's text begins with what its category or board suggests, as long as nobody has written yet.

export function watchTemplates() {
  const form = document.querySelector('form:is([data-draft="topic"], [data-draft="idea"])');
  const choice = form?.querySelector('select:is([name="category"], [name="board"])');
  const field = form?.querySelector('textarea[name="source"]');
  if (!choice || !field) return;
  choice.addEventListener('change', () => {
    if (field.value && field.value !== field.dataset.template) return;
    const begins = choice.selectedOptions[0]?.dataset.template ?? '';
    field.value = begins;
    field.dataset.template = begins;
    window.htmx?.trigger(field.parentElement, 'preview');
  });
}
