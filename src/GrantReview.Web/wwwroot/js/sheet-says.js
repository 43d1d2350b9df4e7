// What the page says of an open sheet.

/** A function that says it: one honest state, and at each field what is wrong with it or waits to be chosen. */
export function saysOf(desk, form, data, { controlsOf, read, worded }) {
  const words = data.words;
  const title = document.title;
  return ({ fields, waiting, state, closed, trust, savedAt, missing, isKept }) => {
    for (const field of fields) showField(field);
    const invalid = waiting.filter(f => f.fault !== '' && !f.isHushed).length;
    const torn = waiting.filter(f => f.theirs !== null).length;
    const [message, tone] = state.kind === 'closed' && waiting.length > 0 ? [words.closed.replace('{0}', state.message), 'bad']
      : torn > 0 ? [words.conflict, 'bad']
      : state.kind === 'signed-out' ? [words.signIn, 'warn']
      : invalid > 0 && invalid === waiting.length ? [words.notSaved.replace('{0}', invalid), 'bad']
      : state.kind === 'busy' && waiting.length > 0 ? [words.busy.replace('{0}', waiting.length), 'warn']
      : state.kind === 'away' && waiting.length > 0 ? [(waiting.every(f => f.edits.every(e => e.isKept)) ? words.offline : words.away).replace('{0}', waiting.length), 'warn']
      : waiting.length > 0 ? [words.saving, 'next']
      : closed !== null && closed !== data.closed ? [closed, 'warn']
      : !document.getElementById('not-sent').hidden ? [words.closed.replace('{0}', closed ?? words.refused), 'bad']
      : savedAt === null ? ['', '']
      : trust === 'doubt' ? [words.doubt, 'bad']
      : trust === 'away' ? [words.unreached.replace('{0}', savedAt), 'warn']
      : [words.saved.replace('{0}', savedAt), trust === 'sure' ? 'good' : 'next'];
    const place = document.getElementById('save-state');
    if (place.textContent !== message) place.textContent = message;
    place.className = message ? `state ${tone}` : '';
    document.getElementById('sign-in-again').hidden = state.kind !== 'signed-out';
    document.getElementById('not-kept').hidden = isKept;
    document.title = waiting.length > 0 || ['bad', 'warn'].includes(tone) ? `● ${title}` : title;
    document.getElementById('missing').className = missing > 0 ? 'state warn' : waiting.length > 0 || trust !== 'sure' ? 'state next' : 'state good';
    form.classList.toggle('is-unsure', trust !== 'sure');
    for (const box of form.querySelectorAll('[data-leaf]')) {
      const own = [`score.${box.dataset.leaf}`, `reason.${box.dataset.leaf}`];
      box.classList.toggle('is-unsent', waiting.some(f => own.includes(f.name)));
    }
  };

  function showField(field) {
    const fault = desk.querySelector(`[data-fault="${CSS.escape(field.name)}"]`);
    const said = field.isHushed ? '' : field.fault;
    if (fault && (field.edits.length > 0 || field.wasShown)) fault.textContent = said;
    field.wasShown = field.edits.length > 0;
    for (const control of controlsOf(field.name)) control.setAttribute('aria-invalid', String(said !== ''));
    const choice = desk.querySelector(`[data-choice="${CSS.escape(field.name)}"]`);
    if (!choice) return;
    choice.hidden = field.theirs === null;
    if (field.theirs === null) return;
    choice.querySelector('[data-theirs]').textContent = worded(field.name, field.theirs.value);
    choice.querySelector('[data-mine]').textContent = worded(field.name, read(field.name));
  }
}
