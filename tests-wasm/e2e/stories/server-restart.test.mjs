//! The server is killed in the middle of a call and started again: sound goes on, and what is shown is true soon after.

import assert from "node:assert/strict";

import { bare, gaps, isTalking, listenForGaps, noted, talk } from "../bare.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { Wire } from "../wire.mjs";

const TRUE_WITHIN_S = 10;

async function talking(t) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530), bare(scene, "jun", 620)]);
  await talk(mina, jun, "102");
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  for (const party of [mina, jun]) await listenForGaps(party);
  return { scene, mina, jun };
}

const isRegistered = (party) =>
  until("a registration", () => party.page.evaluate(() => window.bare.phone.registration === "registered"), { seconds: TRUE_WITHIN_S });

test("a call goes on without a gap, and can be ended afterwards", async (t) => {
  const { scene, mina, jun } = await talking(t);
  await scene.exchange.kill();
  await until("a lost connection", () => mina.page.evaluate(() => window.bare.phone.connection === "reconnecting"));
  await scene.exchange.restart();
  const at = Date.now();
  await Promise.all([isRegistered(mina), isRegistered(jun)]);
  t.diagnostic(`both registered ${Date.now() - at} ms after the restart`);
  await Promise.all([isTalking(mina), isTalking(jun)]);
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  for (const party of [mina, jun]) assert.ok(Math.max(0, ...(await gaps(party))) < 500, `${await gaps(party)} ms`);
  await jun.page.evaluate(() => window.bare.call().hangUp());
  await until("the end", async () => (await noted(mina, "ended")).length === 1);
});

test("a far side that left meanwhile is not shown as connected ten seconds later", async (t) => {
  const { scene, mina, jun } = await talking(t);
  await scene.exchange.kill();
  await jun.page.goto("about:blank");
  await scene.exchange.restart();
  await until("the end", async () => (await noted(mina, "ended")).length === 1, { seconds: TRUE_WITHIN_S });
  const [ended] = await noted(mina, "ended");
  assert.equal(ended.end.reason ?? ended.end.code, "call.lost", JSON.stringify(ended));
});

test("with two flows a call comes in while one server is away", async (t) => {
  const scene = await Scene.open(t);
  const wires = [];
  for (let wire = 0; wire < 2; wire += 1) wires.push(scene.with(await Wire.to(scene.exchange.socketUrl)));
  const options = { servers: wires.map((wire) => wire.url), flows: 2 };
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530, { options }), bare(scene, "jun", 620)]);
  await wires[0].cut();
  await talk(jun, mina, "101");
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  assert.ok((await noted(mina, "connectionchange")).every(({ state }) => state !== "reconnecting"), "one of two is enough");
  await wires[0].mend();
  await wires[1].cut();
  await isTalking(mina);
  await jun.page.evaluate(() => window.bare.call().hangUp());
  await until("the end", async () => (await noted(mina, "ended")).length === 1);
});
