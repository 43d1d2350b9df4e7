// The score sheet while it is open. An edit leaves this window only when the server holds it or the person throws it away.
import { startDeadline } from './deadline.js';
import { ask, newId, openKept, send, whoIsThere } from './kept-edits.js';
import { fieldsIn, note } from './sheet-fields.js';
import { startKeys } from './sheet-keys.js';
import { saysOf } from './sheet-says.js';
import { totalsOf } from './sheet-totals.js';
import { signInHere } from './sign-in.js';

const pause = 400;
// How often a window in view asks; whoever touches it after a while asks at once.
const interval = 30_000;
const idle = 10_000;
// Soon enough for edits to arrive within ten seconds of the server's return.
const longestPause = 8_000;
const longestBusy = 30;
const rest = 1_500;
const mostOver = 100;
const nothing = { saves: -1, last: '', rest: '' };
const form = document.getElementById('sheet');
if (form) start(form, JSON.parse(document.getElementById('sheet-data').textContent));

async function start(form, data) {
  const words = data.words;
  const leaves = new Map(data.leaves.map(leaf => [leaf.code, leaf]));
  const fields = new Map(data.fields.map(field => [field.name, new Field(field)]));
  const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`sheet ${data.id}`) : null;
  const desk = form.closest('[data-desk]');
  const dialog = document.getElementById('sign-in-here');
  const deadline = startDeadline({ shown: document.getElementById('left'), said: document.getElementById('left-said') }, words, () => look(true));
  const controls = fieldsIn(desk, form, leaves, words);
  const { controlsOf, read, write, settle, faultOf, nameOf, worded } = controls;
  const countUp = totalsOf(form, data, leaves, read);
  const say = saysOf(desk, form, data, controls);
  let token = data.token;
  // Why nothing can be written any more, in words; null = it can.
  let closed = data.closed;
  let state = { kind: 'open' };
  // Of the screen: 'sure', 'asking', 'away' while the server does not say, 'doubt' where it has something else.
  let trust = 'sure';
  let savedAt = data.savedAt;
  let serverSays = data.now;
  let version = nothing;
  let heardAt = performance.now();
  let looking = null;
  // How often somebody turned to this window: a look that is under way then is too old.
  let turns = 0;
  let sending = null;
  let timer = 0;
  let again = 0;
  let wait = 1000;
  let stuck = null;
  // The field that had the focus last, and its caret.
  let lastTyped = null;
  let quietUntil = 0;
  let began = 0;
  let missing = 0;
  // The order of what is kept.
  let lastAt = 0;
  const kept = await openKept(data.account, data.deviceKey);

  const isRefused = document.querySelector('.gaps, [data-fault]:not(:empty)') !== null;
  for (const edit of await kept?.all() ?? []) {
    lastAt = edit.at;
    if (edit.sheet === data.id) takeUp(edit);
  }
  desk.addEventListener('input', event => { if (!event.isComposing) changed(event.target); });
  desk.addEventListener('compositionend', event => changed(event.target));
  desk.addEventListener('change', event => changed(event.target));
  desk.addEventListener('focusout', event => {
    if (!event.target.dataset.field) return;
    speak(fields.get(event.target.dataset.field));
    lastTyped = { control: event.target, from: event.target.selectionStart ?? null, to: event.target.selectionEnd ?? null };
    flush();
  });
  startKeys(form, data.required, controls, nextSheet);
  desk.addEventListener('click', choose);
  form.addEventListener('submit', submit);
  desk.querySelector('[data-note]')?.addEventListener('submit', event => { event.preventDefault(); flush(); });
  document.getElementById('sign-in-again').addEventListener('click', openSignIn);
  dialog.addEventListener('close', () => flush());
  addEventListener('online', () => { flush(); turnedTo(); });
  for (const turn of ['online', 'offline']) addEventListener(turn, sayLine);
  sayLine();
  addEventListener('pagehide', () => flush(true));
  addEventListener('focus', turnedTo);
  document.addEventListener('visibilitychange', () => { flush(document.visibilityState === 'hidden'); turnedTo(); });
  for (const touch of ['keydown', 'pointerdown']) addEventListener(touch, () => { if (performance.now() - heardAt > idle) turnedTo(); }, { capture: true, passive: true });
  setInterval(() => look(), interval);
  addEventListener('beforeunload', event => {
    if (waitingOf().some(f => kept === null || f.edits.some(e => !e.isKept))) event.preventDefault();
  });
  for (const leaves of ['click', 'submit']) addEventListener(leaves, stay, true);
  // Before anything else asks: what can still be sent is.
  addEventListener('submit', signOut, true);
  others?.addEventListener('message', event => event.data.isSignedIn ? renew() : hear(event.data));
  deadline.at(data.now, data.closes?.at ?? null);
  // Typed before this window was ready.
  for (const field of [...fields.values()].filter(isOpen)) {
    const refused = desk.querySelector(`[data-fault="${CSS.escape(field.name)}"]`)?.textContent.trim();
    // What came back because somebody saved meanwhile is chosen.
    if (refused && field.edits.length === 0) field.theirs = here(field);
    edited(field);
    if (refused && (field.edits.length === 0 || field.fault !== '')) field.theirs = null;
  }
  showTotals();
  show();
  if (isRefused) toFault();
  flush();

  /** A field: its last save, the edits on their way, why one does not get through. */
  function Field({ name, value, edition, operation }) {
    return { name, value, edition, operation, typed: value, edits: [], fault: '', theirs: null };
  }

  function here({ value, edition, operation }) {
    return { value, edition, operation };
  }

  function lastOf({ edits }) {
    return edits[edits.length - 1];
  }

  /** Its control shows the last edit. */
  function showsLast(field) {
    return field.edits.length > 0 && read(field.name) === lastOf(field).value;
  }

  /** The edit was typed over what is there. */
  function isAfter(edit, { operation }) {
    return edit.follows === operation || edit.over.includes(operation);
  }

  function isOpen(field) {
    return closed === null || field.name === note;
  }

  // Edits.

  function changed(control) {
    const field = fields.get(control.dataset.field);
    if (!field || !isOpen(field)) return;
    settle(control);
    clearTimeout(field.speaks);
    Object.assign(field, { isHushed: true, speaks: setTimeout(() => speak(field), rest) });
    edited(field);
  }

  /** What is wrong is said when the field is left, or after a rest. */
  function speak(field) {
    if (!field?.isHushed) return;
    clearTimeout(field.speaks);
    field.isHushed = false;
    show();
  }

  function edited(field) {
    showTotals();
    const value = read(field.name);
    const last = lastOf(field);
    if (value === (last?.value ?? field.typed)) return;
    // What was sent, or may be by another page, can be on the server.
    const isOut = Boolean(last && (last.isOut || last.isSent || last.isKept || !last.isMine));
    const over = [...last?.over ?? [], ...last ? [last.id] : []].slice(-mostOver);
    const under = sending ? field.edits.slice(0, 1) : [];
    for (const edit of field.edits.filter(e => (e.isMine || e.isShown) && !under.includes(e))) drop(field, edit);
    field.fault = faultOf(field, value);
    sayLine();
    if (value === field.typed && field.edits.length === 0 && !isOut) { show(); return; }
    // What waits to be chosen was not seen yet.
    const isSeen = field.theirs === null;
    const follows = last === undefined ? isSeen ? field.operation : undefined : isOut || field.edits.includes(last) ? last.id : last.follows;
    add(field, { value, over, isOut, seen: isSeen ? field.edition : field.edition - 1, follows });
    show();
    clearTimeout(timer);
    timer = setTimeout(() => flush(), kept === null ? 0 : pause);
  }

  function add(field, edit) {
    lastAt = Math.max(Date.now(), lastAt + 1);
    const made = { id: newId(), sheet: data.id, field: field.name, ...edit, at: lastAt, isMine: true };
    field.edits.push(made);
    keep(made);
  }

  /** Kept on the device is said once it is there. */
  function keep(edit) {
    edit.keeping = kept?.put(edit).then(() => { edit.isKept = true; show(); }, () => { edit.isKept = false; show(); });
  }

  /** Kept on this device: sent if nobody else wrote since, else to be chosen. */
  function takeUp(edit) {
    const field = fields.get(edit.field);
    if (field && (edit.value === field.value || edit.id === field.operation)) {
      kept.remove(edit.id);
      savedAt = inChina(serverSays);
      const isShown = showsLast(field);
      for (const earlier of field.edits.filter(e => e.id === edit.follows || edit.over?.includes(e.id))) drop(field, earlier);
      field.taken = edit.id;
      if (field.edits.length > 0 || (field.theirs === null && !isShown)) return;
      field.theirs = null;
      adopt(field);
      return;
    }
    if (!field || !isOpen(field)) { lay(edit); return; }
    // Shown, it may be typed over here as one of this window's own.
    edit.over ??= [];
    const isShown = read(field.name) === (lastOf(field)?.value ?? field.typed);
    const isOwn = edit.seen === field.edition || isAfter(edit, field) || (field.taken !== undefined && edit.follows === field.taken);
    if (isOwn) edit.seen = field.edition;
    else if (!field.edits.some(e => e.id === edit.follows)) field.theirs = here(field);
    field.edits.push({ ...edit, isKept: true, isMine: false, isShown });
    field.fault = faultOf(field, edit.value);
    if (isShown) write(field.name, edit.value);
  }

  /** Stays readable until the person throws it away. */
  function lay(edit) {
    const left = document.getElementById('not-sent');
    const item = left.querySelector('template').content.cloneNode(true).firstElementChild;
    item.querySelector('[data-name]').textContent = nameOf(edit.field);
    item.querySelector('[data-value]').textContent = worded(edit.field, edit.value);
    const button = item.querySelector('button');
    const away = () => { item.remove(); left.hidden = left.querySelector('li') === null; show(); };
    button.addEventListener('click', () => { kept.remove(edit.id); away(); });
    // The sheet is open again.
    button.addEventListener('taken', () => { away(); takeUp(edit); });
    left.querySelector('ul').append(item);
    left.hidden = false;
  }

  function drop(field, edit) {
    field.edits = field.edits.filter(e => e !== edit);
    // After its own writing, which may still be under way.
    Promise.resolve(edit.keeping).then(() => kept?.remove(edit.id)).catch(() => {});
  }

  /** Whoever waits for it waits for what is on its way, too. */
  function flush(leaving = false) {
    // Nothing goes under the name of whoever is about to sign in.
    if (dialog.open) return sending ?? Promise.resolve();
    // Who leaves waits for no answer.
    if (leaving) for (const field of able().filter(f => lastOf(f).isMine)) {
      const edit = lastOf(field);
      edit.isSent = true;
      send(data.id, token, edit, leaving);
    }
    return sending ??= sendAll(leaving).finally(() => { sending = null; show(); });
  }

  async function sendAll(leaving) {
    clearTimeout(timer);
    const quiet = quietUntil - performance.now();
    if (quiet > 0 && !leaving) { timer = setTimeout(() => flush(), quiet); return; }
    let renewed = false;
    for (let field = next(); field; field = next()) {
      const [edit] = field.edits;
      if (!edit.isMine && kept && !await kept.has(edit.id).catch(() => true)) { giveUp(field); continue; }
      show();
      [edit.isSent, began] = [true, performance.now()];
      let answer = await orWhose(await send(data.id, token, edit, leaving));
      // It may have arrived, whatever was answered on the way.
      edit.isSent = ['away', 'busy'].includes(answer.kind);
      if (answer.kind === 'signed-out' && !renewed && await signedInAgain()) { renewed = true; continue; }
      // Something on the way refuses it.
      if (answer.kind === 'signed-out' && renewed) answer = { kind: 'away' };
      if (!take(answer, field, edit)) return;
    }
  }

  /** Its own window has sent it, or thrown it away. */
  function giveUp(field) {
    const [edit] = field.edits.splice(0, 1);
    if (field.edits.length > 0 || read(field.name) !== edit.value) return;
    adopt(field);
    showTotals();
    // Sent, perhaps, by a page that tells no sheet what it became.
    trust = 'asking';
    look();
  }

  /** The next field with an edit that can go. */
  function next() {
    const ready = able();
    return ready.find(f => f !== stuck) ?? ready[0];
  }

  function able() {
    return [...fields.values()].filter(f => f.edits.length > 0 && f.fault === '' && f.theirs === null && isOpen(f));
  }

  /** False where the rest has to wait. */
  function take(answer, field, edit) {
    switch (answer.kind) {
      case 'saved':
        [wait, savedAt, state] = [1000, answer.now.at, { kind: 'open' }];
        if (stuck === field) stuck = null;
        saved(field, edit, answer.now);
        others?.postMessage({ ...answer.now, typed: edit.value, over: [edit.id, edit.follows, ...edit.over] });
        heard(answer.now);
        return true;
      case 'newer':
        learn(answer.now);
        if (field.edits[0] === edit && edit.seen !== answer.now.edition) field.theirs ??= here(answer.now);
        heard(answer.now);
        return true;
      case 'invalid':
        if (field.edits.includes(edit) && lastOf(field) !== edit) drop(field, edit); else field.fault = answer.message;
        return true;
      case 'gone':
        gone(answer.message);
        return false;
      case 'closed':
        // A deadline may be extended: asked again, but slowly.
        [state, wait] = [{ kind: 'closed', message: answer.message ?? words.refused }, longestPause];
        break;
      case 'signed-out':
        signedOut();
        break;
      case 'busy':
        // Not before the time that the server named, each a little apart.
        [state, wait] = [{ kind: 'busy' }, (Math.min(answer.after, longestBusy) + Math.random()) * 1000];
        quietUntil = performance.now() + wait;
        break;
      default:
        state = { kind: 'away' };
    }
    stuck = field;
    // A server that never answers has had its pause already.
    timer = setTimeout(() => flush(), Math.max(0, wait - (answer.kind === 'busy' ? 0 : performance.now() - began)));
    wait = Math.min(wait * 2, longestPause);
    return false;
  }

  function saved(field, edit, now) {
    for (const done of [edit, ...field.edits.slice(0, Math.max(0, field.edits.indexOf(edit)))]) drop(field, done);
    if (now.edition < field.edition) {
      // Written over before the answer came.
      if (field.edits.length > 0) return;
      field.theirs = null;
      adopt(field);
      return;
    }
    Object.assign(field, here(now), { typed: edit.value });
    for (const later of field.edits.filter(e => e.isMine || isAfter(e, now))) {
      Object.assign(later, { seen: now.edition, follows: now.operation });
      if (later.isMine) keep(later);
    }
  }

  /** The fields as the server has them. */
  function heard({ digest, saves, last }) {
    heardAt = performance.now();
    if (digest === undefined) return;
    trust = digest === digestOf() ? 'sure' : 'asking';
    if (trust === 'sure' && saves === version.saves + 1) version = { ...version, saves, last };
    if (trust === 'asking') look();
  }

  /** Saved again once the server says so. */
  function turnedTo() {
    if (trust === 'sure') trust = 'asking';
    turns++;
    show();
    look();
  }

  /** What other devices wrote, and until when the expert may write. */
  function look(anew = false) {
    if (anew) version = nothing;
    if (document.visibilityState === 'hidden') return;
    looking ??= lookNow().finally(() => { looking = null; show(); });
  }

  async function lookNow(renewed = false) {
    const [before, turn] = [heardAt, turns];
    const answer = await orWhose(await ask(data.id, `${version.saves}.${version.last}.${version.rest}`));
    if (answer.clock) serverSays = answer.clock;
    if (answer.clock) deadline.at(answer.clock, answer.now ? answer.now.closes?.at ?? null : undefined);
    // What was saved meanwhile may not be in it.
    if (heardAt !== before) return lookNow();
    heardAt = performance.now();
    if (turns !== turn) return lookNow();
    if (state.kind === 'signed-out' && ['same', 'told'].includes(answer.kind)) await signedInAgain();
    switch (answer.kind) {
      case 'same':
        trust = 'sure';
        break;
      case 'told':
        news(answer.now.fields.filter(now => learn(now, true)).map(now => nameOf(now.field)));
        trust = answer.now.digest === digestOf() ? 'sure' : 'doubt';
        // Who is in doubt is told again, until there is none.
        version = trust === 'sure' ? answer.now.version : nothing;
        openOrClose(answer.now);
        break;
      case 'signed-out':
        trust = 'away';
        if (!renewed && await signedInAgain()) return lookNow(true);
        if (!renewed) signedOut();
        break;
      case 'closed':
        [version, trust] = [nothing, 'away'];
        openOrClose({ closed: answer.message ?? words.closedNow });
        break;
      case 'gone':
        gone(answer.message);
        break;
      default:
        trust = 'away';
        clearTimeout(again);
        again = setTimeout(() => look(), longestPause);
    }
  }

  function sayClosed(why) {
    Object.assign(document.getElementById('closed'), { textContent: why ?? '', hidden: why === null, className: 'note' });
  }

  /** A conflict took the sheet: whoever has one keeps nothing of it, here or on the device. */
  function gone(why) {
    closed = why;
    const writing = [...fields.values()].flatMap(field => field.edits.map(edit => edit.keeping));
    for (const field of fields.values()) {
      Object.assign(field, { edits: [], theirs: null });
      write(field.name, '');
    }
    for (const part of document.querySelectorAll('[data-desk], #not-sent, #returned, #report')) part.hidden = true;
    sayClosed(why);
    // After its own writing, which may still be under way.
    Promise.allSettled(writing).then(() => kept?.forget(data.id));
  }

  /** What was typed and not sent stays where it can be copied. */
  function openOrClose({ closed: why, closes, returned = null, isLost = false }) {
    Object.assign(document.getElementById('returned'), { textContent: returned ?? '', hidden: returned === null });
    form.classList.toggle('is-lost', isLost);
    const ends = document.getElementById('closes');
    if (closes) ends.textContent = words.closesAt.replace('{0}', closes.text);
    ends.hidden = !closes || why !== null;
    if (why !== null && [...fields.values()].some(f => f.name !== note && f.edits.length > 0)) { state = { kind: 'closed', message: why }; return; }
    if (state.kind === 'closed') state = { kind: 'open' };
    if (why === closed) { flush(); return; }
    // A sheet that was lost is read anew.
    if (why === null && (document.getElementById('acts') === null || desk.hidden)) { location.reload(); return; }
    closed = why;
    sayClosed(why);
    form.querySelector('fieldset').disabled = why !== null;
    document.getElementById('acts')?.toggleAttribute('hidden', why !== null);
    if (why === null) for (const button of document.querySelectorAll('#not-sent button')) button.dispatchEvent(new Event('taken'));
    flush();
  }

  // Who is signed in.

  function signedOut() {
    // Never under the fingers of somebody who types.
    const isTyping = document.activeElement?.dataset.field !== undefined;
    if (state.kind !== 'signed-out' && document.visibilityState === 'visible' && !isTyping) openSignIn();
    state = { kind: 'signed-out' };
  }

  function openSignIn() {
    if (dialog.open) return;
    signInHere(dialog, `/sheets/${data.id}/token`, data.userName, there => {
      // Somebody else gets pages of their own.
      if (there?.account !== data.account) { location.assign('/'); return; }
      enter(there);
      others?.postMessage({ isSignedIn: true });
    });
  }

  /** The session may have begun again in another window. */
  async function signedInAgain() {
    const there = await whoIsThere(data.id);
    if (there?.account !== data.account || there.token === token) return false;
    enter(there);
    return true;
  }

  /** Another person's session, or a sheet closed to its own expert. */
  async function orWhose(answer) {
    if (answer.kind !== 'denied') return answer;
    return { kind: (await whoIsThere(data.id))?.account === data.account ? 'closed' : 'signed-out' };
  }

  /** Without a line no other page comes, and this one would be gone. */
  function stay(event) {
    const isLeft = event.type === 'click' ? event.target.closest('a[href]:not([href^="#"], [data-shows])') : !event.target.closest('dialog, [data-note]');
    if (navigator.onLine || !isLeft) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sayLine();
  }

  function sayLine() {
    document.getElementById('news').textContent = navigator.onLine ? '' : words.stays;
  }

  /** Asked once nothing more can be sent. */
  async function signOut(event) {
    if (!event.target.matches('[data-asks]') || unsaved() === 0 || event.target.wasSent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await flush();
    event.target.wasSent = true;
    event.target.requestSubmit();
  }

  async function renew() {
    if (state.kind === 'signed-out') await signedInAgain();
  }

  function enter(there) {
    token = there.token;
    for (const hidden of document.querySelectorAll('input[name=__RequestVerificationToken]')) hidden.value = token;
    if (state.kind === 'signed-out') state = { kind: 'open' };
    if (dialog.open) {
      dialog.close();
      lastTyped?.control.focus();
      if (lastTyped !== null && lastTyped.from !== null) lastTyped.control.setSelectionRange(lastTyped.from, lastTyped.to);
    }
    flush();
    look();
  }

  // What others wrote.

  /** Another window of this browser saved a field. */
  function hear(now) {
    const field = fields.get(now.field);
    if (field) {
      // Taken up here, and sent or typed over there.
      const isShown = showsLast(field);
      field.edits = field.edits.filter(edit => edit.isMine || (edit.value !== now.typed && !now.over?.includes(edit.id)));
      if (isShown && field.edits.length === 0 && field.theirs === null) adopt(field);
    }
    learn(now);
    heard(now);
    showTotals();
    show();
  }

  /**
   * What the server has of a field: shown where nothing was typed here, else to be chosen. Told whole, no later edition is of a server set back.
   */
  function learn(now, isWhole = false) {
    const field = fields.get(now.field);
    const isSetBack = isWhole && now.edition <= field?.edition && now.operation !== field.operation;
    if (!field || (now.edition <= field.edition && !isSetBack)) return false;
    const own = field.edits.find(edit => edit.id === now.operation);
    if (own) { savedAt = now.at ?? inChina(serverSays); saved(field, own, now); return false; }
    // It was sent before.
    if (field.edits.length > 0 && isAfter(field.edits[0], now)) {
      Object.assign(field.edits[0], { seen: now.edition, follows: now.operation });
      Object.assign(field, here(now));
      return false;
    }
    const shown = read(field.name);
    const isTyping = isSetBack || field.edits.length > 0 || ![field.typed, now.typed].includes(shown);
    Object.assign(field, here(now));
    if (isTyping && shown !== now.value) {
      field.theirs = here(now);
      return false;
    }
    for (const edit of [...field.edits]) drop(field, edit);
    [field.fault, field.theirs] = ['', null];
    adopt(field);
    showTotals();
    return shown !== read(field.name);
  }

  /** The control shows what the server has. */
  function adopt(field) {
    write(field.name, field.value);
    field.typed = read(field.name);
  }

  /** Both values in full, and one is chosen. */
  function choose(event) {
    const button = event.target.closest('[data-keep]');
    if (!button) return;
    const field = fields.get(button.closest('[data-choice]').dataset.choice);
    const mine = read(field.name);
    Object.assign(field, field.theirs, { typed: field.theirs.value, theirs: null });
    for (const edit of [...field.edits]) drop(field, edit);
    if (button.dataset.keep === 'theirs') {
      field.fault = '';
      adopt(field);
    } else {
      add(field, { value: mine, over: [], seen: field.edition, follows: field.operation });
    }
    showTotals();
    show();
    flush();
  }

  async function submit(event) {
    if (unsaved() === 0) {
      // What was not taken up goes with the form.
      if ([...fields.values()].some(f => read(f.name) !== f.typed)) return;
      // What counts is whether the server still has it.
      form.elements.screen.value = digestOf();
      for (const seen of form.querySelectorAll('input[name^="seen."]')) seen.disabled = true;
      return;
    }
    event.preventDefault();
    await flush();
    for (const field of fields.values()) speak(field);
    if (unsaved() === 0) form.requestSubmit(event.submitter);
    else toFault();
  }

  /** The next one, or the table of all; else what is not saved. */
  async function nextSheet() {
    await flush();
    if (unsaved() > 0) toFault();
    else (document.querySelector('a[rel=next]') ?? document.querySelector('.sheet-links [data-all]'))?.click();
  }

  /** The first field with something wrong or missing. */
  function toFault() {
    const fault = desk.querySelector('[data-fault]:not(:empty), [data-choice]:not([hidden])') ?? document.querySelector('.gaps li:not([hidden])');
    fault?.closest('details')?.setAttribute('open', '');
    const [control] = fault ? controlsOf(fault.dataset.fault ?? fault.dataset.gap) : [];
    (fault?.querySelector('button') ?? control)?.focus();
    fault?.scrollIntoView({ block: 'center' });
  }

  // What the page says.

  /** Not on the server, or not chosen yet. */
  function waitingOf() {
    return [...fields.values()].filter(f => f.edits.length > 0 || f.theirs !== null);
  }

  function unsaved() {
    return waitingOf().length;
  }

  function showTotals() {
    missing = countUp();
  }

  function show() {
    say({ fields: fields.values(), waiting: waitingOf(), state, closed, trust, savedAt, missing, isKept: kept !== null });
  }

  /** What this window took up from other devices, by name. */
  function news(names) {
    if (names.length > 0) document.getElementById('news').textContent = words.news.replace('{0}', names.join(words.and));
  }

  /** The hour and minute, as the server writes them. */
  function inChina(instant) {
    return new Date(instant).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
  }

  /** Of all fields, as the server computes it: FNV-1a of 64 bits. */
  function digestOf() {
    const text = [...fields.values()].filter(f => f.name !== note).map(f => `${f.name}=${f.value}\n`).join('');
    let hash = 14695981039346656037n;
    for (const unit of text.split('')) hash = BigInt.asUintN(64, (hash ^ BigInt(unit.charCodeAt(0))) * 1099511628211n);
    return hash.toString(16).padStart(16, '0');
  }
}
