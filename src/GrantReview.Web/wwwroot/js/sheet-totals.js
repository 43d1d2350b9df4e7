// What an open sheet adds up to and what it still lacks, told beside its fields.
import { add, compare, multiply, parse, toText, zero } from './fractions.js';
import { notApplicable, readScore } from './scores.js';
import { shareOf, tellLeaves, weigh } from './totals.js';

/** A function that tells it anew, leads to what is missing, and answers how much that is. */
export function totalsOf(form, data, leaves, read) {
  const words = data.words;
  return () => {
    const missing = [];
    const how = [];
    const shares = new Map();
    const tree = { code: '', points: '100', name: words.whole, children: data.tree };
    const leafShare = code => {
      const leaf = leaves.get(code);
      if (!leaf || leaf.measured !== null) return shareOf(leaf, null, data);
      const box = form.querySelector(`[data-leaf="${CSS.escape(code)}"]`);
      const { value } = readScore(leaf, read(`score.${code}`));
      box.classList.toggle('is-missing', value === null);
      showBand(box, value);
      if (value === null) missing.push(`score.${code}`);
      else if (leaf.isVeto && value !== notApplicable && compare(value, parse(leaf.max)) < 0) {
        how.push(words.vetoed.replace('{0}', leaf.name));
        if (read(`reason.${code}`).trim() === '') missing.push(`reason.${code}`);
      }
      box.querySelector('[data-veto]')?.toggleAttribute('hidden', !(leaf.isVeto && value !== null && value !== notApplicable && compare(value, parse(leaf.max)) < 0));
      return shareOf(leaf, value, data);
    };
    const total = weigh(tree, code => { shares.set(code, leafShare(code)); return shares.get(code); }, (node, value, dropped) => {
      if (compare(dropped, zero) > 0) how.push(words.shared.replace('{0}', node.name).replace('{1}', toText(multiply(dropped, parse('100')), 2)));
      if (node.code) showTotal(node.code, value === null ? '—' : toText(multiply(value, parse(node.points)), 2));
    });
    missing.push(...data.required.filter(name => read(name).trim() === ''));
    let [weights, added] = [zero, zero];
    tellLeaves(tree, code => shares.get(code), (code, weight, share) => {
      const adds = weight && multiply(weight, share);
      if (adds) [weights, added] = [add(weights, weight), add(added, adds)];
      showAdded(code, [weight, share, adds]);
    });
    showAdded('', [weights, total, added]);
    const list = document.querySelector('[data-how]');
    list.textContent = '';
    list.append(...how.map(line => Object.assign(document.createElement('li'), { textContent: line })));
    showTotal('', total === null ? '—' : toText(multiply(total, parse('100')), 2));
    const counter = document.getElementById('missing');
    counter.textContent = missing.length === 0 ? words.complete : words.missing.replace('{0}', missing.length);
    counter.hash = missing[0] ?? 'acts';
    for (const gap of document.querySelectorAll('.gaps li')) gap.hidden = read(gap.dataset.gap).trim() !== '';
    for (const gaps of document.querySelectorAll('.gaps')) gaps.hidden = missing.length === 0;
    return missing.length;
  };

  /** The band that the points lie in, the highest first. */
  function showBand(box, value) {
    const bands = [...box.querySelectorAll('.anchors [data-from]')];
    const here = value === null || value === notApplicable ? undefined : bands.find(band => compare(value, parse(band.dataset.from)) >= 0);
    for (const band of bands) if (band === here) band.setAttribute('aria-current', 'true'); else band.removeAttribute('aria-current');
  }

  function showAdded(code, parts) {
    const row = form.querySelector(`[data-adds="${CSS.escape(code)}"]`);
    parts.forEach((part, i) => { if (row) row.cells[i + 1].textContent = part === null ? '—' : toText(multiply(part, parse('100')), 2); });
  }

  function showTotal(code, text) {
    const place = document.querySelector(`[data-subtotal="${CSS.escape(code)}"]`);
    if (place) place.textContent = text;
  }
}
