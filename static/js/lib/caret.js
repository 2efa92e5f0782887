// Where in the window the "@" of a name stands that is being typed into a text field.

const LOOKS = [
  'boxSizing', 'width', 'fontFamily', 'fontSize', 'fontWeight', 'fontSizeAdjust', 'letterSpacing', 'lineHeight', 'tabSize',
  'textAlign', 'direction', 'unicodeBidi', 'wordSpacing', 'paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft',
  'borderTopWidth', 'borderRightWidth', 'borderBottomWidth', 'borderLeftWidth', 'borderStyle',
];

/** A field tells no place of its text: a box that looks the same does. Never outside the field. */
export function caretOf(field) {
  const style = getComputedStyle(field);
  const twin = document.createElement('div');
  for (const name of LOOKS) twin.style[name] = style[name];
  Object.assign(twin.style, { position: 'fixed', top: '0', left: '0', visibility: 'hidden', whiteSpace: 'pre-wrap', overflowWrap: 'break-word' });
  const end = field.value.lastIndexOf('@', field.selectionEnd - 1);
  const mark = Object.assign(document.createElement('span'), { textContent: '@' });
  twin.append(field.value.slice(0, end), mark, field.value.slice(end + 1, field.selectionEnd));
  document.body.append(twin);
  const found = mark.getBoundingClientRect();
  twin.remove();
  const at = field.getBoundingClientRect();
  const within = (value) => Math.max(at.top, Math.min(at.bottom, value));
  const top = at.top + found.top - field.scrollTop;
  return { left: at.left + found.left, right: at.left + found.right, top: within(top), bottom: within(top + found.height) };
}
