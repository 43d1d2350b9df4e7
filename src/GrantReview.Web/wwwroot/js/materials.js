// The materials beside the sheet: files are shown in place, the width of their column and the page last read are remembered on the device.
const desk = document.querySelector('[data-desk]');
if (desk) start(desk);

function start(desk) {
  const materials = desk.querySelector('#materials');
  const viewer = materials.querySelector('[data-viewer]');
  const facts = materials.querySelector('[data-facts]');
  const links = [...materials.querySelectorAll('.documents [data-shows]')];
  let reason = null;
  let shown = '';

  document.addEventListener('focusin', event => { if (event.target.matches('textarea[data-field]')) reason = event.target; });
  for (const link of desk.querySelectorAll('[data-shows]')) link.addEventListener('click', event => {
    event.preventDefault();
    if (!materials.contains(link)) turn('materials');
    show(links.find(l => l.href === link.href) ?? link);
  });
  for (const tab of desk.querySelectorAll('[data-side]')) tab.addEventListener('click', () => turn(tab.dataset.side));
  turn(sessionStorage.getItem('desk side') ?? 'sheet');
  const wide = desk.querySelector('[data-split]');
  if (wide) widen(wide);
  if (links.length > 1) whenSeen(materials, () => show(links[1]));

  /** On a phone one side at a time. */
  function turn(side) {
    desk.dataset.side = side;
    sessionStorage.setItem('desk side', side);
    for (const tab of desk.querySelectorAll('[data-side]')) tab.setAttribute('aria-pressed', String(tab.dataset.side === side));
  }

  function show(link) {
    for (const other of links) other.setAttribute('aria-current', String(other === link));
    facts.hidden = link.dataset.shows !== 'facts';
    viewer.hidden = !facts.hidden;
    if (!facts.hidden || shown === link.href) return;
    shown = link.href;
    viewer.querySelector('[data-download]').href = link.href;
    viewer.dataset.kind = link.dataset.shows;
    if (link.dataset.shows === 'picture') picture(link.href);
    else import('./pdf-viewer.js').then(({ openPdf }) => { if (shown === link.href) openPdf(viewer, link.href, cite, mark); }).catch(fail);
  }

  function picture(url) {
    // A document that was open here reads its place no more.
    viewer.closing?.abort();
    const image = new Image();
    image.src = url;
    image.alt = links.find(l => l.href === url)?.textContent.trim() ?? '';
    image.addEventListener('error', fail);
    const page = document.createElement('div');
    page.className = 'picture';
    page.append(image, mark());
    viewer.querySelector('[data-pages]').replaceChildren(page);
    viewer.querySelector('[data-viewer-state]').textContent = '';
  }

  /** Who reads it, over the page. */
  function mark() {
    const over = document.createElement('div');
    over.className = 'pdf-mark';
    over.setAttribute('aria-hidden', 'true');
    for (let line = 0; line < 6; line++) {
      const words = document.createElement('span');
      words.textContent = Array(4).fill(viewer.dataset.mark).join('      ');
      over.append(words);
    }
    return over;
  }

  function fail() {
    viewer.querySelector('[data-viewer-state]').textContent = viewer.dataset.failed;
  }

  /** Into the reason that was written last, where the caret stood. */
  function cite(page) {
    const field = reason?.isConnected && !reason.matches(':disabled') ? reason : document.querySelector('#sheet textarea[data-field]:not(:disabled)');
    if (!field) return;
    turn('sheet');
    field.focus();
    field.setRangeText(viewer.dataset.cited.replace('{0}', page), field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** The line between the two columns, by pointer and by arrows. */
  function widen(line) {
    const set = share => {
      const kept = Math.min(75, Math.max(25, share));
      desk.style.setProperty('--split', `${kept}%`);
      line.setAttribute('aria-valuenow', String(Math.round(kept)));
      localStorage.setItem('desk split', String(kept));
    };
    set(Number(localStorage.getItem('desk split')) || 50);
    line.addEventListener('pointerdown', event => {
      line.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    line.addEventListener('pointermove', event => {
      if (!line.hasPointerCapture(event.pointerId)) return;
      const box = desk.getBoundingClientRect();
      set((event.clientX - box.left) / box.width * 100);
    });
    line.addEventListener('keydown', event => {
      const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
      if (!step) return;
      event.preventDefault();
      set(Number(line.getAttribute('aria-valuenow')) + step);
    });
  }
}

/** Nothing is fetched for what nobody sees. */
function whenSeen(element, act) {
  const observer = new IntersectionObserver(entries => {
    if (!entries.some(e => e.isIntersecting)) return;
    observer.disconnect();
    act();
  });
  observer.observe(element);
}
