// Not a module: it stands right behind the announcements and runs before they are painted, so that
// one that was dismissed never flickers. What was dismissed stays in this browser.
(() => {
  const KEY = 'dismissed';
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  };
  const there = [...document.querySelectorAll('[data-announcement]')];
  const dismissed = read();
  for (const line of there) {
    line.hidden = dismissed.includes(line.dataset.announcement);
    const button = line.querySelector('[data-dismiss]');
    button.hidden = false;
    button.addEventListener('click', () => {
      line.hidden = true;
      // one version of each is enough to remember, and twenty are plenty
      const id = line.dataset.announcement.split(':')[0];
      const others = read().filter((known) => !known.startsWith(`${id}:`));
      try {
        localStorage.setItem(KEY, JSON.stringify([...others, line.dataset.announcement].slice(-20)));
      } catch {
        // nothing can be kept: it comes back with the next page
      }
      (document.querySelector('main h1') ?? document.body).focus?.();
    });
  }
})();
