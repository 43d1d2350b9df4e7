// Whoever signs out is asked first where this device has what never reached the server.
const signOut = document.querySelector('[data-asks]');
signOut?.addEventListener('submit', async event => {
    event.preventDefault();
    const { account, asks } = signOut.dataset;
    const counts = await import('./kept-edits.js').then(kept => kept.countKept(account)).catch(() => new Map());
    const left = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (left === 0 || confirm(asks.replace('{0}', left))) signOut.submit();
});
