//! How busy the main thread of a page is that watches 5,000 agents of whom a thousand change every second.

import { until } from "../e2e/until.mjs";
import { Notifier } from "./notifier.mjs";

const AGENTS = 5000;
const PER_SECOND = 1000;
const BATCH = 100;

/** Returns `{busy, delivered, sent}`: the share of one core that the main thread used, and what the application was told. */
export async function storm(side, library, { seconds = 12, agents = AGENTS } = {}) {
  const notifier = await Notifier.open();
  const phone = await side.phone(library, "watcher", { server: notifier.url });
  try {
    for (let from = 0; from < agents; from += BATCH) {
      await phone.does("watch", from, from + BATCH);
      await until(`${library} to watch ${from + BATCH}`, () => notifier.answered >= from + BATCH, { everyMs: 5 });
    }
    const cdp = await phone.cdp();
    // Processor time, so that what else runs on the machine does not count.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const task = async () => (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
    const told = () => phone.countOf("presence");
    const [before, toldBefore, answered, start] = [await task(), await told(), notifier.answered, performance.now()];
    const sent = await notifier.storm(PER_SECOND, seconds);
    await until(`${library} to answer every NOTIFY`, () => notifier.answered + notifier.refused - answered >= sent, { everyMs: 20, seconds: 60 });
    const elapsed = (performance.now() - start) / 1000;
    return { busy: ((await task()) - before) / elapsed, delivered: (await told()) - toldBefore, sent, seconds: elapsed, refused: notifier.refused };
  } finally {
    await phone.close();
    await notifier.close();
  }
}
