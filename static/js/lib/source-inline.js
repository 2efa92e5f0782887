// What stands in a line of a post, as Markdown.

export const LEFT_OUT = 'button, svg, .vh, .by, summary, cite, style, script, template, figcaption:has(+ pre)';

/** A paragraph of these nodes. What begins a line must not begin a block. */
export function paragraph(nodes) {
  const text = nodes.map(inline).join('').replace(/[ \t]+/g, ' ').replace(/ ?\n ?/g, '\n').trim();
  return text.split('\n').map((line) => line
    .replace(/^(#{1,6}|[-+*])(?=\s|$)/, '\\$1')
    .replace(/^>|^[-=](?=[-=\s]*$)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')).join('\n');
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/\s+/g, ' '));
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return '';
  const inner = () => [...node.childNodes].map(inline).join('');
  switch (node.tagName.toLowerCase()) {
    case 'br': return '\\\n';
    case 'code': return code(node.textContent);
    case 'em': case 'i': return around(inner(), '*');
    case 'strong': case 'b': return around(inner(), '**');
    case 'del': case 's': return around(inner(), '~~');
    case 'details': return around(inner(), '||');
    case 'input': return node.type === 'checkbox' ? `[${node.checked ? 'x' : ' '}]` : '';
    case 'img': return node.getAttribute('src') ? `![${escaped(node.alt)}](${address(node.getAttribute('src'))})` : '';
    case 'sup': return node.querySelector('a[href^="#note-"]') ? '' : inner(); // its note is not quoted
    case 'a': return link(node, inner());
    default: return inner();
  }
}

function link(node, text) {
  const href = node.getAttribute('href') ?? '';
  if (href.startsWith('#note-') || !text.trim()) return '';
  if (!href || node.matches('.mention')) return text;
  const said = node.textContent;
  const isBare = /^https?:/.test(href) && !/[\s<>]/.test(said) && (said === href || `${said}/` === href);
  return isBare ? `<${said}>` : `[${text.trim()}](${address(href)})`;
}

function address(url) {
  const plain = url.replace(/[<>\\\s]/g, (sign) => encodeURIComponent(sign));
  return /[()*_~[\]`|&]/.test(plain) ? `<${plain}>` : plain;
}

function code(text) {
  const said = text.replace(/\n/g, ' ');
  if (!said.trim()) return said;
  const mark = '`'.repeat(longest(said, '`', 0) + 1);
  const pad = /^`|`$|^ .* $/.test(said) ? ' ' : '';
  return `${mark}${pad}${said}${pad}${mark}`;
}

/** Marks stand close to the words: spaces at the edges go outside. */
function around(text, mark) {
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
  return words ? `${before}${mark}${words}${mark}${after}` : text;
}

/** An underscore within a word and a lone asterisk or tilde mean nothing; what may, is escaped. */
function escaped(text) {
  return text
    .replace(/[\\`[\]<|]/g, '\\$&')
    .replace(/\*(?! )|(?<! )\*/g, '\\*')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/~(?=~)|(?<=~)~/g, '\\~')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/(https?):(?=\/\/)/gi, '$1\\:');
}

export function longest(text, sign, least) {
  const runs = text.match(new RegExp(`${sign}+`, 'g')) ?? [];
  return Math.max(least, ...runs.map((run) => run.length));
}
