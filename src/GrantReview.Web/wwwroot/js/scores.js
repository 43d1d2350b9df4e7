// What a person types as a score, read as the server reads it (ScoreText.ReadTyped); a test runs the same cases through both.
import { compare, parse } from './fractions.js';

export const notApplicable = 'N/A';

/** A leaf as the page describes it: exact min and max, choices, whether fractions are scores and N/A is taken. { value } or { fault }; both null for nothing. */
export function readScore(leaf, typed) {
  const text = typed.normalize('NFKC').replaceAll('。', '.').trim();
  if (text === '') return { value: null, fault: null };
  if (text === notApplicable) return leaf.allowsNotApplicable === false ? { value: null, fault: 'notANumber' } : { value: notApplicable, fault: null };
  if (leaf.choices.length > 0) {
    const choice = /^#(\d+)$/.exec(text);
    return choice && leaf.choices[choice[1]] !== undefined ? { value: parse(leaf.choices[choice[1]]), fault: null } : { value: null, fault: 'notANumber' };
  }
  const figure = text.replace(/\s*(分|points?|pts?)$/i, '')
    .replace(/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/, all => /^[+-]?0\d*,\d+$/.test(all) ? all : all.replaceAll(',', ''))
    .replace(/^([+-]?)(\d*)[.,](\d*)$/, (all, sign, whole, decimals) => whole + decimals === '' ? all : `${sign}${whole || '0'}${decimals && '.'}${decimals}`);
  const value = parse(figure);
  if (value === null) return { value: null, fault: 'notANumber' };
  if (figure.includes('/') && !leaf.hasFractions) return { value: null, fault: 'isFraction' };
  const isInside = compare(value, parse(leaf.min)) >= 0 && compare(value, parse(leaf.max)) <= 0;
  return isInside ? { value, fault: null } : { value: null, fault: 'outOfScale' };
}
