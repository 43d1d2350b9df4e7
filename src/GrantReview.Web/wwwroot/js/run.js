// Follows a run until it is over, then shows its page anew.
const box = document.querySelector('[data-run]');
if (box) setTimeout(follow, 500);

async function follow() {
  try {
    const response = await fetch(box.dataset.run, { headers: { Accept: 'application/json' } });
    if (response.ok) {
      const run = await response.json();
      if (run.isOver) { location.replace(location.href); return; }
      box.querySelector('[data-run-status]').textContent = run.text;
      box.querySelector('[data-run-step]').textContent = run.step;
      box.querySelector('progress').value = run.progress;
    }
  } catch {
    // The server is away for a moment; the run goes on when it is back.
  }
  setTimeout(follow, 1000);
}
