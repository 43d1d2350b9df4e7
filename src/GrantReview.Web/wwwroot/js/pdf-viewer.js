// A PDF in place: pages are drawn when they come near, with their text over them, so that it can be selected, searched and read aloud.
import { getDocument, GlobalWorkerOptions, TextLayer } from '../lib/pdfjs/pdf.min.mjs';

const library = new URL('../lib/pdfjs/', import.meta.url).href;
GlobalWorkerOptions.workerSrc = `${library}pdf.worker.min.mjs`;
const chunk = 256 * 1024;
const drawnAround = '100% 0px';
const largestCanvas = 16_000_000;
let closing = Promise.resolve();

export async function openPdf(viewer, url, cite, mark) {
  const part = name => viewer.querySelector(`[data-${name}]`);
  const pages = part('pages'), state = part('viewer-state'), number = part('page');
  const memory = `page of ${new URL(url).pathname}`;
  viewer.closing?.abort();
  const open = viewer.closing = new AbortController();
  const on = (target, type, act) => target.addEventListener(type, act, { signal: open.signal });
  state.textContent = viewer.dataset.loading;
  pages.replaceChildren();
  await closing;
  const loading = getDocument({
    url, rangeChunkSize: chunk, disableAutoFetch: true, disableStream: true, isEvalSupported: false, enableXfa: false,
    cMapUrl: `${library}cmaps/`, cMapPacked: true, standardFontDataUrl: `${library}standard_fonts/`,
  });
  on(open.signal, 'abort', () => { closing = loading.destroy().catch(() => {}); });
  let pdf;
  try {
    pdf = await loading.promise;
  } catch {
    if (!open.signal.aborted) state.textContent = viewer.dataset.failed;
    return;
  }
  if (open.signal.aborted) return;

  const first = await pdf.getPage(1);
  const usual = first.getViewport({ scale: 1 });
  const sheets = [];
  let zoom = Number(localStorage.getItem('desk zoom')) || 1;
  for (let n = 1; n <= pdf.numPages; n++) {
    const box = document.createElement('div');
    box.className = 'pdf-page';
    box.dataset.number = n;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', `${n}`);
    sheets.push({ n, box, drawn: 0, task: null, size: usual, text: null });
  }
  pages.replaceChildren(...sheets.map(s => s.box));
  fit();
  number.max = pdf.numPages;
  part('page-count').textContent = viewer.dataset.ofPages.replace('{0}', pdf.numPages);
  state.textContent = '';

  const near = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const sheet = sheets[entry.target.dataset.number - 1];
      sheet.isNear = entry.isIntersecting;
      if (sheet.isNear) draw(sheet); else clear(sheet);
    }
  }, { root: pages, rootMargin: drawnAround });
  on(open.signal, 'abort', () => near.disconnect());
  go(Math.min(pdf.numPages, Number(sessionStorage.getItem(memory)) || 1));
  for (const sheet of sheets) near.observe(sheet.box);
  on(pages, 'scroll', () => requestAnimationFrame(read));
  on(part('previous'), 'click', () => go(here() - 1));
  on(part('next'), 'click', () => go(here() + 1));
  on(number, 'change', () => go(Number(number.value)));
  on(part('smaller'), 'click', () => enlarge(zoom / 1.2));
  on(part('larger'), 'click', () => enlarge(zoom * 1.2));
  on(part('cite'), 'click', () => cite(here()));
  on(part('find'), 'search', () => find());
  on(part('find'), 'keydown', event => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); find(); } });
  const resized = new ResizeObserver(() => fit());
  resized.observe(pages);
  on(open.signal, 'abort', () => resized.disconnect());
  outline();

  function here() {
    const middle = pages.scrollTop + pages.clientHeight / 3;
    const sheet = sheets.find(s => s.box.offsetTop + s.box.offsetHeight > middle) ?? sheets[sheets.length - 1];
    return sheet.n;
  }

  function read() {
    const n = here();
    if (document.activeElement !== number) number.value = n;
    sessionStorage.setItem(memory, n);
  }

  function go(n) {
    const sheet = sheets[Math.min(sheets.length, Math.max(1, Math.round(n) || 1)) - 1];
    pages.scrollTop = sheet.box.offsetTop;
    number.value = sheet.n;
  }

  function scaleOf(sheet) {
    return Math.max(50, pages.clientWidth - 16) * zoom / sheet.size.width;
  }

  /** Each page as wide as the column, times the zoom; what is drawn at another scale is drawn again. */
  function fit() {
    if (pages.clientWidth === 0) return;
    const place = sheets.length > 0 ? here() : 1;
    const before = sheets[place - 1].box;
    const offset = before.offsetHeight === 0 ? 0 : (pages.scrollTop - before.offsetTop) / before.offsetHeight;
    for (const sheet of sheets) {
      const scale = scaleOf(sheet);
      sheet.box.style.setProperty('--scale-factor', scale);
      sheet.box.style.width = `${sheet.size.width * scale}px`;
      sheet.box.style.height = `${sheet.size.height * scale}px`;
    }
    pages.scrollTop = before.offsetTop + offset * before.offsetHeight;
    for (const sheet of sheets) if (sheet.isNear) draw(sheet);
  }

  function enlarge(to) {
    zoom = Math.min(4, Math.max(.5, to));
    localStorage.setItem('desk zoom', zoom);
    fit();
  }

  async function draw(sheet) {
    const scale = scaleOf(sheet);
    if (sheet.drawn === scale) return;
    sheet.drawn = scale;
    sheet.task?.cancel();
    try {
      const page = await pdf.getPage(sheet.n);
      const size = page.getViewport({ scale: 1 });
      if (size.width !== sheet.size.width || size.height !== sheet.size.height) {
        sheet.size = size;
        sheet.drawn = 0;
        fit();
        return;
      }
      const viewport = page.getViewport({ scale });
      const sharp = Math.min(devicePixelRatio || 1, Math.sqrt(largestCanvas / (viewport.width * viewport.height)));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [Math.floor(viewport.width * sharp), Math.floor(viewport.height * sharp)];
      canvas.setAttribute('aria-hidden', 'true');
      sheet.task = page.render({ canvasContext: canvas.getContext('2d', { alpha: false }), viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
      await sheet.task.promise;
      const layer = document.createElement('div');
      layer.className = 'textLayer';
      await new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport }).render();
      if (sheet.drawn !== scale || open.signal.aborted) return;
      sheet.box.replaceChildren(canvas, layer, mark());
      light(sheet);
    } catch (fault) {
      if (fault?.name !== 'RenderingCancelledException') sheet.drawn = 0;
    }
  }

  function clear(sheet) {
    sheet.task?.cancel();
    sheet.drawn = 0;
    sheet.box.replaceChildren();
  }

  async function textOf(sheet) {
    sheet.text ??= (await (await pdf.getPage(sheet.n)).getTextContent()).items.map(i => i.str ?? '').join('');
    return sheet.text;
  }

  function bare(text) {
    return text.replace(/\s+/g, '').toLowerCase();
  }

  /** The next page that has the words, from the one after this on and round. */
  async function find() {
    const words = bare(part('find').value);
    state.textContent = '';
    if (words === '') { sheets.forEach(light); return; }
    const from = here();
    for (let i = 1; i <= sheets.length; i++) {
      const sheet = sheets[(from - 1 + i) % sheets.length];
      if (!bare(await textOf(sheet)).includes(words)) continue;
      go(sheet.n);
      sheets.forEach(light);
      return;
    }
    state.textContent = viewer.dataset.notFound;
  }

  function light(sheet) {
    const words = bare(part('find').value);
    for (const span of sheet.box.querySelectorAll('.textLayer span')) span.classList.toggle('found', words !== '' && bare(span.textContent).includes(words));
  }

  async function outline() {
    const place = part('outline');
    const entries = await pdf.getOutline().catch(() => null) ?? [];
    if (open.signal.aborted) return;
    place.hidden = entries.length === 0;
    place.querySelector('ol').replaceChildren(...entries.map(itemOf));
  }

  function itemOf(entry) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = entry.title;
    button.addEventListener('click', async () => {
      const target = typeof entry.dest === 'string' ? await pdf.getDestination(entry.dest) : entry.dest;
      if (target) go(1 + (typeof target[0] === 'number' ? target[0] : await pdf.getPageIndex(target[0])));
      part('outline').open = false;
    });
    item.append(button);
    if (entry.items.length > 0) {
      const inner = document.createElement('ol');
      inner.append(...entry.items.map(itemOf));
      item.append(inner);
    }
    return item;
  }
}
