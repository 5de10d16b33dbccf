/**
 * Shows how long something still takes, each second, until it is over.
 *
 * @param {number} millis
 * @param {(left: number) => void} show  milliseconds left; 0 at last
 * @returns {() => void} stops it
 */
export function countdown(millis, show) {
  const end = performance.now() + millis;
  let timer;
  const tick = () => {
    const left = Math.max(0, end - performance.now());
    show(left);
    // Wakes at each full second that is left, so that no number is skipped.
    if (left > 0) timer = setTimeout(tick, (left % 1000) || 1000);
  };
  tick();
  return () => clearTimeout(timer);
}
