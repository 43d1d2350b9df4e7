// A page that shows, prints or submits what the server has says which sheets have edits that only this device has; none of them is chosen.
import { countKept } from './kept-edits.js';

const { account, kept } = document.querySelector('[data-kept]').dataset;
count();
addEventListener('focus', () => count());

/** With why the server refused them, by sheet. */
export async function count(why = new Map()) {
  const counts = await countKept(account);
  for (const place of document.querySelectorAll('[data-kept-of]')) {
    const sheet = place.dataset.keptOf;
    place.hidden = !counts.has(sheet);
    if (!place.hidden) place.closest('details')?.setAttribute('open', '');
    place.textContent = [kept.replace('{0}', counts.get(sheet) ?? 0), ...why.has(sheet) ? [why.get(sheet)] : []].join(' · ');
  }
  for (const box of document.querySelectorAll('[data-complete]')) box.disabled = counts.has(box.value);
}
