// What a page cuts off, lets run out of its box, or lays over something else.
() => {
  const found = new Set();
  const say = (what, { outerHTML }) => found.add(`${what}: ${outerHTML.replace(/\s+/g, ' ').slice(0, 160)}`);
  const isShown = (part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  const styles = new Map();
  const styleOf = (part) => styles.get(part) ?? styles.set(part, getComputedStyle(part)).get(part);
  /** For screen readers alone, or folded by intention. */
  const isHidden = (part) => part.offsetWidth <= 1 || part.closest('.vh, .avatar, [hidden], svg') || styleOf(part).clipPath !== 'none';

  /** It says by three dots that there is more. */
  const isShortened = (part) => styleOf(part).textOverflow === 'ellipsis' || styleOf(part).webkitLineClamp !== 'none';

  function isCut(part) {
    const { overflowX, overflowY } = styleOf(part);
    if (isShortened(part)) return false;
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return (hides(overflowX) && part.scrollWidth > part.clientWidth + 1)
      || (hides(overflowY) && part.scrollHeight > part.clientHeight + 4);
  }

  /** The nearest part around a text that has a box of its own, and the nearest that is no part of a line. */
  function boxesOf(text) {
    const around = (part, isNone) => (isNone(styleOf(part).display) ? around(part.parentElement, isNone) : part);
    const box = around(text.parentElement, (display) => display === 'inline' || display === 'contents');
    return new Set([box, around(box, (display) => display.startsWith('inline') || display === 'contents')]);
  }

  function isOutOf(box, at) {
    const { whiteSpace, overflowX } = styleOf(box);
    // Spaces that are kept may hang over at the end of a line.
    if (isHidden(box) || isShortened(box) || whiteSpace.startsWith('pre') || /auto|scroll/.test(overflowX)) return false;
    const around = box.getBoundingClientRect();
    return at.left < around.left - 1 || at.right > around.right + 1 || at.bottom > around.bottom + 4;
  }

  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest('script, style, noscript, select, textarea, option') || !isShown(parent)) continue;
    if (isHidden(parent)) continue;
    range.selectNodeContents(text);
    const at = range.getBoundingClientRect();
    for (const box of boxesOf(text)) if (isOutOf(box, at)) say('runs out of its box', box);
  }

  const all = [...document.body.querySelectorAll('*')];
  for (const part of all) {
    if (part instanceof HTMLElement && part.textContent.trim() && isCut(part) && isShown(part) && !isHidden(part)) say('is cut off', part);
  }

  const isLaidOver = (part) => {
    for (let one = part; one; one = one.parentElement) if (!['static', 'relative'].includes(styleOf(one).position)) return true;
    return false;
  };
  const buttons = all.filter((part) => part.matches('.btn, button, summary, select, input, textarea')
    && isShown(part) && !isHidden(part) && !isLaidOver(part));
  const boxes = buttons.map((button) => [button, button.getBoundingClientRect()]);
  for (const [at, [one, a]] of boxes.entries()) {
    for (const [other, b] of boxes.slice(at + 1)) {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1 && !one.contains(other) && !other.contains(one)) say('lies over another', other);
    }
  }
  return [...found];
}
