//! Hold and transfer as an application does them, with the real exchange.

import assert from "node:assert/strict";

import { hearsOnly, hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, command, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

/** Mina in a call with Jun, and a second phone of Mina's for whom a transfer is meant. */
async function talking(t, jun = {}) {
  const scene = await Scene.open(t);
  const [mina, other] = await Promise.all([scene.party("mina"), scene.party("jun")]);
  await openPhone(mina.page, scene.exchange, "mina");
  await openPhone(other.page, scene.exchange, "jun", jun);
  await mina.page.evaluate(async () => void (await window.phone.dial("102")));
  await ringsAndIsAnswered(other.page);
  await until("the caller is connected", async () => (await callsOf(mina.page))[0]?.state === "connected");
  await Promise.all([hearsTone(mina.page, other.hertz), hearsTone(other.page, mina.hertz)]);
  return { scene, mina, jun: other };
}

async function ringsAndIsAnswered(page) {
  await until("it rings", async () => (await callsOf(page)).some(({ state }) => state === "incoming"));
  await page.evaluate(() => window.phone.calls.find(({ state }) => state === "incoming").answer());
}

const told = (page, type) => page.evaluate((type) => window.told.filter((event) => event.type === type), type);

test("a hold resolves when the far side has agreed, and both sides show it", async (t) => {
  const { mina, jun } = await talking(t);
  await command(mina.page, "hold");
  assert.equal((await callsOf(mina.page))[0].hold, "on");
  assert.equal((await callsOf(jun.page))[0].heldByRemote, true);
  // Who holds hears nothing, and is not overheard: the other one hears music.
  await hearsOnly(jun.page, [], [mina.hertz, jun.hertz]);
  await until("no packets for a second", async () => {
    const packets = () => mina.page.evaluate(async () => (await window.ringdeskProbe.received()).packets);
    const before = await packets();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return (await packets()) === before;
  });
  await command(mina.page, "resume");
  assert.equal((await callsOf(mina.page))[0].hold, "off");
  assert.equal((await callsOf(jun.page))[0].heldByRemote, false);
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  await command(jun.page, "hangUp");
});

test("a transfer resolves when its target has answered, and the far side talks to the target", async (t) => {
  const { scene, mina, jun } = await talking(t);
  const desk = await scene.party("second");
  await openPhone(desk.page, scene.exchange, "mina");
  const transferred = command(mina.page, "transfer", "101");
  await ringsAndIsAnswered(desk.page);
  await transferred;
  await until("the call is over here", async () => (await callsOf(mina.page)).length === 0);
  await Promise.all([hearsTone(jun.page, desk.hertz), hearsTone(desk.page, jun.hertz)]);
  const [replaced] = await told(jun.page, "replaced");
  assert.equal(replaced.call.id, (await callsOf(jun.page))[0].id);
});

test("a transfer that nobody answers rejects with its status, and the call goes on", async (t) => {
  const { mina, jun } = await talking(t);
  const failure = await mina.page.evaluate(() =>
    window.phone.calls[0].transfer("199").then(() => ({}), ({ code, status }) => ({ code, status })));
  assert.equal(failure.code, "transfer.failed");
  assert.ok(failure.status >= 400, `${failure.status}`);
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
});

test("a transfer that was asked for is refused by the application, and the call goes on", async (t) => {
  const { mina, jun } = await talking(t, { transfers: "ask" });
  const transfer = mina.page.evaluate(() =>
    window.phone.calls[0].transfer("101").then(() => ({}), ({ code, status }) => ({ code, status })));
  await until("Jun is asked", async () => (await told(jun.page, "transferasked")).length === 1);
  assert.match((await told(jun.page, "transferasked"))[0].target, /101/);
  await command(jun.page, "refuseTransfer");
  assert.equal((await transfer).code, "transfer.failed");
  await hearsTone(mina.page, jun.hertz);
});
