// Signing in again without leaving the page: the site's own pages of signing in, password, code and all, in a dialogue over what one was writing.

/**
 * Opens the dialogue; back is an address that says who is signed in. Whoever signed in is told: their answer, or null where they are somebody to whom back does
 * not exist.
 */
export async function signInHere(dialog, back, userName, told) {
  const place = dialog.querySelector('[data-sign-in]');
  const fault = dialog.querySelector('[role=alert]');
  dialog.onsubmit = async event => {
    const form = event.target;
    // A provider's page is another site's: its window comes back by itself.
    if (form.method !== 'post' || form.target === '_blank') return;
    event.preventDefault();
    const body = new FormData(form);
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    await ask(form.action, { method: 'POST', body });
  };
  const start = `/sign-in?returnUrl=${encodeURIComponent(back)}`;
  await ask(start);
  if (!dialog.open) dialog.showModal();
  (place.querySelector('[type=password]') ?? place.querySelector('input:not([type=hidden])'))?.focus();

  async function ask(url, request) {
    fault.textContent = '';
    try {
      const response = await fetch(url, request);
      const { pathname } = new URL(response.url);
      if (pathname === back && response.ok) told(await response.json());
      else if (response.ok && pathname.startsWith('/sign-in')) show(await response.text());
      else if (response.status === 400 && request) {
        const page = await response.text();
        // A wrong password or code: the page says so above its form.
        if (isSignIn(page)) return show(page);
        // Somebody signed in or out meanwhile: this form was of another session, and did nothing in theirs.
        await ask(start);
        fault.textContent = dialog.dataset.stale;
      } else if (response.status === 429 || response.status >= 500 || pathname.startsWith('/sign-in')) fault.textContent = dialog.dataset.away;
      else told(null);
    } catch {
      fault.textContent = dialog.dataset.away;
    }
  }

  function isSignIn(page) {
    return mainOf(page)?.querySelector('form[action="/sign-in"], form[action="/sign-in/code"], form[action="/sign-in/passkey"]');
  }

  function mainOf(page) {
    return new DOMParser().parseFromString(page, 'text/html').querySelector('main');
  }

  function show(page) {
    const main = mainOf(page);
    for (const heading of main.querySelectorAll('h1, .lead')) heading.remove();
    for (const link of main.querySelectorAll('a, form[action="/sign-in/external"]')) link.target = '_blank';
    // A window of its own shows a page and no answer to a script.
    for (const own of main.querySelectorAll('form[action="/sign-in/external"] [name=returnUrl]')) own.value = location.pathname;
    place.replaceChildren(...main.children);
    import('./passkeys.js').then(passkeys => passkeys.offerPasskeys(place));
    const name = place.querySelector('[name=userName]:not(button)');
    if (name && name.value === '') name.value = userName;
    place.querySelector(name ? '[type=password]' : 'input:not([type=hidden])')?.focus();
  }
}
