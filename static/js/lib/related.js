// Related topics below the posts: asked for when the reader comes near them, so that no page waits for them.
import { part } from './page.js';

const NEAR = '400px'; // below what is in view

export function watchRelated(box) {
  const watcher = new IntersectionObserver(
    async (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watcher.disconnect();
      const html = await part(box.querySelector('a').href);
      if (html === null) return;
      box.innerHTML = html;
      const isBelow = box.getBoundingClientRect().top > innerHeight; // nothing in view moves
      if (!box.childElementCount && isBelow) box.remove();
    },
    { rootMargin: NEAR },
  );
  watcher.observe(box);
}
