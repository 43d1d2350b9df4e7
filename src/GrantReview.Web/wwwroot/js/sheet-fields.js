// The controls of a sheet's fields: what they hold, what they are called, what is wrong with what was typed.
import { notApplicable, readScore } from './scores.js';

const longestText = 4000;
// The expert's own, in every state of the sheet.
export const note = 'note';

export function fieldsIn(desk, form, leaves, words) {
  return { controlsOf, read, write, settle, faultOf, nameOf, worded };

  function controlsOf(name) {
    return desk.querySelectorAll(`[data-field="${CSS.escape(name)}"]`);
  }

  function read(name) {
    const controls = [...controlsOf(name)];
    if (controls.some(c => c.dataset.notApplicable !== undefined && c.checked)) return notApplicable;
    const control = controls.find(c => c.type === 'radio' ? c.checked : c.type !== 'checkbox');
    return control === undefined || (control.type === 'radio' && !control.checked) ? '' : control.type === 'textarea' ? control.value : control.value.trim();
  }

  function write(name, value) {
    for (const control of controlsOf(name)) {
      if (control.dataset.notApplicable !== undefined) control.checked = value === notApplicable;
      else if (control.type === 'radio') control.checked = control.value === value;
      else control.value = value === notApplicable ? '' : value;
    }
  }

  /** Points and "not applicable" take each other back. */
  function settle(control) {
    const isNotApplicable = control.dataset.notApplicable !== undefined;
    for (const other of isNotApplicable && !control.checked ? [] : controlsOf(control.dataset.field)) {
      if ((other.dataset.notApplicable !== undefined) === isNotApplicable) continue;
      if (!isNotApplicable || other.type === 'radio') other.checked = false; else other.value = '';
    }
  }

  function faultOf(field, value) {
    const leaf = field.name.startsWith('score.') ? leaves.get(field.name.slice('score.'.length)) : undefined;
    if (!leaf) return value.length > longestText ? words.tooLong.replace('{0}', longestText).replace('{1}', value.length) : '';
    const { fault } = readScore(leaf, value);
    return fault === null ? '' : words[fault].replace('{0}', leaf.minText).replace('{1}', leaf.maxText);
  }

  function nameOf(field) {
    if (field === note) return words.note;
    const [control] = controlsOf(field);
    return control?.getAttribute('aria-label') ?? form.querySelector(`label[for="${CSS.escape(field)}"]`)?.textContent.replace(/\s*\*\s*$/, '')
      ?? control?.closest('[data-leaf]')?.getAttribute('aria-label') ?? control?.closest('fieldset fieldset')?.querySelector('legend')?.textContent ?? field;
  }

  /** A value as a person reads it. */
  function worded(name, value) {
    if (value === '') return '—';
    if (value === notApplicable) return words.notApplicable;
    const label = [...controlsOf(name)].find(c => c.type === 'radio' && c.value === value)?.closest('label');
    return label ? label.textContent.trim() : value;
  }
}
