// My work: edits that this device still keeps are sent, again and again while the server is away; what is left is said beside its sheet.
import { countKept, openKept, send } from './kept-edits.js';

const longestPause = 8_000;
const page = document.getElementById('work-data');
const data = JSON.parse(page.textContent);
const kept = await openKept(data.account, data.deviceKey);
let timer = 0;
await sendAll();
addEventListener('online', sendAll);

async function sendAll() {
  clearTimeout(timer);
  let waits = false;
  for (const edit of await kept?.all() ?? []) {
    const answer = await send(edit.sheet, data.token, edit);
    if (answer.kind === 'saved') await kept.remove(edit.id);
    waits ||= ['away', 'busy'].includes(answer.kind);
  }
  const left = await countKept(data.account);
  for (const place of document.querySelectorAll('[data-sheet]')) {
    place.hidden = !left.has(place.dataset.sheet);
    place.textContent = data.words.left.replace('{0}', left.get(place.dataset.sheet) ?? 0);
  }
  if (waits) timer = setTimeout(sendAll, longestPause);
}
