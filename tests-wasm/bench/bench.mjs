//! Run by `cargo xtask bench`: `node bench.mjs [parse [--json]]`.

import { parse } from "./parse.mjs";

const [part, format] = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 24);
const built = process.env.RINGDESK_BENCH;

if (part === "parse") {
  const result = await parse({ rounds, built });
  if (format === "--json") console.log(JSON.stringify(result));
  else console.table(result);
}
