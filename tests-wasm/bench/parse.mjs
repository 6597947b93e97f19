//! Messages read per second of processor time by three readers, in one page of one Chromium, in turns.

import { Party } from "../e2e/party.mjs";
import { LIBRARIES, byLibrary, median } from "./figure.mjs";
import { Site, bundle, page } from "./site.mjs";

export const KINDS = ["invite", "ok", "register"];
/** Processor time of one turn, in seconds: long beside the clock's own cost. */
const TURN = 0.1;

/** Returns `{invite: {ours, jssip, sipjs}, …}`: medians over `rounds` turns of each. `built` is the folder of our wasm. */
export async function parse({ rounds = 24, built }) {
  const site = await Site.open();
  const party = await Party.launch("reader", 0);
  try {
    site.add("/index.html", page("/parse.js"));
    site.add("/parse.js", await bundle("page/parse.js", { alias: { "ringdesk-bench": `${built}/ringdesk_bench.js` } }));
    site.addFile("/ringdesk_bench_bg.wasm", `${built}/ringdesk_bench_small.wasm`);
    await party.page.goto(`${site.url}/index.html`);
    await party.page.waitForFunction(() => window.ready);
    const cdp = await party.context.newCDPSession(party.page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    // Processor time of the page's main thread: what other processes take of a core does not count.
    const seconds = async () => {
      const { metrics } = await cdp.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "ThreadTime").value;
    };
    const turn = async (library, kind, count) => {
      const before = await seconds();
      await party.page.evaluate(([library, kind, count]) => window.parse(library, kind, count), [library, kind, count]);
      return (await seconds()) - before;
    };
    const result = {};
    for (const kind of KINDS) {
      const count = {};
      for (const library of LIBRARIES) {
        // Until the browser has compiled what is hot, and until a turn is long enough.
        count[library] = 200;
        for (let time = 0; time < TURN * 0.6;) {
          time = await turn(library, kind, count[library]);
          if (time < TURN * 0.6) count[library] = Math.ceil(count[library] * Math.min(8, TURN / Math.max(time, 0.001)));
        }
      }
      const rates = byLibrary(() => []);
      for (let round = 0; round < rounds; round += 1) {
        for (const library of LIBRARIES) rates[library].push(count[library] / (await turn(library, kind, count[library])));
      }
      result[kind] = byLibrary((library) => Math.round(median(rates[library])));
    }
    return result;
  } finally {
    await party.close();
    await site.close();
  }
}
