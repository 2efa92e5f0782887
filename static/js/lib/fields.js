// The fields of a form that hold what a person said, by their names.

const OURS = new Set(['csrfmiddlewaretoken', 'once', 'version', 'draft']);

/** What they say now, or what they said as the page came, whatever the browser has put in since. */
export function fieldsOf(form, { asServed = false } = {}) {
  const found = {};
  for (const control of form.elements) {
    if (control.name && !OURS.has(control.name) && control.type !== 'submit') {
      found[control.name] = asServed ? served(control) : control.value;
    }
  }
  return found;
}

function served(control) {
  if (control.type === 'select-one') {
    return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? '';
  }
  return control.type === 'hidden' ? control.value : control.defaultValue;
}

/** All are set before any is told of it. */
export function putFields(form, fields) {
  const controls = Object.keys(fields).map((name) => form.elements[name]).filter(Boolean);
  for (const control of controls) control.value = fields[control.name];
  for (const control of controls) {
    const kind = ['hidden', 'select-one'].includes(control.type) ? 'change' : 'input';
    control.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

/** Whether two say the same, however their lines end and whomever they answer. */
export function sameWords(one, other) {
  const plain = ({ parent: _, ...fields }) => JSON.stringify(fields).replaceAll('\\r\\n', '\\n');
  return plain(one) === plain(other);
}
