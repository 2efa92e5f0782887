// The tab that is current is in sight, however narrow the row is that it stands in.

export function showCurrentTabs() {
  for (const tab of document.querySelectorAll('.tabs [aria-current], .top nav [aria-current]')) {
    const row = tab.parentElement;
    if (row.scrollWidth <= row.clientWidth) continue;
    const from = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += from - (row.clientWidth - tab.clientWidth) / 2;
  }
}
