//! An agent asks a colleague about the customer before handing over (FD-54, KC-24 to KC-26, WX-89 to WX-105).

import assert from "node:assert/strict";

import { answers, declines, isFree, outcome, refusal, rings, run, showsLines, talking } from "../centre.mjs";
import { calls } from "../record.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { hear, hears } from "../voices.mjs";

const consults = (mina, target = "102") => run(mina, async (phone, target) => {
  window.consult = await window.customer.consult(target);
}, target);

/** Mina asks Jun; the customer hears music. */
async function consulting(t, options) {
  const all = await talking(t, options);
  const { ada, mina, jun } = all;
  await consults(mina);
  await answers(jun);
  await showsLines(mina, "primary held 1", "consult active 1");
  await hear([ada, "music"], [mina, "jun"], [jun, "mina"]);
  return all;
}

test("completed: customer and colleague talk, on the phone that was asked, and the first agent is free", async (t) => {
  const { scene, ada, mina, jun } = await consulting(t);
  // WX-106: he is asked, and does not decide.
  assert.equal(await refusal(jun, "consult", "call"), "line.role-consulted");
  await run(mina, () => window.consult.complete());
  await isFree(mina);
  await hear([ada, "jun"], [jun, "customer"], [mina]);
  await ada.meet.isTalking();
  await until("Jun has one call", () => run(jun, (phone) => phone.calls.length === 1));
  await ada.meet.end();
  await isFree(jun);
  const all = await until("the records", () => {
    const records = calls(scene.exchange);
    return records.every((record) => record.ended_at) && records;
  });
  assert.deepEqual(all.map((record) => [record.direction, record.outcome]), [["inbound", "answered"], ["outbound", "answered"]]);
});

test("cancelled: the customer is talked with again", async (t) => {
  const { ada, mina, jun } = await consulting(t);
  await run(mina, () => window.consult.cancel());
  await isFree(jun);
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("cancelled where the profile keeps the customer held: only the agent brings him back (KC-26)", async (t) => {
  const { ada, mina, jun } = await consulting(t, { options: { profile: { secondLineEnded: "keep-held" } } });
  await run(mina, () => window.consult.cancel());
  await isFree(jun);
  await showsLines(mina, "primary held 1");
  await hear([ada, "music"], [mina]);
  await run(mina, () => window.customer.resume());
  await hear([ada, "mina"], [mina, "customer"]);
});

test("made a conference: all three hear each other, and the customer stays when the colleague leaves", async (t) => {
  const { ada, mina, jun } = await consulting(t);
  await run(mina, () => window.consult.conference());
  await showsLines(mina, "primary active 2");
  await hear([ada, "jun", "mina"], [mina, "customer", "jun"], [jun, "customer", "mina"]);
  await run(jun, () => window.call.hangUp());
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("a colleague who declines, is busy, is not there or hangs up: the customer is talked with again", async (t) => {
  const { ada, mina, jun } = await talking(t);
  for (const [does, reason] of [
    [() => declines(jun, "declined"), "call.declined"],
    [() => declines(jun, "busy"), "call.busy"],
  ]) {
    const ended = outcome(mina, async () => {
      window.consult = await window.customer.consult("102");
      await window.consult.call.answered();
    });
    await does();
    assert.equal((await ended).code, reason);
    await showsLines(mina, "primary active 1");
    await hear([ada, "mina"], [mina, "customer"]);
  }
  await outcome(mina, () => window.customer.consult("199"));
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"]);

  await consults(mina);
  await answers(jun);
  await hear([ada, "music"], [mina, "jun"]);
  await run(jun, () => window.call.hangUp());
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("a customer who hangs up during a consultation ends it, and nobody is left on a line", async (t) => {
  const { ada, mina, jun } = await consulting(t);
  await ada.meet.end();
  await Promise.all([isFree(mina), isFree(jun)]);
  await hear([mina], [jun]);
});

test("a consultation that rings is not completed, and hanging up while it rings brings the customer back", async (t) => {
  const { ada, mina, jun } = await talking(t);
  await consults(mina);
  await rings(jun);
  await hears(ada, "music");
  assert.equal((await outcome(mina, () => window.consult.complete())).code, "line.not-answered");
  await run(mina, () => window.consult.cancel());
  await isFree(jun);
  await hear([ada, "mina"], [mina, "customer"]);
});
