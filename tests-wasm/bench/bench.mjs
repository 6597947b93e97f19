//! Run by `cargo xtask bench`: `node bench.mjs [parse [--json]]`.

import { LIBRARIES, byLibrary, median } from "./figure.mjs";
import { parse } from "./parse.mjs";
import { line, write } from "./report.mjs";
import * as round from "./rounds.mjs";
import { Side } from "./side.mjs";
import { sizes } from "./size.mjs";
import { storm } from "./storm.mjs";

const CALLS = Number(process.env.BENCH_CALLS ?? 200);
const AGENTS = Number(process.env.BENCH_AGENTS ?? 5000);

const [part, format] = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 24);
const built = process.env.RINGDESK_BENCH;

const medians = (times) => byLibrary((library) => median(times[library]));

async function all() {
  const rows = [];
  const row = (name, unit, values) => {
    rows.push({ name, unit, values });
    console.error(line(rows.at(-1)).join("  "));
  };
  const notes = [
    "Everything comes from 127.0.0.1, uncached; Ringdesk's page fetches the module beside its script, as its README says.",
    "With a STUN server that does not answer JsSIP waits until the browser gives up, SIP.js for five seconds, Ringdesk only briefly (`iceGatheringCapMs`).",
    "SIP.js neither comes back nor registers again by itself: the application does, with the loop of SIP.js's own SimpleUser, whose first attempt is immediate.",
    "The heap is what a page holds after garbage collection, WebAssembly's memory with it; its growth is over the same page before its first call.",
    "Messages are read per second of the main thread's processor time (`ThreadTime` of the DevTools protocol), the copy into WebAssembly included. All three read every header, and From, To, Via, CSeq, Contact and Record-Route as what they mean.",
    `The storm: a page that watches ${AGENTS.toLocaleString("en")} agents is sent 1,000 NOTIFYs with PIDF every second for 12 s; busy is the processor time of the main thread's tasks (\`TaskDuration\`), until all are answered.`,
  ];
  const side = await Side.open();
  try {
    row("page start to registered", "ms", medians(await round.pageStart(side, rounds)));
    row("click to INVITE", "ms", medians(await round.clickToInvite(side, rounds)));
    row("click to INVITE, STUN server unreachable", "ms", medians(await round.clickWithoutStun(side, rounds)));
    row("answer to first audio", "ms", medians(await round.answerToAudio(side, rounds)));
    row("socket lost to registered again", "ms", medians(await round.recovery(side, rounds)));
    const heap = await round.heapAfterCalls(side, CALLS);
    row(`heap after ${CALLS} calls`, "bytes", byLibrary((library) => heap[library].after));
    row(`growth of the heap over ${CALLS} calls`, "bytes", byLibrary((library) => heap[library].after - heap[library].before));
    const busy = byLibrary(() => NaN);
    for (const library of LIBRARIES) {
      try {
        const result = await storm(side, library, { agents: AGENTS });
        busy[library] = result.busy;
        if (result.delivered < result.sent) notes.push(`In the storm ${library} had told the application of ${result.delivered} of ${result.sent} changes.`);
      } catch (error) {
        notes.push(`The storm with ${library} was not survived: ${error.message.split("\n")[0]}`);
      }
    }
    row("main thread busy in a presence storm", "share", busy);
  } finally {
    await side.close();
  }
  const read = await parse({ rounds, built });
  for (const [kind, name] of [["invite", "INVITE, 2.4 KB of SDP"], ["ok", "200, 2.4 KB of SDP"], ["register", "REGISTER"]]) {
    row(`messages read per CPU-second: ${name}`, "rate", read[kind]);
  }
  row("download, brotli", "bytes", await sizes());
  console.log(write({ rows, notes, rounds }));
}

if (part === "parse") {
  const result = await parse({ rounds, built });
  if (format === "--json") console.log(JSON.stringify(result));
  else console.table(result);
} else {
  await all();
}
process.exit(0);
