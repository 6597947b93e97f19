//! A picture of every state of both elements: light and dark, wide and narrow, in every language.
//! And what holds for all of them: nothing is cut off, every control has a name and is large enough to press.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { after, before, test } from "node:test";

import { Party } from "../party.mjs";

const ORIGIN = "http://gallery.localhost";
const FOLDER = process.env.RINGDESK_GALLERY;
const FOLDER_OF_PICTURES = new URL("../screenshots/", import.meta.url).pathname;
const TYPE = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

const LOOKS = [
  { lang: "en", theme: "light", width: 376 },
  { lang: "en", theme: "dark", width: 376 },
  { lang: "ko", theme: "light", width: 376 },
  { lang: "ja", theme: "dark", width: 376 },
  { lang: "en", theme: "light", width: 320, height: 460 },
  { lang: "ko", theme: "dark", width: 320, height: 460 },
  { lang: "ja", theme: "light", width: 320, height: 460 },
];

let party;

before(async () => {
  assert.ok(FOLDER, "RINGDESK_GALLERY names the built gallery; `cargo xtask test --only e2e` sets it");
  party = await Party.launch("gallery", 0, { context: { viewport: { width: 460, height: 700 }, reducedMotion: "reduce" } });
  await party.page.route(`${ORIGIN}/**`, async (route) => {
    const path = normalize(new URL(route.request().url()).pathname).replace(/\/$/, "/index.html");
    const file = join(FOLDER, path);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    await route.fulfill({ body: readFileSync(file), contentType: TYPE[extname(file)] ?? "application/octet-stream" });
  });
});

after(() => party?.close());

/** Draws all states beside each other and gives their names. */
async function show(look) {
  await party.page.goto(`${ORIGIN}/?${new URLSearchParams(look)}`);
  await party.page.waitForFunction(() => window.ready);
  await party.page.evaluate(() => document.fonts.ready);
  return party.page.evaluate(() => window.states);
}

/** What is wrong with one picture, in words. */
function faults(figure) {
  const root = figure.firstElementChild.shadowRoot;
  const host = root.host.getBoundingClientRect();
  const complaints = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const word = (element) => `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;
  for (const element of root.querySelectorAll("*")) {
    if (element.closest(".quiet") || element.closest("svg") || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === "hidden" && style.textOverflow !== "ellipsis";
    if (cut && element.clientWidth > 1) complaints.push(`${word(element)} is cut off`);
    if (box.width > 1 && !root.querySelector(".launcher, .frame:not(.docked)")?.contains(element)) {
      if (box.right > host.right + 1 || box.left < host.left - 1) complaints.push(`${word(element)} sticks out`);
    }
    if (element.tagName === "BUTTON") {
      const name = element.getAttribute("aria-label") ?? element.textContent.trim();
      if (!name) complaints.push(`${word(element)} has no name`);
      if (Math.min(box.width, box.height) < 24) complaints.push(`${word(element)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
    }
    if (/^(INPUT|TEXTAREA)$/.test(element.tagName) && !element.labels?.length && !element.getAttribute("aria-label")) {
      complaints.push(`${word(element)} has no label`);
    }
  }
  return [...new Set(complaints)];
}

for (const look of LOOKS) {
  const name = `${look.lang}-${look.theme}-${look.width}`;
  test(`every state of both elements, ${name}`, async () => {
    const states = await show(look);
    assert.ok(states.length > 50);
    const complaints = [];
    for (const [index, state] of states.entries()) {
      const figure = party.page.locator("figure").nth(index);
      await figure.locator("> *").first().screenshot({ path: `${FOLDER_OF_PICTURES}${state.replace("/", "-")}-${name}.png`, animations: "disabled" });
      for (const fault of await figure.evaluate(faults)) complaints.push(`${state}: ${fault}`);
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(party.pageErrors, []);
  });
}
