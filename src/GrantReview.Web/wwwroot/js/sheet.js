// The score sheet while it is open: live totals, autosave with version check, and a queue on this device for when the network is away.
import { add, compare, divide, multiply, one, parse, subtract, toText, zero } from './fractions.js';

const form = document.getElementById('sheet');
if (form) start(form, JSON.parse(document.getElementById('sheet-data').textContent));

function start(form, data) {
  const words = data.words;
  const leaves = new Map(data.leaves.map(leaf => [leaf.code, leaf]));
  const storageKey = `grantreview-sheet-${data.id}`;
  const queue = new Map(data.readOnly ? [] : Object.entries(readQueue()));
  let sending = false;
  let timer = 0;

  for (const [key, entry] of queue) restore(key, entry);
  form.addEventListener('input', event => changed(event.target));
  form.addEventListener('change', event => changed(event.target));
  form.addEventListener('keydown', navigate);
  form.addEventListener('submit', async event => {
    if (queue.size === 0) return;
    event.preventDefault();
    clearTimeout(timer);
    await flush();
    if (queue.size === 0) form.requestSubmit(event.submitter);
  });
  window.addEventListener('online', () => flush());
  window.addEventListener('beforeunload', event => { if (queue.size > 0) event.preventDefault(); });
  showTotals();
  if (queue.size > 0) flush();

  /** Keys of the queue: a leaf's code, or "?" for the questions beside the tree. */
  function changed(field) {
    const leafBox = field.closest('[data-leaf]');
    const key = leafBox ? leafBox.dataset.leaf : field.closest('[data-questions]') ? '?' : null;
    if (key === null || data.readOnly) return;
    if (leafBox) {
      const fault = faultOf(leafBox);
      say(leafBox, fault);
      showTotals();
      if (fault) { status(words.notSaved, 'warn'); return; }
    }
    queue.set(key, { operationId: crypto.randomUUID(), ...(leafBox ? readLeaf(leafBox) : { questions: readQuestions() }) });
    keepQueue();
    status(words.saving, 'next');
    clearTimeout(timer);
    timer = setTimeout(flush, 600);
  }

  async function flush() {
    if (sending) return;
    sending = true;
    try {
      while (queue.size > 0) {
        const [key, entry] = queue.entries().next().value;
        const response = await send(key, entry);
        if (response === null) { status(words.offline, 'warn'); return; }
        if (response.status === 409 && key === '?') { data.questionsVersion = (await response.json()).version; continue; }
        if (response.status === 409) { conflict(key, await response.json()); return; }
        if (!response.ok) {
          const problem = await response.json().catch(() => ({}));
          refuse(key, problem.message ?? words.refused);
          forget(key, entry);
          continue;
        }
        const { version } = await response.json();
        if (key === '?') data.questionsVersion = version; else setVersion(key, version);
        forget(key, entry);
      }
      status(words.saved.replace('{0}', new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })), 'good');
    } finally {
      sending = false;
    }
  }

  async function send(key, entry) {
    const body = key === '?'
      ? { ...entry.questions, version: data.questionsVersion }
      : { indicator: key, score: entry.score, reason: entry.reason, notApplicable: entry.notApplicable, operationId: entry.operationId, version: leaves.get(key).version };
    try {
      return await fetch(key === '?' ? data.urls.questions : data.urls.leaf, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', RequestVerificationToken: data.token },
        body: JSON.stringify(body),
      });
    } catch {
      return null;
    }
  }

  /** The version goes with the next save, and with the whole form when it is posted. */
  function setVersion(code, version) {
    leaves.get(code).version = version;
    const field = boxOf(code).querySelector('[data-version]');
    if (field) field.value = version;
  }

  /** Somebody, perhaps the same person in another window, saved the leaf meanwhile: both values are shown and one is chosen. */
  function conflict(key, current) {
    status(words.conflict, 'bad');
    const box = boxOf(key);
    const choice = box.querySelector('[data-choice]');
    choice.hidden = false;
    choice.querySelector('[data-theirs]').textContent = current.notApplicable ? words.notApplicable : current.score ?? '—';
    choice.querySelector('[data-mine]').textContent = queue.get(key).notApplicable ? words.notApplicable : queue.get(key).score || '—';
    choice.querySelector('[data-keep-mine]').onclick = () => { setVersion(key, current.version); choice.hidden = true; flush(); };
    choice.querySelector('[data-take-theirs]').onclick = () => {
      setVersion(key, current.version);
      forget(key, queue.get(key));
      restore(key, { score: current.score ?? '', reason: current.reason, notApplicable: current.notApplicable });
      choice.hidden = true;
      showTotals();
      flush();
    };
    choice.querySelector('[data-keep-mine]').focus();
  }

  function refuse(key, message) {
    status(message, 'bad');
    if (key !== '?') say(boxOf(key), message);
  }

  function forget(key, entry) {
    if (queue.get(key) === entry) queue.delete(key);
    keepQueue();
  }

  function readQueue() {
    try { return JSON.parse(localStorage.getItem(storageKey)) ?? {}; } catch { return {}; }
  }

  function keepQueue() {
    if (queue.size === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(queue)));
  }

  // What the fields say.

  function boxOf(code) {
    return form.querySelector(`[data-leaf="${CSS.escape(code)}"]`);
  }

  function readLeaf(box) {
    const chosen = box.querySelector('[data-score]:checked') ?? box.querySelector('[data-score]:not([type=radio])');
    return {
      score: chosen?.value.trim() ?? '',
      reason: box.querySelector('[data-reason]')?.value ?? '',
      notApplicable: box.querySelector('[data-not-applicable]')?.checked ?? false,
    };
  }

  function readQuestions() {
    const questions = {};
    for (const field of form.querySelectorAll('[data-questions] [data-question]')) {
      if (field.type !== 'radio' || field.checked) questions[field.dataset.question] = field.value;
    }
    return questions;
  }

  function restore(key, entry) {
    if (key === '?') {
      for (const field of form.querySelectorAll('[data-questions] [data-question]')) {
        const value = entry.questions[field.dataset.question] ?? '';
        if (field.type === 'radio') field.checked = field.value === value; else field.value = value;
      }
      return;
    }
    const box = boxOf(key);
    if (!box) return;
    for (const field of box.querySelectorAll('[data-score]')) {
      if (field.type === 'radio') field.checked = field.value === entry.score; else field.value = entry.score;
    }
    const reason = box.querySelector('[data-reason]');
    if (reason) reason.value = entry.reason ?? '';
    const notApplicable = box.querySelector('[data-not-applicable]');
    if (notApplicable) notApplicable.checked = entry.notApplicable;
  }

  function faultOf(box) {
    const leaf = leaves.get(box.dataset.leaf);
    const { score, notApplicable } = readLeaf(box);
    if (notApplicable || score === '') return '';
    const value = parse(score);
    if (value === null) return words.notANumber;
    return compare(value, parse(leaf.min)) < 0 || compare(value, parse(leaf.max)) > 0
      ? words.outOfScale.replace('{0}', leaf.minText).replace('{1}', leaf.maxText) : '';
  }

  function say(box, message) {
    const place = box.querySelector('[data-fault]');
    place.textContent = message;
    for (const field of box.querySelectorAll('[data-score]')) field.setAttribute('aria-invalid', String(message !== ''));
  }

  function status(message, tone) {
    const place = document.getElementById('save-state');
    place.textContent = message;
    place.className = `state ${tone}`;
  }

  // Totals, as the server computes them; what is still missing earns nothing yet.

  function showTotals() {
    let missing = 0;
    const weigh = node => {
      if (node.children.length === 0) return leafValue(node.code);
      let sum = zero, dropped = zero;
      for (const child of node.children) {
        const value = weigh(child);
        if (value === null) dropped = add(dropped, parse(child.weight)); else sum = add(sum, multiply(parse(child.weight), value));
      }
      const value = compare(dropped, one) === 0 ? null : divide(sum, subtract(one, dropped));
      if (node.code) show(node.code, value === null ? '—' : toText(multiply(value, parse(node.points)), 2));
      return value;
    };
    const leafValue = code => {
      const leaf = leaves.get(code);
      if (!leaf) return null;
      const box = boxOf(code);
      if (leaf.measured !== null) return leaf.measured === '' ? null : parse(leaf.measured);
      const { score, notApplicable } = readLeaf(box);
      if (notApplicable) box.classList.remove('is-missing');
      if (notApplicable) return data.zeroWhenNotApplicable ? zero : null;
      const value = parse(score);
      const lacks = value === null || faultOf(box) !== '';
      box.classList.toggle('is-missing', lacks);
      if (lacks) { missing++; return zero; }
      const low = parse(leaf.min), high = parse(leaf.max);
      const mapped = divide(subtract(value, low), subtract(high, low));
      return data.lowerIsBetter ? subtract(one, mapped) : mapped;
    };
    const total = weigh({ code: '', weight: '1', points: '100', children: data.tree });
    show('', total === null ? '—' : toText(multiply(total, parse('100')), 2));
    const counter = document.getElementById('missing');
    counter.textContent = missing === 0 ? words.complete : words.missing.replace('{0}', missing);
    counter.className = missing === 0 ? 'state good' : 'state warn';
  }

  function show(code, text) {
    const place = form.querySelector(`[data-subtotal="${CSS.escape(code)}"]`) ?? document.querySelector(`[data-subtotal="${CSS.escape(code)}"]`);
    if (place) place.textContent = text;
  }

  /** Enter goes on to the next leaf; Alt+M to the next one without a score. */
  function navigate(event) {
    const fields = [...form.querySelectorAll('[data-leaf]')];
    const here = fields.indexOf(event.target.closest('[data-leaf]'));
    if (event.key === 'Enter' && event.target.matches('input[data-score]')) {
      event.preventDefault();
      focus(fields[here + 1]);
    } else if (event.altKey && event.key.toLowerCase() === 'm') {
      event.preventDefault();
      focus(fields.slice(here + 1).concat(fields).find(box => box.classList.contains('is-missing')));
    }
  }

  function focus(box) {
    box?.querySelector('[data-score]:checked, [data-score]')?.focus();
    box?.scrollIntoView({ block: 'center' });
  }
}
