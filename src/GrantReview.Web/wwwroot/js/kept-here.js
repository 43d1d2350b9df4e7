// A page that shows or prints what the server has says which sheets have edits that only this device has.
import { countKept } from './kept-edits.js';

const { account, kept } = document.querySelector('[data-kept]').dataset;
await count();
addEventListener('focus', count);

async function count() {
  const counts = await countKept(account);
  for (const place of document.querySelectorAll('[data-kept-of]')) {
    place.hidden = !counts.has(place.dataset.keptOf);
    place.textContent = kept.replace('{0}', counts.get(place.dataset.keptOf) ?? 0);
  }
}
