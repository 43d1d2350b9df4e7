// Leads back to a page of a call as this person left it: what its lists were looked for, sorted by and turned to. It is kept in this tab,
// until it is closed or its person signs out; whoever opens the address itself, or has no script, sees the page from its beginning.
const mark = `place ${document.querySelector('.who')?.textContent} `;
const links = [...document.querySelectorAll('.call nav a, .crumbs a')].filter(link => link.pathname !== location.pathname);

addEventListener('pagehide', () => {
  if (!document.querySelector('.call')) return;
  if (location.search) sessionStorage.setItem(mark + location.pathname, location.search);
  else sessionStorage.removeItem(mark + location.pathname);
});

addEventListener('pageshow', () => {
  for (const link of links) link.setAttribute('href', link.pathname + (sessionStorage.getItem(mark + link.pathname) ?? ''));
});

document.querySelector('form[action="/sign-out"]')?.addEventListener('submit', () => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(mark)) sessionStorage.removeItem(key);
});
