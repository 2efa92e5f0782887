// An error under a field goes when the field is changed, and its line in the summary with it.

export function watchFieldErrors() {
  document.addEventListener('input', mended);
  document.addEventListener('change', mended);
}

function mended({ target }) {
  const invalid = (target.closest?.('.tag-box') ?? target.parentElement)?.querySelector('[aria-invalid="true"]');
  if (!invalid || !(invalid === target || target.closest('.tag-box'))) return;
  invalid.removeAttribute('aria-invalid');
  const error = document.getElementById(`${invalid.id}_error`);
  if (error) {
    const described = (invalid.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== error.id);
    if (described.length) invalid.setAttribute('aria-describedby', described.join(' '));
    else invalid.removeAttribute('aria-describedby');
    error.remove();
  }
  const summary = invalid.form?.querySelector('.errors');
  summary?.querySelector(`a[href="#${CSS.escape(invalid.id)}"]`)?.closest('li').remove();
  if (summary && !summary.querySelector('li')) summary.remove();
}
