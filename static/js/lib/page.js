// What the modules share: asking for a part of a page, and saying something in passing.

const HTMX = { 'HX-Request': 'true' };

/** Fetch a part as htmx would; null if it is not to be had. */
export async function part(url) {
  try {
    const answer = await fetch(url, { headers: HTMX });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** Press a button of ours: the answer, or null when nobody could be asked. */
export async function press(url, method, fields) {
  const token = document.querySelector('#act [name="csrfmiddlewaretoken"]')?.value ?? '';
  try {
    const body = fields && new URLSearchParams(fields);
    return await fetch(url, { method, body, headers: { ...HTMX, 'X-CSRFToken': token } });
  } catch {
    return null;
  }
}

export function parsed(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** One line that goes by itself, for what cannot be seen otherwise. */
export function toast(words) {
  let box = document.querySelector('.toasts');
  if (!box) {
    box = document.createElement('div');
    box.className = 'toasts';
    box.setAttribute('aria-live', 'polite');
    document.body.append(box);
  }
  const line = document.createElement('div');
  line.className = 'toast';
  line.textContent = words;
  box.replaceChildren(line);
  setTimeout(() => line.remove(), 6000);
}

/** The bar behind which news waits until it is asked for. */
export function newsBar(place, words, show) {
  let bar = place.querySelector('button');
  if (!words) {
    bar?.remove();
    return;
  }
  if (!bar) {
    bar = document.createElement('button');
    bar.type = 'button';
    bar.className = 'live';
    place.append(bar);
  }
  if (bar.textContent !== words) bar.textContent = words;
  bar.onclick = show;
}
