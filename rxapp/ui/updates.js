const PAUSE_MS = 2000; // what comes so long after everything else is another update
const AT_ONCE_MS = 120; // a use of a control so soon after the last step still belongs to a burst

/**
 * Steps in groups, the newest first. A group begins when a control is used while nothing runs, or after a pause; its steps stand
 * on one axis that begins with the first.
 *
 * @param {object[]} steps with `began` and `ended` by the server's clock; `ended` is 0 while one runs
 */
export function updatesOf(steps) {
  const groups = [];
  let end = -Infinity;
  for (const step of [...steps].sort((one, other) => one.began - other.began || one.id - other.id)) {
    const quiet = step.began - end;
    if (quiet > PAUSE_MS || (step.kind === "click" && quiet > AT_ONCE_MS)) groups.unshift([]);
    groups[0].push(step);
    end = Math.max(end, step.ended || Infinity);
  }
  return groups.map(onOneAxis);
}

function onOneAxis(steps) {
  const start = steps[0].began;
  const last = Math.max(...steps.map(({ began, ended }) => ended || began));
  const milliseconds = Math.max(last - start, 1);
  return {
    id: steps[0].id,
    at: timeOfDay(start),
    milliseconds,
    steps: steps.map((step) => ({
      ...step,
      from: step.began - start,
      to: (step.ended || last) - start,
    })),
  };
}

/** Hours to milliseconds, by the reader's own clock. */
export function timeOfDay(milliseconds) {
  const time = new Date(milliseconds);
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
