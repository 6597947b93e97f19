//! One call at a time (CT-48 to CT-50): a colleague calls an agent who talks with a customer, and what becomes of the two is her desk's policy.

import assert from "node:assert/strict";

import { answers, isFree, outcome, rings, run, talking } from "../centre.mjs";
import { test } from "../told.mjs";
import { hear } from "../voices.mjs";

const callsMina = (jun) => run(jun, async (phone) => {
  window.call = await phone.dial("101");
});

test("by default the second call is told of, and answering it holds the first, which comes back after it", async (t) => {
  const { ada, mina, jun } = await talking(t);
  await callsMina(jun);
  await rings(mina);
  // It rings, and nobody who talks is cut off by that.
  await hear([ada, "mina"], [mina, "customer"]);
  await answers(mina, "second");
  await hear([ada, "music"], [mina, "jun"], [jun, "mina"]);
  assert.deepEqual(await outcome(mina, (phone) => phone.swap()), {});
  await hear([ada, "mina"], [mina, "customer"], [jun, "music"]);
  await run(jun, () => window.call.hangUp());
  await hear([ada, "mina"], [mina, "customer"], [jun]);
  await ada.meet.end();
  await isFree(mina);
});

test("a desk that ends the first call for the second", async (t) => {
  const { ada, mina, jun } = await talking(t, { options: { secondCall: "end" } });
  await callsMina(jun);
  await rings(mina);
  await hear([ada, "mina"], [mina, "customer"]);
  await answers(mina, "second");
  await ada.meet.hasEnded();
  await hear([mina, "jun"], [jun, "mina"]);
});

test("a second call that is declined changes nothing for the first", async (t) => {
  const { ada, mina, jun } = await talking(t);
  await callsMina(jun);
  await rings(mina);
  const declined = outcome(mina, (phone) => phone.calls.find(({ state }) => state === "incoming").decline());
  assert.equal((await outcome(jun, () => window.call.answered())).code, "call.declined");
  assert.deepEqual(await declined, {});
  await hear([ada, "mina"], [mina, "customer"], [jun]);
});

test("a desk of one call refuses the second, which does not ring", async (t) => {
  const { ada, mina, jun } = await talking(t, { options: { secondCall: "refuse" } });
  await callsMina(jun);
  assert.equal((await outcome(jun, () => window.call.answered())).code, "call.busy");
  assert.equal(await run(mina, (phone) => phone.calls.length), 1);
  await hear([ada, "mina"], [mina, "customer"]);
});

test("an agent who joins muted hears who called her, and is heard when she says so (CT-38)", async (t) => {
  const { ada, mina, jun } = await talking(t, { options: { profile: { muteOnJoin: true } }, muted: true });
  await callsMina(jun);
  await answers(mina, "second");
  await hear([ada, "music"], [mina, "jun"], [jun]);
  await run(mina, () => window.second.unmute());
  await hear([mina, "jun"], [jun, "mina"]);
});
