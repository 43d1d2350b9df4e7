// Keys of a sheet, as its page lists them; never while an input method composes.

export function startKeys(form, required, { controlsOf, read }, nextSheet) {
  document.addEventListener('keydown', event => {
    if (event.target === document.body || form.contains(event.target)) navigate(event);
    if (event.key === '?' && !event.target.closest('input, textarea, select, dialog')) document.getElementById('keys').open ^= true;
  });

  function navigate(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); nextSheet(); return; }
    const choice = event.target.type === 'radio' && !event.altKey && /^[1-9]$/.test(event.key)
      ? form.querySelectorAll(`input[type=radio][name="${CSS.escape(event.target.name)}"]`)[event.key - 1] : undefined;
    if (choice) { event.preventDefault(); choice.focus(); choice.click(); return; }
    const boxes = [...form.querySelectorAll('[data-leaf]:not(.is-measured)')];
    const here = boxes.indexOf(event.target.closest('[data-leaf]'));
    const isOnLeaf = event.key === 'Enter' && event.target.matches('[data-leaf] input');
    const questions = form.querySelector('[data-questions]');
    const to = isOnLeaf ? event.shiftKey ? boxes[Math.max(0, here - 1)] : boxes[here + 1] ?? questions
      : event.key === 'Enter' && event.shiftKey && questions?.contains(event.target) ? boxes[boxes.length - 1]
      : event.altKey && event.key === 'ArrowDown' ? boxes[here + 1]
      : event.altKey && event.key === 'ArrowUp' ? boxes[Math.max(0, here - 1)]
      : event.altKey && ['u', 'm'].includes(event.key.toLowerCase()) ? boxes.slice(here + 1).concat(boxes).find(box => box.classList.contains('is-missing')) : undefined;
    if (!to && !isOnLeaf) return;
    event.preventDefault();
    const open = required.map(name => controlsOf(name)[0]).find((control, i) => control && read(required[i]).trim() === '');
    (to === questions ? open ?? to?.querySelector('textarea') : to?.querySelector('input:checked') ?? to?.querySelector('input:not([type=hidden])'))?.focus();
    to?.scrollIntoView({ block: 'center' });
  }
}
