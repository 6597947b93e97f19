//! A tab stands still, frozen by the browser or asleep with the machine: on return what it shows is checked, not remembered.

import assert from "node:assert/strict";

import { asleep, bare, inboundLost as lost, isTalking, noted, talk } from "../bare.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { Wire } from "../wire.mjs";

const TRUE_WITHIN_S = 5;

async function wired(t) {
  const scene = await Scene.open(t);
  const wire = scene.with(await Wire.to(scene.exchange.socketUrl));
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530, { options: { servers: [wire.url] } }), bare(scene, "jun", 620)]);
  await talk(mina, jun, "102");
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  return { wire, mina, jun };
}

test("a call that ended while the tab stood still, and whose BYE was lost, is over within five seconds of its return", async (t) => {
  const { wire, mina, jun } = await wired(t);
  await asleep(mina, async () => {
    // What the far side says meanwhile is swallowed, and then the socket is gone.
    wire.fromServer = () => null;
    await jun.page.evaluate(() => void window.bare.call().hangUp());
    await until("the end at the far side", async () => (await noted(jun, "ended")).length === 1, { seconds: 45 });
    await wire.cut();
    wire.fromServer = (text) => text;
    await wire.mend();
  });
  await until("the end", async () => (await noted(mina, "ended")).length === 1, { seconds: TRUE_WITHIN_S });
});

test("a call that goes on is still there when the tab is, and can be ended", async (t) => {
  const { mina, jun } = await wired(t);
  await asleep(mina, () => lost(jun, true));
  await lost(jun, false);
  await isTalking(mina);
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  await mina.page.evaluate(() => window.bare.call().hangUp());
  await until("the end", async () => (await noted(jun, "ended")).length === 1);
});

test("timers run in a worker under the policy of the page", async (t) => {
  const { mina } = await wired(t);
  assert.ok(mina.page.workers().some((worker) => worker.url().endsWith("/sdk/timer.js")));
});
