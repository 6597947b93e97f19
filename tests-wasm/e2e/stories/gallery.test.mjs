//! A picture of every state of both elements: light and dark, wide and narrow, in every language.
//! And what holds for all of them: nothing is cut off, every control has a name and is large enough to press.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { after, before, test } from "node:test";

import { Party } from "../party.mjs";

const ORIGIN = "http://gallery.localhost";
const FOLDER = process.env.RINGDESK_GALLERY;
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

async function show(look, state) {
  const asked = new URLSearchParams({ ...look, state });
  await party.page.goto(`${ORIGIN}/?${asked}`);
  await party.page.waitForFunction(() => window.ready);
  await party.page.evaluate(() => document.fonts.ready);
}

/** What is wrong with the picture that is shown, in words. */
function faults() {
  const root = document.querySelector("figure > div").shadowRoot;
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
    await show(look, "ringdesk-phone/idle");
    const states = await party.page.evaluate(() => window.states);
    assert.ok(states.length > 50);
    const complaints = [];
    for (const state of states) {
      await show(look, state);
      await party.screenshot(`${state.replace("/", "-")}-${name}`);
      for (const fault of await party.page.evaluate(faults)) complaints.push(`${state}: ${fault}`);
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(party.pageErrors, []);
  });
}
