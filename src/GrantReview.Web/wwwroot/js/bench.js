// Looks at another row without leaving one's place: the server's own page, of which only what stands beside the table is taken.
const bench = document.querySelector('.bench');
const links = () => [...bench.querySelectorAll('table.rank tbody th a')];
const isBeside = () => getComputedStyle(bench.querySelector('.beside')).position === 'sticky';

bench?.addEventListener('click', event => {
  const link = event.target.closest('table.rank tbody th a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !isBeside()) return;
  event.preventDefault();
  look(link);
});

bench?.addEventListener('keydown', event => {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  const link = event.target.closest('table.rank tbody th a');
  if (!step || !link || !isBeside()) return;
  const next = links()[links().indexOf(link) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  look(next);
});

let asked = 0;
async function look(link) {
  const mine = ++asked;
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const beside = page.querySelector('.beside');
  if (mine !== asked) return;
  if (!beside) return location.assign(link.href);
  bench.querySelector('.beside').replaceWith(document.adoptNode(beside));
  for (const row of bench.querySelectorAll('tr[aria-current]')) row.removeAttribute('aria-current');
  link.closest('tr').setAttribute('aria-current', 'true');
  history.replaceState(null, '', link.href.split('#')[0]);
}
