//! Two conversations on two lines, one of them always on hold, and the two made one (FD-37 to FD-52).

import assert from "node:assert/strict";

import { answers, isFree, outcome, refusal, run, showsLines, talking } from "../centre.mjs";
import { hearsDigits } from "../probe.mjs";
import { test } from "../told.mjs";
import { hear } from "../voices.mjs";

/** Mina calls Jun on a second line. */
async function onTwoLines(t, options) {
  const all = await talking(t, options);
  const { ada, mina, jun } = all;
  await run(mina, async () => {
    window.other = await window.customer.parallel("102");
  });
  await answers(jun);
  await showsLines(mina, "primary held 1", "parallel active 1");
  await hear([ada, "music"], [mina, "jun"], [jun, "mina"]);
  return all;
}

test("swapped again and again: whoever is not talked with hears music, and nobody hears the other line", async (t) => {
  const { ada, mina, jun } = await onTwoLines(t);
  for (let turn = 0; turn < 2; turn += 1) {
    await run(mina, (phone) => phone.swap());
    await showsLines(mina, "primary active 1", "parallel held 1");
    await hear([ada, "mina"], [mina, "customer"], [jun, "music"]);
    await run(mina, (phone) => phone.swap());
    await showsLines(mina, "primary held 1", "parallel active 1");
    await hear([ada, "music"], [mina, "jun"], [jun, "mina"]);
  }
  // FD-45: resuming one is holding the other.
  await run(mina, () => window.customer.resume());
  await hear([ada, "mina"], [mina, "customer"], [jun, "music"]);
  await run(mina, () => window.other.hangUp());
  await isFree(jun);
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("digits go to the line that they are meant for, the one in front and the one that was", async (t) => {
  const { ada, mina, jun } = await onTwoLines(t);
  const digits = (name, digits) => run(mina, (phone, name, digits) => window[name].sendDtmf(digits), name, digits);
  await hearsDigits(jun.page, "19#", () => digits("other", "19#"));
  await run(mina, (phone) => phone.swap());
  await hear([ada, "mina"], [mina, "customer"], [jun, "music"]);
  await hearsDigits(ada.page, "204", () => digits("customer", "204"));
});

test("merged: all three hear each other, and each line ends when its party leaves", async (t) => {
  const { ada, mina, jun } = await onTwoLines(t);
  // FD-52, FD-38.
  assert.equal(await refusal(mina, "transfer"), "line.transfer-in-parallel");
  assert.equal(await refusal(mina, "consult"), "line.two-lines");
  assert.equal(await refusal(mina, "merge"), undefined);
  await run(mina, (phone) => phone.merge());
  await showsLines(mina, "primary active 2");
  await hear([ada, "jun", "mina"], [mina, "customer", "jun"], [jun, "customer", "mina"]);
  await ada.meet.end();
  await hear([mina, "jun"], [jun, "mina"], [ada]);
  await run(jun, () => window.call.hangUp());
  await isFree(mina);
});

test("the second party hangs up: the customer is talked with again", async (t) => {
  const { ada, mina, jun } = await onTwoLines(t);
  await run(jun, () => window.call.hangUp());
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("the customer hangs up: no new line beside what is left, and no merge (FD-51)", async (t) => {
  const { ada, mina, jun } = await onTwoLines(t);
  await ada.meet.end();
  await showsLines(mina, "parallel active 1");
  await hear([mina, "jun"], [jun, "mina"]);
  assert.equal(await refusal(mina, "parallel", "other"), "line.primary-left");
  assert.match((await outcome(mina, () => window.other.parallel("103"))).code, /^line\./);
  await run(mina, () => window.other.hangUp());
  await isFree(mina);
});

test("a third party on the second line: the customer is apart from their conference, and can not be merged into it (FD-47, FD-49)", async (t) => {
  const { ada, mina, jun, sora } = await onTwoLines(t, { others: ["jun", "sora"] });
  await run(mina, async () => void (await window.other.addParty("103")));
  await answers(sora);
  await showsLines(mina, "primary held 1", "parallel active 2");
  await hear([ada, "music"], [mina, "jun", "sora"], [jun, "mina", "sora"], [sora, "jun", "mina"]);
  assert.equal(await refusal(mina, "merge"), "line.merge-in-conference");
  await run(mina, (phone) => phone.swap());
  await hear([ada, "mina"], [mina, "customer"], [jun, "music"], [sora, "music"]);
});
