//! Several tabs of one agent: one is the phone, the others show and steer it.

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, command, leads, openPhone, registration } from "../sdk.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

/** Mina with two tabs that share a phone, and Jun with a phone of his own. */
async function tabs(t, options = {}) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.party("mina"), scene.party("jun")]);
  await openPhone(mina.page, scene.exchange, "mina", { tabs: "shared", ...options });
  const second = await mina.context.newPage();
  await openPhone(second, scene.exchange, "mina", { tabs: "shared", ...options });
  await openPhone(jun.page, scene.exchange, "jun");
  return { scene, mina, first: mina.page, second, jun };
}

const dial = (page, target) => page.evaluate(async (target) => void (await window.phone.dial(target)), target);
const shows = (page, what, is) => until(what, async () => (await callsOf(page)).length === 1 && is((await callsOf(page))[0]));

test("two tabs are one registration, and each shows the other's calls", async (t) => {
  const { first, second, jun } = await tabs(t);
  assert.deepEqual([await leads(first), await leads(second)], [true, false]);
  assert.deepEqual([await registration(first), await registration(second)], ["registered", "registered"]);

  await dial(jun.page, "101");
  await Promise.all([first, second].map((page) => shows(page, "it rings", (call) => call.state === "incoming")));
  await command(second, "answer");
  await Promise.all([first, second].map((page) => shows(page, "it is connected", (call) => call.state === "connected")));
  const [[here], [there]] = [await callsOf(first), await callsOf(second)];
  assert.equal(here.id, there.id);
  // The sound is in the tab that is the phone, whoever answered.
  await Promise.all([hearsTone(first, jun.hertz), hearsTone(jun.page, 530)]);
  assert.equal(await second.evaluate(() => window.phone.calls[0].peerConnection), undefined);

  await command(second, "mute");
  await until("the first tab shows it", () => first.evaluate(() => window.phone.calls[0].muted));
  await command(second, "unmute");
  await command(second, "hangUp");
  for (const page of [first, second]) {
    await until("the end", () => page.evaluate(() => window.told.filter(({ type }) => type === "ended").length === 1));
    assert.equal(await page.evaluate(() => window.phone.recent.length), 1);
  }
  await until("Jun's end", () => jun.page.evaluate(() => window.phone.calls.length === 0));
});

test("a tab that follows dials, and is told by the same code why it can not", async (t) => {
  const { second, first, jun } = await tabs(t);
  const code = await second.evaluate(() => window.phone.dial("").then(() => "", ({ code }) => code));
  assert.equal(code, await first.evaluate(() => window.phone.dial("").then(() => "", ({ code }) => code)));
  assert.notEqual(code, "");
  await dial(second, "102");
  await shows(jun.page, "it rings", (call) => call.state === "incoming");
  await command(jun.page, "answer");
  await shows(second, "it is connected", (call) => call.state === "connected");
  await hearsTone(jun.page, 530);
});

test("when the tab that is the phone is closed between calls, another registers within two seconds", async (t) => {
  const { first, second, jun } = await tabs(t);
  await first.close({ runBeforeUnload: false });
  const closed = Date.now();
  await until("the second tab is the phone", async () => (await leads(second)) && (await registration(second)) === "registered", { everyMs: 20 });
  const took = Date.now() - closed;
  t.diagnostic(`registered again after ${took} ms`);
  assert.ok(took < 2_000, `${took} ms`);
  await dial(jun.page, "101");
  await shows(second, "it rings", (call) => call.state === "incoming");
  await command(second, "answer");
  await hearsTone(second, jun.hertz);
});

test("when the tab that is the phone is closed in a call, another tab takes the call up", async (t) => {
  const { first, second, jun } = await tabs(t);
  await dial(jun.page, "101");
  await shows(first, "it rings", (call) => call.state === "incoming");
  await command(first, "answer");
  await hearsTone(jun.page, 530);
  const [{ id }] = await callsOf(second);
  await first.close();
  const closed = Date.now();
  await until("the second tab is the phone", () => leads(second), { everyMs: 20 });
  await shows(second, "the call is agreed again", (call) => call.id === id && call.state === "connected" && !call.returning);
  await Promise.all([hearsTone(second, jun.hertz), hearsTone(jun.page, 530)]);
  t.diagnostic(`both sides hear each other again ${Date.now() - closed} ms after the tab was closed`);
  assert.equal(await second.evaluate(() => window.told.filter(({ type }) => type === "ended").length), 0);
  await command(second, "hangUp");
  await until("Jun's end", () => jun.page.evaluate(() => window.phone.calls.length === 0));
});
