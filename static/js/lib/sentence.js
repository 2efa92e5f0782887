// A translated text with elements in it, wherever its language puts them.

/** The text in parts, each %(name)s of it as the node of that name: for `append` and its like. */
export function sentence(text, nodes) {
  return text.split(/%\((\w+)\)s/).map((part, at) => (at % 2 ? nodes[part] : part)).filter(Boolean);
}
