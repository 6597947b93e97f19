//! RESULTS.md: what was measured, on what, and how.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { LIBRARIES } from "./figure.mjs";

const NAMES = { ours: "Ringdesk", jssip: "JsSIP", sipjs: "SIP.js" };
const HERE = new URL("./", import.meta.url);

const version = (program, args, pattern) => execFileSync(program, args, { encoding: "utf8" }).match(pattern)?.[1] ?? "unknown";
const locked = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, HERE), "utf8")).version;

/** `12 ms`, `1.1 MB`: a figure in the unit of its row. */
const shown = { ms: (n) => `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`, rate: (n) => Math.round(n).toLocaleString("en"), bytes: (n) => `${(n / 1024).toFixed(1)} KB`, share: (n) => `${(n * 100).toFixed(1)} %` };

/** How many times better we are. */
const ratio = (row, other) => {
  const [ours, theirs] = [row.values.ours, row.values[other]];
  if (!Number.isFinite(ours) || !Number.isFinite(theirs)) return "–";
  return `${(row.unit === "rate" ? ours / theirs : theirs / ours).toFixed(2)} ×`;
};

export const line = (row) =>
  [row.name, ...LIBRARIES.map((library) => (Number.isFinite(row.values[library]) ? shown[row.unit](row.values[library]) : "–")), ratio(row, "jssip"), ratio(row, "sipjs")];

const KEPT = new URL("results.json", HERE);

/** What was measured before, by the name of its row. A run of some rows leaves the others as they were. */
function kept() {
  try {
    return JSON.parse(readFileSync(KEPT, "utf8"));
  } catch {
    return {};
  }
}

/** `rows` are `{name, unit, values}` in the order of the table; `notes` are sentences. */
export function write({ rows, order, notes, rounds }) {
  const results = kept();
  const date = new Date().toISOString().slice(0, 10);
  for (const row of rows) results[row.name] = { ...row, date };
  const all = order.map((name) => results[name]).filter(Boolean);
  writeFileSync(KEPT, `${JSON.stringify(Object.fromEntries(all.map((row) => [row.name, row])), null, 1)}\n`);
  const head = ["", ...LIBRARIES.map((library) => NAMES[library]), "to JsSIP", "to SIP.js"];
  const table = [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...all.map(line)].map((cells) => `| ${cells.join(" | ")} |`);
  const chromium = version(process.env.CHROME ?? "/usr/bin/chromium", ["--version"], /([\d.]+)/);
  const kamailio = version("kamailio", ["-v"], /kamailio ([\d.]+)/);
  const dates = [...new Set(all.map((row) => row.date))].sort().join(" to ");
  const text = [
    "# Beside JsSIP and SIP.js", "",
    "Written by `cargo xtask bench`. A ratio above 1 says that Ringdesk is ahead.", "",
    ...table, "", ...notes.map((note) => `- ${note}`), "",
    `Medians of ${rounds} rounds, in which the three take turns; heaps and storms are measured once. ${dates}, ` +
    `JsSIP ${locked("jssip")}, SIP.js ${locked("sip.js")}, Chromium ${chromium}, Kamailio ${kamailio}, Node ${process.versions.node}, ${cpus().length} cores.`, "",
  ].join("\n");
  writeFileSync(new URL("RESULTS.md", HERE), text);
  return text;
}
