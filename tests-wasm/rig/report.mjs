//! The table in README.md: which part of the rig told which story.

import { readFileSync, writeFileSync } from "node:fs";

import { PARTS, stories } from "./story.mjs";

const README = new URL("./README.md", import.meta.url);
const [BEGIN, END] = ["<!-- written by the run: begin -->\n", "<!-- end -->\n"];

/** One line for each story. `results` are `{ name, browser, failed, measures }`. */
export function table(results) {
  const notes = [];
  const rows = stories.map(({ name, parts, browsers, cannot }) => {
    const told = results.filter((result) => result.name === name);
    const cells = PARTS.map((part) => {
      if (cannot[part]) {
        if (!notes.includes(cannot[part])) notes.push(cannot[part]);
        return `no [${notes.indexOf(cannot[part]) + 1}]`;
      }
      const mine = parts.includes(part) ? told : browsers.includes(part) ? told.filter(({ browser }) => browser === part) : [];
      if (mine.length === 0) return "";
      return mine.some(({ failed }) => failed) ? "**fails**" : "pass";
    });
    const figures = told.flatMap(({ browser, measures }) => measures.map((figure) => (browsers.length > 1 ? `${browser} ${figure}` : figure)));
    return [name, ...cells, figures.join("; ")];
  });
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["story", ...PARTS, "measured"]),
    line(["---", ...PARTS.map(() => ":-:"), "---"]),
    ...rows.map(line),
    "",
    ...notes.map((note, index) => `${index + 1}. ${note}`),
    "",
  ].join("\n");
}

/** The table without its figures: those differ with every run. */
const structure = (text) => text.replaceAll(/\| [^|]*\|$/gm, "|");

/** Writes the table when it says something else than the one in README.md, and tells whether it did. */
export function writeTable(results, { figures }) {
  const readme = readFileSync(README, "utf8");
  const [before, rest] = readme.split(BEGIN);
  const [old, after] = rest.split(END);
  const fresh = table(results);
  const changed = structure(old) !== structure(fresh);
  if (changed || figures) writeFileSync(README, `${before}${BEGIN}${fresh}${END}${after}`);
  return changed;
}
