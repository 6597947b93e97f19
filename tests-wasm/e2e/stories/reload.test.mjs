//! A page is reloaded in the middle of a call, and the call comes back.

import assert from "node:assert/strict";

import { bare, gaps, isLoaded, isTalking, listenForGaps, noted, talk } from "../bare.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const LONGEST_GAP_MS = 3_000;

async function pair(t) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530), bare(scene, "jun", 620)]);
  return { scene, mina, jun };
}

const bothHear = (mina, jun) => Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);

for (const who of ["caller", "called"]) {
  test(`the page of the ${who} is reloaded, and the other one hears a gap of at most three seconds`, async (t) => {
    const { mina, jun } = await pair(t);
    await talk(mina, jun, "102");
    await bothHear(mina, jun);
    const [leaves, stays] = who === "caller" ? [mina, jun] : [jun, mina];
    const before = await leaves.page.evaluate(() => window.bare.call().id);
    await listenForGaps(stays);

    await leaves.page.reload();
    await isLoaded(leaves);
    await isTalking(leaves);
    assert.equal(await leaves.page.evaluate(() => window.bare.call().id), before, "the same call");
    await bothHear(mina, jun);
    await until("a call that has returned", () => leaves.page.evaluate(() => window.bare.snapshot().every((call) => !call.returning)));
    const longest = Math.max(0, ...await gaps(stays));
    t.diagnostic(`gap at the side that stayed: ${longest} ms`);
    assert.ok(longest <= LONGEST_GAP_MS, `a gap of ${longest} ms`);

    // And it is a call like any other: it ends at both sides when one hangs up.
    await stays.page.evaluate(() => window.bare.call().hangUp());
    await until("the end", async () => (await noted(leaves, "ended")).length === 1);
  });
}

test("calls that were not answered yet do not outlive the page: one is cancelled, the other refused", async (t) => {
  const { mina, jun } = await pair(t);
  const rings = (party) => until("an incoming call", () => party.page.evaluate(() => window.bare.call()?.state === "incoming"));
  await mina.page.evaluate(() => window.bare.dial("102"));
  await rings(jun);
  await mina.page.reload();
  await until("the end", async () => (await noted(jun, "ended")).length === 1);
  await isLoaded(mina);
  await until("a registration", () => mina.page.evaluate(() => window.bare.phone?.registration === "registered"));

  await mina.page.evaluate(() => window.bare.dial("102"));
  await rings(jun);
  await jun.page.reload();
  const [ended] = await until("the end", async () => {
    const ends = await noted(mina, "ended");
    return ends.length && ends;
  });
  assert.equal(ended.end.reason, "call.unavailable", JSON.stringify(ended));
});

test("a call that was kept for more than a minute is ended and not taken up", async (t) => {
  const { mina, jun } = await pair(t);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  await mina.page.addInitScript(() => {
    for (const [key, kept] of Object.entries(sessionStorage)) {
      if (key.startsWith("ringdesk ")) sessionStorage.setItem(key, kept.replace(/\d+/, (at) => at - 61_000));
    }
  });
  await mina.page.reload();
  await until("the end", async () => (await noted(jun, "ended")).length === 1);
});

test("a phone that keeps no calls ends them when its page goes", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530, { options: { keepCalls: false } }), bare(scene, "jun", 620)]);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  await mina.page.reload();
  await until("the end", async () => (await noted(jun, "ended")).length === 1, { seconds: 3 });
});
