//! Run by `cargo xtask bench`: `node bench.mjs [parse [--json] | calls]`.

import { LIBRARIES, byLibrary, median } from "./figure.mjs";
import { KINDS, parse } from "./parse.mjs";
import { line, write } from "./report.mjs";
import * as round from "./rounds.mjs";
import { Side } from "./side.mjs";
import { sizes } from "./size.mjs";
import { storm } from "./storm.mjs";

const [part, format] = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 24);
const calls = Number(process.env.BENCH_CALLS ?? 200);
const agents = Number(process.env.BENCH_AGENTS ?? 5000);
const built = process.env.RINGDESK_BENCH;

const TIMED = {
  "page start to registered": round.pageStart,
  "click to INVITE": round.clickToInvite,
  "click to INVITE, STUN server unreachable": round.clickWithoutStun,
  "answer to first audio": round.answerToAudio,
  "socket lost to registered again": round.recovery,
};
const [HEAP, GROWTH] = [`heap after ${calls} calls`, `growth of the heap over ${calls} calls`];
const STORM = "main thread busy in a presence storm";
const READ = { invite: "INVITE with 2.4 KB of SDP", ok: "200 with 2.4 KB of SDP", register: "REGISTER" };
const readRow = (kind) => `messages read per CPU-second: ${READ[kind]}`;
const DOWNLOAD = "download, brotli";

const NOTES = [
  "Everything comes from 127.0.0.1, uncached; Ringdesk's page fetches the module beside its script, as its README says.",
  "With a STUN server that does not answer JsSIP waits until the browser gives up, SIP.js for five seconds, Ringdesk for a moment. Without ICE servers Ringdesk does not wait for candidates of TCP, the others do.",
  "SIP.js neither comes back nor registers again by itself: the application does, with the loop of SIP.js's own SimpleUser.",
  "The heap is what a page holds after garbage collection, WebAssembly's memory with it; its growth is over the same page before its first call.",
  `The storm: a page that watches ${agents.toLocaleString("en")} agents is sent 1,000 NOTIFYs with PIDF every second for 12 s; busy is the processor time of the main thread's tasks (\`TaskDuration\` of the DevTools protocol) until all are answered.`,
  "Times depend on what else the machine does, ratios less so: the three take turns, and a busy machine is busy for all.",
  "Messages are read per second of the main thread's processor time (`ThreadTime`), the copy into WebAssembly included. All three read every header, and From, To, Via, CSeq, Contact and Record-Route as what they mean.",
];

const rows = [];
function row(name, unit, values) {
  rows.push({ name, unit, values });
  console.error(line(rows.at(-1)).join("  "));
}

async function withSide(run) {
  const side = await Side.open();
  try {
    await run(side);
  } finally {
    await side.close();
  }
}

async function timed(side) {
  for (const [name, measure] of Object.entries(TIMED)) {
    const times = await measure(side, rounds);
    row(name, "ms", byLibrary((library) => median(times[library])));
  }
}

async function held(side) {
  const heap = await round.heapAfterCalls(side, calls);
  row(HEAP, "bytes", byLibrary((library) => heap[library].after));
  row(GROWTH, "bytes", byLibrary((library) => heap[library].after - heap[library].before));
}

async function stormy(side) {
  const busy = byLibrary(() => NaN);
  for (const library of LIBRARIES) {
    const result = await storm(side, library, { agents });
    // Whoever loses changes is not compared.
    if (result.delivered >= result.sent) busy[library] = result.busy;
    else console.error(`${library} had told the application of ${result.delivered} of ${result.sent} changes`);
  }
  row(STORM, "share", busy);
}

if (part === "parse") {
  const result = await parse({ rounds, built });
  if (format === "--json") console.log(JSON.stringify(result));
  else console.table(result);
} else {
  await withSide(timed);
  if (part !== "calls") {
    await withSide(held);
    await withSide(stormy);
    const read = await parse({ rounds, built });
    for (const kind of KINDS) row(readRow(kind), "rate", read[kind]);
  }
  row(DOWNLOAD, "bytes", await sizes());
  const order = [...Object.keys(TIMED), HEAP, GROWTH, STORM, ...KINDS.map(readRow), DOWNLOAD];
  console.log(write({ rows, order, notes: NOTES, rounds }));
}
process.exit(0);
