//! A customer is handed over unannounced (FD-55 to FD-63): to an agent, a team, a queue; and to whoever does not take him.

import assert from "node:assert/strict";

import { answers, declines, isFree, outcome, rings, run, showsLines, stopsRinging, talking } from "../centre.mjs";
import { calls, rows } from "../record.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { hear, hears } from "../voices.mjs";

const hand = (party, target) => outcome(party, (phone, target) => window.customer.transfer(target), target);

/** The customer's only record once it has ended, with its legs. */
async function recorded(scene) {
  const [record, ...others] = await until("the end of the record", () => {
    const all = calls(scene.exchange);
    return all[0]?.ended_at && all;
  });
  assert.deepEqual(others, [], "one customer, one call");
  return { ...record, legs: rows(scene.exchange, "SELECT * FROM call_leg ORDER BY id") };
}

/** The customer is with this agent, and with nobody else. */
async function isWith(ada, agent, mina) {
  await Promise.all([hear([ada, agent.name], [agent, "customer"]), isFree(mina)]);
  await hears(mina);
  await ada.meet.isTalking();
}

test("to an agent: the customer hears music until she answers, and the first agent is free", async (t) => {
  const { scene, ada, mina, jun } = await talking(t);
  const handed = hand(mina, "102");
  await rings(jun);
  await showsLines(mina, "primary transferring 1");
  await hear([ada, "music"], [mina]);
  await answers(jun);
  assert.deepEqual(await handed, {});
  await isWith(ada, jun, mina);
  await run(jun, () => window.call.hangUp());
  await ada.meet.hasEnded();
  const record = await recorded(scene);
  assert.equal(record.agent, "mina");
  assert.deepEqual(record.legs.map(({ kind, by_agent: by, callee }) => [kind, by, callee]), [["call", null, "mina"], ["transfer", "mina", "jun"]]);
});

test("to a team: everybody who is free rings, and the first to answer has the customer", async (t) => {
  const { ada, mina, jun, sora } = await talking(t, { others: ["jun", "sora"] });
  const handed = hand(mina, "care");
  await Promise.all([rings(jun), rings(sora)]);
  await answers(sora);
  await stopsRinging(jun);
  assert.deepEqual(await handed, {});
  await isWith(ada, sora, mina);
  assert.equal(await run(jun, (phone) => phone.recent[0].reason), "answeredElsewhere");
});

test("to a queue: the customer waits there for an agent of that queue", async (t) => {
  const { scene, ada, mina, sora } = await talking(t, { others: ["sora"] });
  await run(sora, (phone) => phone.chooseState("break"));
  const handed = hand(mina, "billing");
  await until("the customer waits", async () => (await (await fetch(`${scene.exchange.url}/api/queue?queue=billing`)).json()).waiting === 1);
  assert.deepEqual(await handed, {}, "the agent does not wait with the customer");
  await run(sora, (phone) => phone.chooseState("available"));
  await answers(sora);
  await isWith(ada, sora, mina);
  await run(sora, () => window.call.hangUp());
  const record = await recorded(scene);
  assert.deepEqual([record.queue, record.legs[1].queue], ["Support", "Billing"]);
});

const FAILURES = [
  ["declines", "102", 603, (jun) => declines(jun, "declined")],
  ["is busy", "102", 486, (jun) => declines(jun, "busy")],
  ["hangs up his browser in the middle", "102", 480, async (jun) => (await rings(jun), jun.page.close())],
  ["does not exist", "199", 404, () => {}],
  ["is not logged in", "103", 480, () => {}],
  ["is a team of which nobody is free", "care", 480, () => {}, { others: [] }],
];
for (const [what, target, status, does, options] of FAILURES) {
  test(`a target that ${what}: the agent is told ${status}, and has the customer again`, async (t) => {
    const { ada, mina, jun } = await talking(t, options);
    const handed = hand(mina, target);
    await does(jun);
    assert.deepEqual(await handed, { code: "transfer.failed", status });
    await showsLines(mina, "primary active 1");
    await hear([ada, "mina"], [mina, "customer"]);
    assert.equal(await run(mina, (phone) => window.customer === phone.calls[0]), true);
  });
}

test("a target that does not answer: the agent is told 408 after the ring time, and has the customer again", async (t) => {
  const { ada, mina, jun } = await talking(t, { exchange: { settings: { ring_seconds: 5 } } });
  const handed = hand(mina, "102");
  await rings(jun);
  await hears(ada, "music");
  assert.deepEqual(await handed, { code: "transfer.failed", status: 408 });
  await stopsRinging(jun);
  await hear([ada, "mina"], [mina, "customer"]);
});

test("a customer who was held before is held after a transfer that failed", async (t) => {
  const { ada, mina } = await talking(t);
  await run(mina, () => window.customer.hold());
  await hears(ada, "music");
  assert.equal((await hand(mina, "199")).status, 404);
  await showsLines(mina, "primary held 1");
  await hear([ada, "music"], [mina]);
  await run(mina, () => window.customer.resume());
  await hear([ada, "mina"], [mina, "customer"]);
});

test("a customer who hangs up while the target rings: it stops ringing, and the agent is free", async (t) => {
  const { scene, ada, mina, jun } = await talking(t);
  const handed = hand(mina, "102");
  await rings(jun);
  await ada.meet.end();
  await stopsRinging(jun);
  await isFree(mina);
  await handed;
  assert.equal((await recorded(scene)).outcome, "answered");
});
