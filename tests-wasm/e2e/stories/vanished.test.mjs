//! A far side that vanishes without a BYE is noticed and reported, and so is its return.

import assert from "node:assert/strict";

import { asleep, bare, inboundLost as lost, noted, talk } from "../bare.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { throughout, until } from "../until.mjs";

const NOTICED_WITHIN_MS = 8_000;

async function talking(t) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530), bare(scene, "jun", 620)]);
  await talk(mina, jun, "102");
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  return { mina, jun };
}

test("the far browser is killed: that is reported while the call is still there", async (t) => {
  const { mina, jun } = await talking(t);
  const processes = await jun.processes();
  const at = Date.now();
  processes.forEach((id) => process.kill(id, "SIGKILL"));
  await lost(mina, true);
  const [error] = await noted(mina, "error");
  assert.equal(error.code, "media.no-inbound");
  t.diagnostic(`reported after ${error.at - at} ms`);
  assert.ok(error.at - at <= NOTICED_WITHIN_MS, `${error.at - at} ms`);
});

test("the far browser stands still for a while: the call is heard again when it goes on", async (t) => {
  const { mina, jun } = await talking(t);
  await asleep(jun, () => lost(mina, true));
  await lost(mina, false);
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
});

test("a far side that is muted is not one that vanished", async (t) => {
  const { mina, jun } = await talking(t);
  await jun.page.evaluate(() => window.bare.call().mute());
  await throughout("a call that is heard", 9, () => mina.page.evaluate(() => window.bare.call()?.inboundLost === false));
});
