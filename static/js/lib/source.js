// The Markdown of a part of a post, so that what is quoted reads as it did: code keeps its fence,
// lists, links, tables and pictures stay, signs that would become markup are escaped. Buttons and
// the like are no content.
import { LEFT_OUT, longest, paragraph } from './source-inline.js';

const BLOCKS = 'p, div, section, h1, h2, h3, h4, h5, h6, ul, ol, li, pre, blockquote, figure, figcaption, table, details.fold, hr, article';
const KEPT = 'a, code, em, strong, del, details.spoiler, pre, figure.code'; // what a selection within it stays in
const STEPS = 2; // headings in a post stand so much below what was typed (pipeline.py)

/** What a range within a post selects. */
export function sourceOf(range) {
  let around = range.commonAncestorContainer;
  if (around.nodeType !== Node.ELEMENT_NODE) around = around.parentElement;
  const table = around.closest('table');
  if (table && !around.closest('td, th')) return blocks(table.parentElement).trim(); // it has no sense without its head
  let part = document.createElement('div');
  part.append(range.cloneContents());
  for (let element = around; element && !element.matches('.prose'); element = element.parentElement) {
    const isList = element === around && element.matches('ul, ol');
    if (!isList && !element.matches(KEPT)) continue;
    const wrap = element.cloneNode(false);
    if (element.matches('figure.code')) {
      const head = element.querySelector('figcaption');
      if (head && !part.querySelector('figcaption')) wrap.append(head.cloneNode(true));
    }
    wrap.append(...part.childNodes);
    part = document.createElement('div');
    part.append(wrap);
  }
  return blocks(part).trim();
}

/** The blocks in an element, one after the other; what stands between them is a paragraph. */
function blocks(parent, gap = '\n\n') {
  const made = [];
  let line = [];
  const flush = () => {
    const text = paragraph(line);
    if (text) made.push(text);
    line = [];
  };
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(LEFT_OUT)) continue;
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS)) {
      flush();
      const text = block(node);
      if (text) made.push(text);
    } else if (node.nodeType !== Node.COMMENT_NODE) line.push(node);
  }
  flush();
  return made.join(gap);
}

function block(node) {
  const name = node.tagName.toLowerCase();
  if (/^h[1-6]$/.test(name)) return `${'#'.repeat(Math.max(1, name[1] - STEPS))} ${paragraph([...node.childNodes]).replace(/\\?\n/g, ' ')}`;
  if (name === 'hr') return '* * *';
  if (name === 'pre') return fence(node, '');
  if (node.matches('figure.code')) return fence(node, node.querySelector('figcaption span')?.textContent ?? '');
  if (node.matches('figure.media')) return node.querySelector('a[href]')?.href ?? '';
  if (name === 'table') return table(node);
  if (name === 'ul' || name === 'ol') return list(node);
  if (node.matches('blockquote.quote')) return quote(node);
  if (name === 'blockquote') return prefixed(blocks(node), '> ');
  if (node.matches('details.fold')) return fold(node);
  return blocks(node);
}

function fence(node, language) {
  const code = (node.querySelector('code') ?? node).textContent.replace(/\n$/, '');
  const mark = '`'.repeat(longest(code, '`', 2) + 1);
  return `${mark}${language.trim()}\n${code}\n${mark}`;
}

function list(node) {
  const items = [...node.children].filter((item) => item.matches('li'));
  const isLoose = items.some((item) => item.querySelector(':scope > p'));
  const first = Number(node.getAttribute('start') ?? 1);
  const made = items.map((item, at) => {
    const mark = node.matches('ol') ? `${first + at}. ` : '- ';
    const text = blocks(item, isLoose ? '\n\n' : '\n');
    return `${mark}${text.replace(/\n(?=.)/g, `\n${' '.repeat(mark.length)}`)}`;
  });
  return made.join(isLoose ? '\n\n' : '\n');
}

function quote(node) {
  const cite = node.querySelector(':scope > cite');
  const name = (cite?.textContent ?? '').replace(/ wrote$/, '').replace(/["\[\]\n]/g, '');
  const [, thread, number] = /\/threads\/(\d+)\/(\d+)\/$/.exec(cite?.querySelector('a')?.pathname ?? '') ?? [];
  const source = [name, number && `post:${number}`, thread && `topic:${thread}`].filter(Boolean).join(', ');
  return `[quote${source && `="${source}"`}]\n${blocks(node)}\n[/quote]`;
}

function fold(node) {
  const says = (node.querySelector(':scope > summary')?.textContent ?? '').replace(/["\[\]\n]/g, '').trim();
  return `[details${says && `="${says}"`}]\n${blocks(node)}\n[/details]`;
}

function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells]);
  if (!rows.length) return '';
  const sides = { center: ':---:', right: '---:', left: ':---' };
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const cell = (one) => paragraph([...one.childNodes]).replace(/\\?\n/g, ' ').replace(/(`+)(.*?)\1/g, (code) => code.replace(/\|/g, '\\|'));
  const [head, ...body] = rows;
  return [
    line(head.map(cell)), line(head.map((one) => sides[one.getAttribute('align')] ?? '---')),
    ...body.map((cells) => line(cells.map(cell))),
  ].join('\n');
}

const prefixed = (text, mark) => text.split('\n').map((line) => (line ? mark : mark.trimEnd()) + line).join('\n');
