// What a sheet adds up to, as the server computes it (IndicatorTree.Total): a test counts the same sheets by both.
import { add, compare, divide, multiply, one, parse, subtract, zero } from './fractions.js';
import { notApplicable } from './scores.js';

/** A leaf's share of full marks, from its value; null where it does not count. What is missing earns nothing yet. */
export function shareOf(leaf, value, { lowerIsBetter, zeroWhenNotApplicable }) {
  if (!leaf) return null;
  if (leaf.measured === '' || (leaf.measured === null && value === notApplicable)) return zeroWhenNotApplicable ? zero : null;
  if (leaf.measured !== null) return parse(leaf.measured);
  if (value === null) return zero;
  const low = parse(leaf.min), high = parse(leaf.max);
  const share = divide(subtract(value, low), subtract(high, low));
  return lowerIsBetter ? subtract(one, share) : share;
}

/** A node's share of full marks, the weighted mean of what counts below it; null where nothing does. Each branch is told: (node, share, weight that dropped out). */
export function weigh(node, share, tell) {
  if (node.children.length === 0) return share(node.code);
  let sum = zero, dropped = zero;
  for (const child of node.children) {
    const value = weigh(child, share, tell);
    if (value === null) dropped = add(dropped, parse(child.weight)); else sum = add(sum, multiply(parse(child.weight), value));
  }
  const value = compare(dropped, one) === 0 ? null : divide(sum, subtract(one, dropped));
  tell(node, value, dropped);
  return value;
}

/** What makes up the whole, each leaf told as (code, weight in the whole, share), null where it does not count: what dropped out left its weight to its siblings (IndicatorTree.WeightOn). */
export function tellLeaves(node, share, tell, weight = one) {
  if (node.children.length === 0) { tell(node.code, weight, weight === null ? null : share(node.code)); return; }
  const counts = child => weigh(child, share, () => {}) !== null;
  const whole = node.children.filter(counts).reduce((sum, child) => add(sum, parse(child.weight)), zero);
  for (const child of node.children) tellLeaves(child, share, tell, weight === null || compare(whole, zero) === 0 || !counts(child) ? null : divide(multiply(weight, parse(child.weight)), whole));
}
