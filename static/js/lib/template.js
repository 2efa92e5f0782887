// A new topic's text begins with what its category suggests, as long as nobody has written yet.

export function watchTemplates() {
  const form = document.querySelector('form[data-draft="topic"]');
  const choice = form?.querySelector('select[name="category"]');
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
