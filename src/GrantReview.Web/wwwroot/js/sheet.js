// The score sheet while it is open: live totals, and each field saved on its own. An edit leaves this window only when the server holds it or the person throws it away;
// the sheet is called saved only while the server's digest of all fields is that of the screen.
import { compare, multiply, parse, toText, zero } from './fractions.js';
import { newId, openKept, send, whoIsThere } from './kept-edits.js';
import { notApplicable, readScore } from './scores.js';
import { shareOf, weigh } from './totals.js';

const pause = 400;
// Whatever was away is asked again soon enough for edits to arrive within ten seconds of its return.
const longestPause = 8_000;
const longestText = 4000;
const noEdit = '00000000-0000-0000-0000-000000000000';
const form = document.getElementById('sheet');
if (form) start(form, JSON.parse(document.getElementById('sheet-data').textContent));

async function start(form, data) {
  const words = data.words;
  const leaves = new Map(data.leaves.map(leaf => [leaf.code, leaf]));
  const fields = new Map(data.fields.map(field => [field.name, new Field(field)]));
  const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`sheet ${data.id}`) : null;
  const title = document.title;
  let token = data.token;
  let digest = data.digest;
  let state = data.readOnly ? { kind: 'closed', message: words.refused } : { kind: 'open' };
  let savedAt = null;
  let sending = false;
  let timer = 0;
  let wait = 1000;
  let quietUntil = 0;
  const kept = await openKept(data.account, data.deviceKey);

  for (const edit of (await kept?.all() ?? []).filter(e => e.sheet === data.id)) takeUp(edit);
  form.addEventListener('input', event => { if (!event.isComposing) changed(event.target); });
  form.addEventListener('compositionend', event => changed(event.target));
  form.addEventListener('change', event => changed(event.target));
  form.addEventListener('focusout', event => { if (event.target.dataset.field) flush(); });
  document.addEventListener('keydown', event => {
    // Also before anything has the focus; never from the notes or another form.
    if (event.target === document.body || form.contains(event.target)) navigate(event);
    if (event.key === '?' && !event.target.matches('textarea, input:not([type=radio], [type=checkbox])')) document.getElementById('keys').open ^= true;
  });
  form.addEventListener('click', choose);
  form.addEventListener('submit', submit);
  addEventListener('online', () => flush());
  addEventListener('pagehide', () => flush(true));
  document.addEventListener('visibilitychange', () => flush(document.visibilityState === 'hidden'));
  addEventListener('beforeunload', event => { if (unsaved() > 0 && kept === null) event.preventDefault(); });
  others?.addEventListener('message', event => hear(event.data));
  // Whoever types before this window is ready has typed all the same.
  if (!data.readOnly) for (const field of fields.values()) {
    const refused = form.querySelector(`[data-fault="${CSS.escape(field.name)}"]`)?.textContent.trim();
    edited(field);
    // What the server sent back because somebody saved meanwhile is chosen, never sent by itself.
    if (refused && field.edits.length > 0 && field.fault === '') field.theirs = { value: field.value, edition: field.edition };
  }
  showTotals();
  show();
  flush();

  /** What this window knows of one field: the last save, the edits on their way, and why one does not get through. */
  function Field({ name, value, edition }) {
    return { name, value, edition, typed: value, edits: [], last: noEdit, fault: '', theirs: null };
  }

  // Edits.

  function changed(control) {
    const field = fields.get(control.dataset.field);
    if (!field || data.readOnly) return;
    if (control.dataset.notApplicable !== undefined && control.checked) for (const other of controlsOf(field.name)) clearPoints(other);
    else if (control.dataset.notApplicable === undefined) for (const other of controlsOf(field.name)) if (other.dataset.notApplicable !== undefined) other.checked = false;
    edited(field);
  }

  function edited(field) {
    showTotals();
    const value = read(field.name);
    const pending = field.edits.at(-1);
    if (value === (pending?.value ?? field.typed)) return;
    const under = sending ? field.edits.slice(0, 1) : [];
    for (const edit of field.edits.filter(e => (e.isMine || e.isShown) && !under.includes(e))) drop(field, edit);
    field.fault = faultOf(field, value);
    if (value === field.typed && field.edits.length === 0) { show(); return; }
    const edit = { id: newId(), sheet: data.id, field: field.name, value, seen: field.edition, follows: field.edits.at(-1)?.id ?? field.last, at: Date.now(), isMine: true };
    field.edits.push(edit);
    keep(edit);
    show();
    clearTimeout(timer);
    timer = setTimeout(() => flush(), kept === null ? 0 : pause);
  }

  /** Kept on the device is said once it is there. */
  function keep(edit) {
    edit.keeping = kept?.put(edit).then(() => { edit.isKept = true; show(); }, () => {});
  }

  /** An edit that was kept on this device: sent if nobody wrote since, else shown beside what is there. */
  function takeUp(edit) {
    const field = fields.get(edit.field);
    if (field && edit.value === field.value) { kept.remove(edit.id); return; }
    if (!field || data.readOnly) { lay(edit); return; }
    // Shown, it may be typed over here as one of this window's own.
    const isShown = read(field.name) === field.typed;
    field.edits.push({ ...edit, isKept: true, isMine: false, isShown });
    field.fault = faultOf(field, edit.value);
    if (edit.seen !== field.edition) field.theirs = { value: field.value, edition: field.edition };
    if (isShown) write(field.name, edit.value);
  }

  /** What cannot be sent any more stays readable until the person throws it away. */
  function lay(edit) {
    const left = document.getElementById('not-sent');
    const item = left.querySelector('template').content.cloneNode(true).firstElementChild;
    item.querySelector('[data-name]').textContent = nameOf(edit.field);
    item.querySelector('[data-value]').textContent = worded(edit.field, edit.value);
    item.querySelector('button').addEventListener('click', () => { kept.remove(edit.id); item.remove(); left.hidden = left.querySelector('li') === null; });
    left.querySelector('ul').append(item);
    left.hidden = false;
  }

  function nameOf(field) {
    const [control] = controlsOf(field);
    return control?.getAttribute('aria-label') ?? form.querySelector(`label[for="${CSS.escape(field)}"]`)?.textContent
      ?? control?.closest('[data-leaf]')?.getAttribute('aria-label') ?? control?.closest('fieldset')?.querySelector('legend')?.textContent ?? field;
  }

  function drop(field, edit) {
    field.edits = field.edits.filter(e => e !== edit);
    // After its own writing, which may still be under way.
    Promise.resolve(edit.keeping).then(() => kept?.remove(edit.id)).catch(() => {});
  }

  async function flush(leaving = false) {
    if (sending || data.readOnly) return;
    clearTimeout(timer);
    const quiet = quietUntil - Date.now();
    if (quiet > 0 && !leaving) { timer = setTimeout(() => flush(), quiet); return; }
    sending = true;
    let renewed = false;
    try {
      for (let field = next(); field; field = next()) {
        const [edit] = field.edits;
        if (!edit.isMine && kept && !await kept.has(edit.id)) { giveUp(field); continue; }
        show();
        const answer = await send(data.id, token, edit, leaving);
        if (answer.kind === 'signed-out' && !renewed && await signedInAgain()) { renewed = true; continue; }
        if (!take(answer, field, edit)) return;
      }
    } finally {
      sending = false;
      show();
    }
  }

  /** The window that typed the oldest edit has sent it, or thrown it away. */
  function giveUp(field) {
    const [edit] = field.edits.splice(0, 1);
    if (field.edits.length > 0 || read(field.name) !== edit.value) return;
    write(field.name, field.value);
    field.typed = read(field.name);
    showTotals();
  }

  /** The next field with an edit that can go. */
  function next() {
    return [...fields.values()].find(f => f.edits.length > 0 && f.fault === '' && f.theirs === null);
  }

  /** False where the rest has to wait. */
  function take(answer, field, edit) {
    switch (answer.kind) {
      case 'saved':
        [wait, savedAt, digest, state] = [1000, new Date(), answer.now.digest, { kind: 'open' }];
        saved(field, edit, answer.now);
        others?.postMessage({ ...answer.now, typed: edit.value });
        return true;
      case 'newer':
        [digest, field.theirs] = [answer.now.digest, answer.now];
        return true;
      case 'invalid':
        field.fault = answer.message;
        return true;
      case 'closed':
        // A deadline may be extended: asked again, but slowly.
        [state, wait] = [{ kind: 'closed', message: answer.message ?? words.refused }, longestPause];
        break;
      case 'signed-out':
        state = { kind: 'signed-out' };
        break;
      case 'busy':
        // Nobody asks before the time the server named, and those who were turned away together come back apart.
        [state, wait] = [{ kind: 'busy' }, (answer.after + Math.random()) * 1000];
        quietUntil = Date.now() + wait;
        break;
      default:
        state = { kind: 'away' };
    }
    timer = setTimeout(() => flush(), wait);
    wait = Math.min(wait * 2, longestPause);
    return false;
  }

  function saved(field, edit, now) {
    Object.assign(field, { value: now.value, edition: now.edition, typed: edit.value, last: edit.id });
    drop(field, edit);
    for (const later of field.edits.filter(e => e.isMine)) Object.assign(later, { seen: now.edition, follows: edit.id });
  }

  /** The session may have begun again in another window; somebody else's never takes these edits. */
  async function signedInAgain() {
    const there = await whoIsThere(data.id);
    if (there?.account !== data.account || there.token === token) return false;
    token = there.token;
    for (const hidden of document.querySelectorAll('input[name=__RequestVerificationToken]')) hidden.value = token;
    return true;
  }

  /** Another window of this browser saved a field. */
  function hear({ field: name, value, edition, digest: now, typed }) {
    const field = fields.get(name);
    if (!field || edition <= field.edition) return;
    field.edits = field.edits.filter(edit => edit.isMine || edit.value !== typed);
    const isTyping = field.edits.length > 0 || ![field.typed, typed].includes(read(name));
    Object.assign(field, { value, edition });
    digest = now;
    if (isTyping) field.theirs = { value, edition };
    else { field.typed = typed; write(name, value); field.typed = read(name); }
    showTotals();
    show();
  }

  /** Another window, perhaps on another device, saved the field meanwhile: both values in full, and one is chosen. */
  function choose(event) {
    const button = event.target.closest('[data-keep]');
    if (!button) return;
    const field = fields.get(button.closest('[data-choice]').dataset.choice);
    const { value, edition } = field.theirs;
    Object.assign(field, { value, edition, typed: value, theirs: null });
    if (button.dataset.keep === 'theirs') {
      for (const edit of [...field.edits]) drop(field, edit);
      field.fault = '';
      write(field.name, value);
      field.typed = read(field.name);
    } else {
      const mine = read(field.name);
      for (const edit of [...field.edits]) drop(field, edit);
      const edit = { id: newId(), sheet: data.id, field: field.name, value: mine, seen: edition, follows: noEdit, at: Date.now(), isMine: true };
      field.edits.push(edit);
      keep(edit);
    }
    showTotals();
    show();
    flush();
  }

  async function submit(event) {
    if (unsaved() === 0) {
      // All is on the server: what counts is whether that is still what the server has.
      form.elements.screen.value = digestOf();
      for (const seen of form.querySelectorAll('input[name^="seen."]')) seen.disabled = true;
      return;
    }
    event.preventDefault();
    await flush();
    if (unsaved() === 0) form.requestSubmit(event.submitter);
    else document.querySelector('[data-fault]:not(:empty), [data-choice]:not([hidden])')?.scrollIntoView({ block: 'center' });
  }

  /** Once all is saved; else to what is not. */
  async function nextSheet() {
    await flush();
    if (unsaved() > 0) document.querySelector('[data-fault]:not(:empty), [data-choice]:not([hidden])')?.scrollIntoView({ block: 'center' });
    else document.querySelector('a[rel=next]')?.click();
  }

  // What the page says.

  function unsaved() {
    return [...fields.values()].filter(f => f.edits.length > 0).length;
  }

  /** One honest state. */
  function show() {
    const waiting = [...fields.values()].filter(f => f.edits.length > 0);
    for (const field of fields.values()) showField(field);
    const invalid = waiting.filter(f => f.fault !== '').length;
    const torn = waiting.filter(f => f.theirs !== null).length;
    const [message, tone] = state.kind === 'closed' && waiting.length > 0 ? [words.closed.replace('{0}', state.message), 'bad']
      : torn > 0 ? [words.conflict, 'bad']
      : state.kind === 'signed-out' && waiting.length > 0 ? [words.signIn, 'warn']
      : invalid > 0 && invalid === waiting.length ? [words.notSaved.replace('{0}', invalid), 'bad']
      : state.kind === 'busy' && waiting.length > 0 ? [words.busy.replace('{0}', waiting.length), 'warn']
      : state.kind === 'away' && waiting.length > 0 ? [(waiting.every(f => f.edits.every(e => e.isKept)) ? words.offline : words.away).replace('{0}', waiting.length), 'warn']
      : waiting.length > 0 ? [words.saving, 'next']
      : savedAt !== null && digest === digestOf() ? [words.saved.replace('{0}', clock(savedAt)), 'good']
      : savedAt !== null ? [words.doubt, 'bad'] : ['', ''];
    const place = document.getElementById('save-state');
    if (place.textContent !== message) place.textContent = message;
    place.className = message ? `state ${tone}` : '';
    document.getElementById('sign-in-again').hidden = state.kind !== 'signed-out' || waiting.length === 0;
    document.getElementById('not-kept').hidden = kept !== null;
    document.title = waiting.length > 0 ? `● ${title}` : title;
  }

  function showField(field) {
    const fault = form.querySelector(`[data-fault="${CSS.escape(field.name)}"]`);
    if (fault && (field.edits.length > 0 || field.wasShown)) fault.textContent = field.fault;
    field.wasShown = field.edits.length > 0;
    for (const control of controlsOf(field.name)) control.setAttribute('aria-invalid', String(field.fault !== ''));
    const choice = form.querySelector(`[data-choice="${CSS.escape(field.name)}"]`);
    if (!choice) return;
    choice.hidden = field.theirs === null;
    if (field.theirs === null) return;
    choice.querySelector('[data-theirs]').textContent = worded(field.name, field.theirs.value);
    choice.querySelector('[data-mine]').textContent = worded(field.name, read(field.name));
  }

  /** A value as a person reads it. */
  function worded(name, value) {
    if (value === '') return '—';
    if (value === notApplicable) return words.notApplicable;
    const label = [...controlsOf(name)].find(c => c.type === 'radio' && c.value === value)?.closest('label');
    return label ? label.textContent.trim() : value;
  }

  function clock(at) {
    return at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  }

  /** FNV-1a of 64 bits, as the server computes it. */
  function digestOf() {
    let hash = 14695981039346656037n;
    for (const { name, value } of fields.values()) {
      for (const unit of `${name}=${value}\n`.split('')) hash = BigInt.asUintN(64, (hash ^ BigInt(unit.charCodeAt(0))) * 1099511628211n);
    }
    return hash.toString(16).padStart(16, '0');
  }

  // What the fields say.

  function controlsOf(name) {
    return form.querySelectorAll(`[data-field="${CSS.escape(name)}"]`);
  }

  function read(name) {
    const controls = [...controlsOf(name)];
    if (controls.some(c => c.dataset.notApplicable !== undefined && c.checked)) return notApplicable;
    const control = controls.find(c => c.type === 'radio' ? c.checked : c.type !== 'checkbox');
    return control === undefined || (control.type === 'radio' && !control.checked) ? '' : control.type === 'textarea' ? control.value : control.value.trim();
  }

  function write(name, value) {
    for (const control of controlsOf(name)) {
      if (control.dataset.notApplicable !== undefined) control.checked = value === notApplicable;
      else if (control.type === 'radio') control.checked = control.value === value;
      else control.value = value === notApplicable ? '' : value;
    }
  }

  function clearPoints(control) {
    if (control.dataset.notApplicable !== undefined) return;
    if (control.type === 'radio') control.checked = false; else control.value = '';
  }

  function leafOf(name) {
    return name.startsWith('score.') ? leaves.get(name.slice('score.'.length)) : undefined;
  }

  function faultOf(field, value) {
    const leaf = leafOf(field.name);
    if (!leaf) return value.length > longestText ? words.tooLong.replace('{0}', longestText).replace('{1}', value.length) : '';
    const { fault } = readScore(leaf, value);
    return fault === null ? '' : words[fault].replace('{0}', leaf.minText).replace('{1}', leaf.maxText);
  }

  // Totals, as the server computes them; what is still missing or invalid earns nothing yet.

  function showTotals() {
    let missing = data.required.filter(name => read(name).trim() === '').length;
    const how = [];
    const leafShare = code => {
      const leaf = leaves.get(code);
      if (!leaf || leaf.measured !== null) return shareOf(leaf, null, data);
      const box = form.querySelector(`[data-leaf="${CSS.escape(code)}"]`);
      const { value } = readScore(leaf, read(`score.${code}`));
      box.classList.toggle('is-missing', value === null);
      showBand(box, value);
      if (value === null) missing++;
      else if (leaf.isVeto && value !== notApplicable && compare(value, parse(leaf.max)) < 0) {
        how.push(words.vetoed.replace('{0}', leaf.name));
        if (read(`reason.${code}`).trim() === '') missing++;
      }
      return shareOf(leaf, value, data);
    };
    const total = weigh({ code: '', points: '100', name: words.whole, children: data.tree }, leafShare, (node, value, dropped) => {
      if (compare(dropped, zero) > 0) how.push(words.shared.replace('{0}', node.name).replace('{1}', toText(multiply(dropped, parse('100')), 2)));
      if (node.code) showTotal(node.code, value === null ? '—' : toText(multiply(value, parse(node.points)), 2));
    });
    document.querySelector('[data-how]').replaceChildren(...how.map(line => Object.assign(document.createElement('li'), { textContent: line })));
    showTotal('', total === null ? '—' : toText(multiply(total, parse('100')), 2));
    const counter = document.getElementById('missing');
    counter.textContent = missing === 0 ? words.complete : words.missing.replace('{0}', missing);
    counter.className = missing === 0 ? 'state good' : 'state warn';
  }

  /** The band that the points lie in, the highest first. */
  function showBand(box, value) {
    const bands = [...box.querySelectorAll('.anchors [data-from]')];
    const here = value === null || value === notApplicable ? undefined : bands.find(band => compare(value, parse(band.dataset.from)) >= 0);
    for (const band of bands) if (band === here) band.setAttribute('aria-current', 'true'); else band.removeAttribute('aria-current');
  }

  function showTotal(code, text) {
    const place = document.querySelector(`[data-subtotal="${CSS.escape(code)}"]`);
    if (place) place.textContent = text;
  }

  // Keys: Enter goes on to the next leaf, Alt and an arrow to either side, Alt+U to the next one without a score, a digit chooses among levels, Ctrl+Enter goes on to the
  // next sheet; never while an input method composes.

  function navigate(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); nextSheet(); return; }
    const choice = event.target.type === 'radio' && !event.altKey && /^[1-9]$/.test(event.key)
      ? form.querySelectorAll(`input[type=radio][name="${CSS.escape(event.target.name)}"]`)[event.key - 1] : undefined;
    if (choice) { event.preventDefault(); choice.focus(); choice.click(); return; }
    const boxes = [...form.querySelectorAll('[data-leaf]:not(.is-measured)')];
    const here = boxes.indexOf(event.target.closest('[data-leaf]'));
    const to = event.key === 'Enter' && event.target.matches('[data-leaf] input') ? boxes[here + 1]
      : event.altKey && event.key === 'ArrowDown' ? boxes[here + 1]
      : event.altKey && event.key === 'ArrowUp' ? boxes[Math.max(0, here - 1)]
      : event.altKey && ['u', 'm'].includes(event.key.toLowerCase()) ? boxes.slice(here + 1).concat(boxes).find(box => box.classList.contains('is-missing')) : undefined;
    if (to === undefined && !(event.key === 'Enter' && event.target.matches('[data-leaf] input'))) return;
    event.preventDefault();
    (to?.querySelector('input:checked') ?? to?.querySelector('input:not([type=hidden])'))?.focus();
    to?.scrollIntoView({ block: 'center' });
  }
}
