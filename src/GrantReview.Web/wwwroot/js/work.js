// Edits that this device still keeps are sent, again and again while the server is away, and whenever one turns to the page; what is left is said beside its sheet.
import { openKept, send } from './kept-edits.js';
import { count } from './kept-here.js';

const longestPause = 8_000;
const { account, deviceKey, token, noLine } = JSON.parse(document.getElementById('sender').textContent);
const opened = openKept(account, deviceKey);
let timer = 0;
let sending = null;
for (const turn of ['online', 'focus']) addEventListener(turn, flush);
flush();

// Without a line no sheet can be opened, which is said before one tries.
const line = document.createElement('div');
line.setAttribute('role', 'status');
document.querySelector('main h1').after(line);
for (const turn of ['online', 'offline']) addEventListener(turn, sayLine);
sayLine();
addEventListener('click', event => {
  if (navigator.onLine || !event.target.closest('a[href]:not([href^="#"]), form button')) return;
  event.preventDefault();
  line.scrollIntoView({ block: 'nearest' });
}, true);

function sayLine() {
  line.className = navigator.onLine ? '' : 'note warn';
  line.textContent = navigator.onLine ? '' : noLine;
}

function flush() {
  return sending ??= sendAll().finally(() => { sending = null; });
}

async function sendAll() {
  clearTimeout(timer);
  const [kept, why] = [await opened, new Map()];
  // A field of which something is still on its way waits with all that was typed after it.
  const waits = new Set();
  for (const edit of await kept?.all() ?? []) {
    const field = `${edit.sheet} ${edit.field}`;
    // Its own window may have sent it meanwhile, or thrown it away.
    if (waits.has(field) || !await kept.has(edit.id).catch(() => true)) continue;
    const answer = await send(edit.sheet, token, edit);
    if (answer.kind === 'saved') await kept.remove(edit.id);
    if (answer.kind === 'gone') await kept.forget(edit.sheet);
    if (answer.message) why.set(edit.sheet, answer.message);
    if (['away', 'busy'].includes(answer.kind)) waits.add(field);
    if (answer.kind === 'busy') break;
  }
  await count(why);
  if (waits.size > 0) timer = setTimeout(flush, longestPause);
}
