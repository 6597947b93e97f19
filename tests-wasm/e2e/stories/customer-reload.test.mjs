//! A customer reloads the lounge in the middle of a call with an agent.

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { calls } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const clock = async (meet) => (await meet.element.getByRole("timer").innerText()).split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const accounts = (page) => page.evaluate(() => ["sessionStorage", "localStorage"].map((name) =>
  Object.values(window[name]).filter((value) => value.includes("password")).length));

test("a customer reloads the lounge: the call opens by itself, its clock goes on, and the agent misses three seconds at most", async (t) => {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([scene.agent("mina"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  assert.deepEqual(await accounts(customer.page), [0, 0], "nothing is kept before there is a call");
  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking()]);
  await Promise.all([hearsTone(customer.page, mina.hertz), hearsTone(mina.page, customer.hertz)]);
  const [{ id }] = await mina.phone.calls();
  await until("a clock that runs", async () => (await clock(customer.meet)) >= 3);
  const before = await clock(customer.meet);
  assert.deepEqual(await accounts(customer.page), [1, 0], "the account is kept in the tab while it talks");

  await mina.page.evaluate((hertz) => window.ringdeskProbe.watchTone(hertz), customer.hertz);
  await customer.page.reload();
  await customer.meet.isTalking();
  assert.ok((await clock(customer.meet)) >= before, "the clock went on");
  await Promise.all([hearsTone(customer.page, mina.hertz), hearsTone(mina.page, customer.hertz)]);
  const gap = await mina.page.evaluate(() => window.ringdeskProbe.longestGap());
  t.diagnostic(`gap ${gap.toFixed(2)} s`);
  assert.ok(gap <= 3, `a gap of ${gap} s`);
  assert.deepEqual((await mina.phone.calls()).map((call) => call.id), [id]);
  await customer.screenshot("lounge-after-a-reload");

  await customer.meet.end();
  await customer.meet.hasEnded();
  await mina.phone.wrapsUp("They hung up");
  assert.deepEqual(await accounts(customer.page), [0, 0], "the account goes with the call");
  const [record, ...others] = await until("the end of the call record", () => {
    const all = calls(scene.exchange);
    return all[0]?.ended_at && all;
  });
  assert.deepEqual(others, []);
  assert.equal(record.call_id, id);
  assert.equal(record.outcome, "answered");

  // Nothing comes back by itself when there is nothing.
  await customer.page.reload();
  await customer.meet.button("Voice meet").waitFor();
});
