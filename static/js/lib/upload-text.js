// A file in a text: while it is uploaded, and afterwards. As Upload.markdown has it.
import { format, gettext } from './i18n.js';

const MARKS = /[\\`*_[\]<>&|~@#!]/g; // what may mean something in Markdown
const WORDS = String.raw`!?\[(?:\\.|[^\]\\])*\]`;

/** The placeholders of files that are not there yet, with the line break after them. */
export const STALE = new RegExp(String.raw`${WORDS}\(#uploading-(\w+)\)\n{0,2}`, 'g');

export const plain = (words) => words.replace(/\s+/g, ' ').trim().replace(MARKS, String.raw`\$&`);

/** A link to nowhere, which no preview tries to load. */
export function placeholder({ id, file: { name } }) {
  return `[${plain(format(gettext('Uploading %(name)s…'), { name }))}](#uploading-${id})`; // no translation: Markdown
}

export const placeholderOf = ({ id }) => new RegExp(String.raw`${WORDS}\(#uploading-${id}\)`, 'g');

/** A picture with other words for who does not see it. */
export const withAlt = ({ markdown }, alt) => `![${plain(alt)}${markdown.slice(markdown.lastIndexOf(']('))}`;

/** Where the text has it, whatever is said of it there. */
export const fileIn = ({ key }) => new RegExp(String.raw`${WORDS}\(/files/${key}/[^)\s]*\)`, 'g');
