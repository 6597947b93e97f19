//! Three and four in one conversation, mixed in the browser of the agent who called them together (FD-64 to FD-68, CT-45).

import assert from "node:assert/strict";

import { answers, isFree, outcome, refusal, rings, run, showsLines, talking } from "../centre.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { hear } from "../voices.mjs";

const adds = (mina, target, name) => run(mina, async (phone, target, name) => {
  window[name] = await window.customer.addParty(target);
}, target, name);

/** Customer, Mina and Jun. */
async function threeTogether(t, options) {
  const all = await talking(t, options);
  const { ada, mina, jun } = all;
  await adds(mina, "102", "jun");
  await answers(jun);
  await showsLines(mina, "primary active 2");
  await hear([ada, "jun", "mina"], [mina, "customer", "jun"], [jun, "customer", "mina"]);
  return all;
}

test("four hear each other and nobody himself; one is taken out, and then it is ended for all", async (t) => {
  const { ada, mina, jun, sora } = await threeTogether(t, { others: ["jun", "sora"] });
  // RFC 4579 §5.1: a party knows that it speaks with a conference.
  await until("Jun's phone knows of the conference", () => run(jun, () => window.call.inConference));
  await adds(mina, "103", "sora");
  await answers(sora);
  await showsLines(mina, "primary active 3");
  await hear(
    [ada, "jun", "mina", "sora"], [mina, "customer", "jun", "sora"], [jun, "customer", "mina", "sora"], [sora, "customer", "jun", "mina"],
  );
  await run(mina, () => window.jun.remove());
  await isFree(jun);
  await hear([ada, "mina", "sora"], [mina, "customer", "sora"], [sora, "customer", "mina"], [jun]);
  await run(mina, () => window.customer.endForAll());
  await Promise.all([isFree(mina), isFree(sora), ada.meet.hasEnded()]);
});

test("the agent leaves: the other two are joined directly and talk on", async (t) => {
  const { ada, mina, jun } = await threeTogether(t);
  await run(mina, () => window.customer.leave());
  await isFree(mina);
  await hear([ada, "jun"], [jun, "customer"], [mina]);
  await ada.meet.isTalking();
  await ada.meet.end();
  await isFree(jun);
});

test("a conference of four is not left, for nobody would mix it", async (t) => {
  const { ada, mina, jun, sora } = await threeTogether(t, { others: ["jun", "sora"] });
  await adds(mina, "103", "sora");
  await answers(sora);
  await showsLines(mina, "primary active 3");
  assert.equal(await refusal(mina, "leave"), "line.too-many-parties");
  assert.equal((await outcome(mina, () => window.customer.leave())).code, "line.too-many-parties");
  await hear([ada, "jun", "mina", "sora"], [jun, "customer", "mina", "sora"], [sora, "customer", "jun", "mina"]);
});

test("an agent who is muted in a conference hears both, and they hear each other", async (t) => {
  const { ada, mina, jun } = await threeTogether(t);
  // WX-117, WX-119.
  assert.equal(await refusal(mina, "hold"), "line.hold-in-conference");
  await run(mina, () => window.customer.mute());
  await hear([ada, "jun"], [jun, "customer"], [mina, "customer", "jun"]);
  await run(mina, () => window.customer.unmute());
  await hear([ada, "jun", "mina"], [jun, "customer", "mina"]);
});

test("somebody asked to join who does not: the conversation goes on as it was", async (t) => {
  const { ada, mina, jun } = await talking(t);
  await adds(mina, "102", "jun");
  await rings(jun);
  await hear([ada, "mina"], [mina, "customer"]);
  await run(jun, (phone) => phone.calls[0].decline());
  await showsLines(mina, "primary active 1");
  await hear([ada, "mina"], [mina, "customer"]);
});

test("a colleague joins to listen, hears both and is heard by nobody, and then speaks (RFC 3911, CT-45)", async (t) => {
  const { ada, mina, sora } = await talking(t, { others: ["sora"], options: { profile: { join: "accept" } } });
  const dialog = await run(mina, () => window.customer.dialog);
  await run(sora, async (phone, dialog) => {
    window.call = await phone.join("101", dialog, { listen: true });
    await window.call.answered();
  }, dialog);
  await until("Sora listens", () => run(sora, () => window.call.listening));
  await hear([ada, "mina"], [mina, "customer"], [sora, "customer", "mina"]);
  await run(sora, () => window.call.speak());
  await hear([ada, "mina", "sora"], [mina, "customer", "sora"], [sora, "customer", "mina"]);
  await run(sora, () => window.call.hangUp());
  await isFree(sora);
  await hear([ada, "mina"], [mina, "customer"], [sora]);
});
