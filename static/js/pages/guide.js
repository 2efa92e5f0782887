// The language that a reader chose for one sample is that of all samples, on every guide.
const NAME = 'sample-language';
const choices = (language) => document.querySelectorAll(`.samples input[value="${CSS.escape(language)}"]`);

function choose(language) {
  for (const choice of choices(language)) choice.checked = true;
}

document.addEventListener('change', ({ target }) => {
  if (!target.matches('.samples input')) return;
  const { top } = target.getBoundingClientRect();
  choose(target.value);
  scrollBy(0, target.getBoundingClientRect().top - top); // samples above may have grown
  try {
    localStorage.setItem(NAME, target.value);
  } catch { /* kept for this page alone */ }
});

try {
  const kept = localStorage.getItem(NAME);
  if (kept) choose(kept);
} catch { /* as the page came */ }
