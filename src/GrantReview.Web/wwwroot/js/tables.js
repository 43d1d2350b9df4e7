// Tables that sort by any column, filter by text and export what they show. A cell's data-value is what sorts; numbers sort as numbers.
for (const table of document.querySelectorAll('table[data-tools]')) start(table);

function start(table) {
  const body = table.tBodies[0];
  const words = table.dataset;
  const tools = document.createElement('div');
  tools.className = 'table-tools';
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = words.filter;
  filter.setAttribute('aria-label', words.filter);
  const count = document.createElement('span');
  count.className = 'hint';
  count.setAttribute('role', 'status');
  const save = document.createElement('button');
  save.type = 'button';
  save.textContent = words.export;
  tools.append(filter, count, save);
  table.closest('.table-box').before(tools);

  [...table.tHead.rows[table.tHead.rows.length - 1].cells].forEach((head, index) => {
    if (head.dataset.plain !== undefined) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => sort(head, index));
  });
  filter.addEventListener('input', show);
  save.addEventListener('click', () => download());
  show();

  function sort(head, index) {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const value = row => row.cells[index].dataset.value ?? row.cells[index].textContent.trim();
    const number = text => text.trim() === '' || text === '—' ? null : Number(text.replaceAll(',', ''));
    const rows = [...body.rows].map(row => ({ row, text: value(row), number: number(value(row)) }));
    const numeric = rows.every(r => r.number === null || !Number.isNaN(r.number));
    rows.sort((a, b) => numeric
      ? (a.number === null ? 1 : b.number === null ? -1 : (a.number - b.number) * (down ? -1 : 1))
      : a.text.localeCompare(b.text, document.documentElement.lang) * (down ? -1 : 1));
    body.append(...rows.map(r => r.row));
    for (const row of body.rows) row.classList.remove('funding-line');
  }

  function show() {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) shown++;
    }
    count.textContent = `${shown} / ${body.rows.length}`;
  }

  function download() {
    const cell = text => {
      const clean = text.trim().replace(/\s+/g, ' ');
      const safe = /^[=+\-@\t\r]/.test(clean) && Number.isNaN(Number(clean.replaceAll(',', ''))) ? `'${clean}` : clean;
      return `"${safe.replaceAll('"', '""')}"`;
    };
    const lines = [table.tHead.rows[table.tHead.rows.length - 1], ...[...body.rows].filter(row => !row.hidden)]
      .map(row => [...row.cells].map(c => cell(c.textContent)).join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\uFEFF' + lines.join('\r\n') + '\r\n'], { type: 'text/csv' }));
    link.download = `${words.name ?? 'table'}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
