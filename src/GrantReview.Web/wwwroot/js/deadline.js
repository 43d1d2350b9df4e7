// How long an expert has left, by the server's clock: shown within the last day, minute by minute, and said aloud an hour, ten minutes and a minute before.
const minute = 60_000;
const day = 24 * 60 * minute;
const aloud = [60, 10, 1];
// What a message takes on its way is no reason to set the clock anew.
const drift = 2_000;

/** Places: { shown, said } and words; over is called at the second. The clock of the server is told with what it answers. */
export function startDeadline({ shown, said }, words, over) {
  let clock = null;
  let closes = null;
  let before = Infinity;
  let timer = 0;

  return {
    at(server, until) {
      if (clock === null || Math.abs(now() - server) > drift) clock = { server, here: performance.now() };
      if (until !== undefined && until !== closes) [closes, before] = [until, Infinity];
      tick();
    },
  };

  function now() {
    return clock.server + performance.now() - clock.here;
  }

  function tick() {
    clearTimeout(timer);
    const left = closes === null ? Infinity : Math.ceil((closes - now()) / 1000) * 1000;
    const text = left > day ? '' : inWords(left);
    if (shown.textContent !== text) shown.textContent = text;
    shown.hidden = text === '';
    if (aloud.some(minutes => left <= minutes * minute && minutes * minute < before)) said.textContent = before === Infinity ? '' : text;
    if (left <= 0 && before > 0 && before !== Infinity) over();
    before = left;
    // At the full minute, which may be said aloud, and a second after it, when there is less than it.
    if (left > 0 && left !== Infinity) timer = setTimeout(tick, Math.min(left % minute || 1000, left));
  }

  function inWords(left) {
    const minutes = Math.floor(left / minute);
    return left <= 0 ? '' : minutes < 1 ? words.lastMinute
      : minutes < 60 ? words.minutesLeft.replace('{0}', minutes) : words.hoursLeft.replace('{0}', Math.floor(minutes / 60)).replace('{1}', minutes % 60);
  }
}
