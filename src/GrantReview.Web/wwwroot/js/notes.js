// The expert's own notes beside the documents: saved after a pause, each page that they name is a link to it.
const form = document.querySelector('[data-note]');
if (form) start(form);

function start(form) {
  const text = form.elements.text;
  const seen = form.elements.seen;
  const state = form.querySelector('[data-note-state]');
  const pages = form.querySelector('[data-note-pages]');
  const page = document.querySelector('[data-viewer] [data-page]');
  let saved = text.value;
  let timer = 0;
  let sending = false;

  text.addEventListener('input', () => {
    state.textContent = form.dataset.typing;
    clearTimeout(timer);
    timer = setTimeout(save, 800);
    link();
  });
  text.addEventListener('blur', () => save());
  addEventListener('pagehide', () => save(true));
  form.addEventListener('submit', event => { event.preventDefault(); save(); });
  const here = form.querySelector('[data-note-page]');
  here.hidden = page === null;
  here.addEventListener('click', () => {
    text.focus();
    const start = text.value === '' || text.value.endsWith('\n') ? '' : '\n';
    text.setRangeText(`${start}${form.dataset.cited.replace('{0}', page.value)} `, text.value.length, text.value.length, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  link();

  async function save(leaving = false) {
    clearTimeout(timer);
    if (sending || text.value === saved) return;
    sending = true;
    const sent = text.value;
    let again = 0;
    try {
      const response = await fetch(form.action, {
        method: 'POST', redirect: 'manual', keepalive: leaving, headers: { Accept: 'application/json' }, body: new FormData(form),
      });
      const body = await response.json();
      if (response.ok) [saved, seen.value] = [sent, body.edition];
      state.textContent = body.message;
    } catch {
      state.textContent = form.dataset.failed;
      again = 5000;
    }
    sending = false;
    if (text.value !== sent || again > 0) timer = setTimeout(save, again || 800);
  }

  /** One button for each page that the note names. */
  function link() {
    if (page === null) return;
    const [before, after] = form.dataset.cited.trim().split('{0}');
    const found = text.value.split(before).slice(1).map(part => part.split(after)[0]).filter(part => /^\d+$/.test(part));
    pages.replaceChildren(...[...new Set(found)].map(number => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn btn-sm';
      button.textContent = form.dataset.cited.trim().replace('{0}', number);
      button.addEventListener('click', () => {
        page.value = number;
        page.dispatchEvent(new Event('change'));
      });
      return button;
    }));
  }
}
