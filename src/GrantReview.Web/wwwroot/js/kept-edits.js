// Edits that the server does not have yet, kept on this device: encrypted for one account, shared by all windows of the browser.
import { openDB } from '../lib/idb/index.js';

const name = 'grantreview';
const store = 'edits';
// Soon enough for an edit to arrive within ten seconds of the server's return.
const longestWait = 8_000;
const longestKeeping = 3_000;

/** What is kept for the account; null where the browser keeps nothing safely (no secure context, private mode, a store that hangs). */
export async function openKept(account, key) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  try {
    const [db, secret] = await Promise.all([
      openStore(),
      crypto.subtle.importKey('raw', Uint8Array.from(atob(key), c => c.charCodeAt(0)), 'AES-GCM', false, ['encrypt', 'decrypt']),
    ]);
    const kept = new KeptEdits(db, account, secret);
    await kept.all();
    return kept;
  } catch {
    return null; // The sheet then says that nothing is kept on this device.
  }
}

/** A store that never answers refuses. */
function answered(asked) {
  return Promise.race([asked, new Promise((_, refuse) => setTimeout(refuse, longestKeeping, new Error('The store does not answer.')))]);
}

/** How many edits of the account are kept here, by sheet; they need not be opened to be counted. */
export async function countKept(account) {
  const counts = new Map();
  if (!globalThis.indexedDB) return counts;
  for (const { sheet } of await openStore().then(db => rowsOf(db, account)).catch(() => [])) counts.set(sheet, (counts.get(sheet) ?? 0) + 1);
  return counts;
}

function openStore() {
  return answered(openDB(name, 1, { upgrade: database => database.createObjectStore(store, { keyPath: 'id' }).createIndex('account', 'account') }));
}

function rowsOf(db, account) {
  return answered(db.getAllFromIndex(store, 'account', account));
}

class KeptEdits {
  constructor(db, account, secret) {
    Object.assign(this, { db, account, secret });
  }

  /** All that is kept, the oldest first; what another account left here stays closed. */
  async all() {
    const edits = await Promise.all((await rowsOf(this.db, this.account)).map(async row => {
      const body = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv }, this.secret, row.body).catch(() => null);
      return body && { id: row.id, sheet: row.sheet, ...JSON.parse(new TextDecoder().decode(body)) };
    }));
    return edits.filter(edit => edit).sort((a, b) => a.at - b.at);
  }

  async put({ id, sheet, ...rest }) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.secret, new TextEncoder().encode(JSON.stringify(rest)));
    await this.write(edits => edits.put({ id, sheet, account: this.account, iv, body }));
  }

  remove(id) {
    return this.write(edits => edits.delete(id));
  }

  /** All of one sheet. */
  async forget(sheet) {
    const rows = await rowsOf(this.db, this.account);
    await this.write(edits => rows.filter(row => row.sheet === sheet).forEach(row => edits.delete(row.id)));
  }

  async has(id) {
    return await answered(this.db.getKey(store, id)) !== undefined;
  }

  async write(act) {
    const transaction = this.db.transaction(store, 'readwrite', { durability: 'strict' });
    act(transaction.store);
    await answered(transaction.done);
  }
}

/** An id without needing a secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** One try to save an edit: 'saved' or 'newer' with what the server holds, or why not (refusalOf). */
export async function send(sheet, token, edit, leaving = false) {
  const response = await answerOf(`/sheets/${sheet}/fields`, {
    method: 'POST', keepalive: leaving, headers: { 'Content-Type': 'application/json', RequestVerificationToken: token },
    body: JSON.stringify({ field: edit.field, value: edit.value, seen: edit.seen, operation: edit.id, follows: edit.follows }),
  });
  const body = await response?.json().catch(() => null);
  if (response?.ok && body?.field) return { kind: 'saved', now: body };
  if (response?.status === 409 && body?.field) return { kind: 'newer', now: body };
  return refusalOf(response, body);
}

/** What the sheet says now: { kind: 'told', now }, or 'same' where nothing is newer than the version; else as for an edit. With the server's clock. */
export async function ask(sheet, version) {
  const response = await answerOf(`/sheets/${sheet}/now`, { cache: 'no-store', headers: { 'If-None-Match': `"${version}"` } });
  const clock = Date.parse(response?.headers.get('Date'));
  if (response?.status === 304) return { kind: 'same', clock };
  const now = await response?.json().catch(() => null);
  return response?.ok && now?.fields ? { kind: 'told', now, clock } : refusalOf(response, now);
}

async function answerOf(url, request) {
  try {
    const late = new AbortController();
    setTimeout(() => late.abort(), longestWait);
    return await fetch(url, { ...request, redirect: 'manual', signal: late.signal });
  } catch {
    return null;
  }
}

function refusalOf(response, body) {
  if (response === null) return { kind: 'away' };
  if (response.type === 'opaqueredirect' || response.status === 401) return { kind: 'signed-out' };
  if (response.status === 400) return body?.message ? { kind: 'invalid', message: body.message } : { kind: 'signed-out' };
  if (response.status === 423) return { kind: 'closed', message: body?.message };
  if (response.status === 410) return { kind: 'gone', message: body?.message };
  if ([403, 404].includes(response.status)) return { kind: 'denied' };
  const after = Number(response.headers.get('Retry-After'));
  if ([429, 503].includes(response.status) && after > 0) return { kind: 'busy', after };
  return { kind: 'away' };
}

/** Who is signed in, with a token for the next save; null while nobody is, or nobody answers. */
export async function whoIsThere(sheet) {
  const response = await answerOf(`/sheets/${sheet}/token`, { cache: 'no-store' });
  return response?.ok ? await response.json().catch(() => null) : null;
}
