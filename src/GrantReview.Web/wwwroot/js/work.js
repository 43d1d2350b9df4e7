// My work: edits that this device still keeps are sent, and what cannot be sent is said beside its sheet.
import { openKept, send } from './kept-edits.js';

const page = document.getElementById('work-data');
const data = JSON.parse(page.textContent);
const kept = await openKept(data.account, data.deviceKey);
const left = new Map();
for (const edit of await kept?.all() ?? []) {
  const answer = await send(edit.sheet, data.token, edit);
  if (answer.kind === 'saved') await kept.remove(edit.id);
  else left.set(edit.sheet, (left.get(edit.sheet) ?? 0) + 1);
}
for (const [sheet, count] of left) {
  for (const place of document.querySelectorAll(`[data-sheet="${sheet}"]`)) {
    place.textContent = data.words.left.replace('{0}', count);
    place.hidden = false;
  }
}
