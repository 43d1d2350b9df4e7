// The expert's own notes beside the documents: each page that they name is a link to it. The sheet saves them.
const form = document.querySelector('[data-note]');
if (form) start(form);

function start(form) {
  const text = form.elements.text;
  const pages = form.querySelector('[data-note-pages]');
  const page = document.querySelector('[data-viewer] [data-page]');
  text.addEventListener('input', link);
  const here = form.querySelector('[data-note-page]');
  here.hidden = page === null;
  here.addEventListener('click', () => {
    text.focus();
    const start = text.value === '' || text.value.endsWith('\n') ? '' : '\n';
    text.setRangeText(`${start}${form.dataset.cited.replace('{0}', page.value)} `, text.value.length, text.value.length, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  link();

  /** One button for each page that the note names. */
  function link() {
    if (page === null) return;
    const [before, after] = form.dataset.cited.trim().split('{0}');
    const found = text.value.split(before).slice(1).map(part => part.split(after)[0]).filter(part => /^\d+$/.test(part));
    pages.replaceChildren(...[...new Set(found)].map(number => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = form.dataset.cited.trim().replace('{0}', number);
      button.addEventListener('click', () => {
        page.value = number;
        page.dispatchEvent(new Event('change'));
      });
      return button;
    }));
  }
}
