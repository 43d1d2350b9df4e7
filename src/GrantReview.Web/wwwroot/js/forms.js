// What was typed comes back where the answer is no. It is kept in this tab alone, for the one page that answers.
const prefix = 'typed ';
// The score sheet saves itself; a set-up form comes back from the server as it was typed.
const forms = 'form[method=post]:not(#sheet):not(.given-back)';
const isTyped = field => field.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type);
const typed = form => [...form.elements].filter(isTyped);

// Forms of one address differ by what they say of their row; the token and the version are other ones in the next page, and what is long is a file that waits.
const isOfRow = field => !['__RequestVerificationToken', 'version'].includes(field.name) && field.value.length < 100;
const keyOf = form => prefix + form.getAttribute('action') + [...form.querySelectorAll('input[type=hidden]')].filter(isOfRow).map(field => `&${field.name}=${field.value}`).join('');

if (document.querySelector('.alert-danger')) {
    for (const form of document.querySelectorAll(forms)) {
        const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? '[]');
        typed(form).forEach((field, i) => {
            if (kept[i]?.name !== field.name) return;
            if (field.type === 'checkbox' || field.type === 'radio') field.checked = kept[i].checked;
            else field.value = kept[i].value;
        });
    }
}
Object.keys(sessionStorage).filter(key => key.startsWith(prefix)).forEach(key => sessionStorage.removeItem(key));

// Whoever signs out is asked first where this device has what never reached the server.
const signOut = document.querySelector('[data-asks]');
signOut?.addEventListener('submit', async event => {
    event.preventDefault();
    const { account, asks } = signOut.dataset;
    const counts = await import('./kept-edits.js').then(kept => kept.countKept(account)).catch(() => new Map());
    const left = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (left === 0 || confirm(asks.replace('{0}', left))) signOut.submit();
});

addEventListener('submit', event => {
    const form = event.target;
    if (form.matches(forms)) {
        sessionStorage.setItem(keyOf(form), JSON.stringify(typed(form).map(({ name, value, checked }) => ({ name, value, checked }))));
    }
});
