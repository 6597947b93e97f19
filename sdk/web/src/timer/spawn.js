/** The page's worker for timers. Written so that bundlers see the file; `undefined` where a policy or an address forbids it. */
export function timerWorker() {
  try {
    const worker = new Worker(new URL("./timer.js", import.meta.url));
    worker.onerror = (event) => event.preventDefault();
    return worker;
  } catch {}
}
