/**
 * Calls back when a browser says that now is a good moment to look after the connection: the network came or went, or
 * the tab is looked at again (its timers may have slept). Elsewhere there are no such events.
 *
 * @param {any} window  a browser's window, or anything else
 * @param {() => void} callback
 * @returns {() => void} stops it
 */
export function onWake(window, callback) {
  const document = window?.document;
  if (!document) return () => {};
  const seen = () => { if (document.visibilityState === 'visible') callback(); };
  window.addEventListener('online', callback);
  window.addEventListener('offline', callback);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', callback);
    window.removeEventListener('offline', callback);
    document.removeEventListener('visibilitychange', seen);
  };
}
