// Exact fractions over BigInt, so that what the sheet shows while one types is what the server will compute.

const gcd = (a, b) => {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

const make = (n, d) => {
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n, d) || 1n;
  return { n: n / g, d: d / g };
};

export const zero = { n: 0n, d: 1n };
export const one = { n: 1n, d: 1n };
export const add = (a, b) => make(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a, b) => make(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a, b) => make(a.n * b.n, a.d * b.d);
export const divide = (a, b) => make(a.n * b.d, a.d * b.n);
export const compare = (a, b) => {
  const left = a.n * b.d, right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
};

/** "86.5", "-3" or "20/3"; null for anything else. */
export function parse(text) {
  const fraction = /^\s*([+-]?\d+)\/(\d+)\s*$/.exec(text);
  if (fraction) return BigInt(fraction[2]) === 0n ? null : make(BigInt(fraction[1]), BigInt(fraction[2]));
  const decimal = /^\s*([+-]?)(\d+)(?:\.(\d+))?\s*$/.exec(text);
  if (!decimal) return null;
  const digits = decimal[3] ?? '';
  const n = BigInt(decimal[2] + digits);
  return make(decimal[1] === '-' ? -n : n, 10n ** BigInt(digits.length));
}

/** Decimal text with so many digits, half away from zero. */
export function toText(value, decimals) {
  const scale = 10n ** BigInt(decimals);
  const negative = value.n < 0n;
  const twice = (negative ? -value.n : value.n) * scale * 2n;
  const rounded = ((twice + value.d) / (value.d * 2n)).toString().padStart(decimals + 1, '0');
  const sign = negative && /[1-9]/.test(rounded) ? '-' : '';
  return decimals === 0 ? sign + rounded : `${sign}${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`;
}
