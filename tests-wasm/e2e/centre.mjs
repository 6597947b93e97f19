//! Agents of a call centre with the SDK in their pages, and a customer in the lounge who talks with one of them.

import assert from "node:assert/strict";

import { Scene } from "./scene.mjs";
import { openPhone } from "./sdk.mjs";
import { wav } from "./tone.mjs";
import { until } from "./until.mjs";
import { MUSIC, hear } from "./voices.mjs";

/** Support is Mina's alone, billing Sora's; Jun and Sora are the team. */
const EXCHANGE = {
  queue: { agents: ["mina"] },
  queues: [{ id: "billing", name: "Billing", agents: ["sora"] }],
  teams: [{ id: "care", name: "Customer care", members: ["jun", "sora"] }],
};

/**
 * The customer is on the phone with Mina; `others` sit there and are available. `options` are Mina's phone's, which answers `muted` or not.
 */
export async function talking(t, { others = ["jun"], options = {}, theirs = {}, exchange = {}, muted = false } = {}) {
  const scene = await Scene.open(t, { exchange: { ...EXCHANGE, ...exchange } });
  const [ada, mina, ...rest] = await Promise.all([
    scene.customer(), agent(scene, "mina", options), ...others.map((name) => agent(scene, name, theirs)),
  ]);
  await ada.meet.call("Ada Chen");
  await answers(mina, "customer");
  await ada.meet.isTalking();
  await hear(muted ? [ada] : [ada, "mina"], [mina, "customer"]);
  return { scene, ada, mina, ...Object.fromEntries(rest.map((party) => [party.name, party])) };
}

/** An agent's page with a phone in it, available. */
export async function agent(scene, name, options = {}) {
  const party = await scene.party(name);
  await party.page.route("**/hold.wav", (route) => route.fulfill({ body: wav(MUSIC), contentType: "audio/wav" }));
  await openPhone(party.page, scene.exchange, name, { desk: true, holdMusic: "/hold.wav", ...options });
  await run(party, (phone) => phone.chooseState("available"));
  return party;
}

/** Runs `action(phone, …args)` in the page; its own variables are not there. */
export const run = (party, action, ...args) => party.page.evaluate(`(${action})(window.phone, ...${JSON.stringify(args)})`);

/** Runs a command, and tells how it failed: `{ code, status }`, or `{}`. */
export const outcome = (party, action, ...args) =>
  party.page.evaluate(`(async () => (${action})(window.phone, ...${JSON.stringify(args)}))()
    .then(() => ({}), ({ code, status }) => ({ code, ...(status && { status }) }))`);

export const rings = (party) =>
  until(`${party.name}'s phone rings`, () => run(party, (phone) => phone.calls.some(({ state }) => state === "incoming")));

export const stopsRinging = (party) =>
  until(`${party.name}'s phone is quiet`, () => run(party, (phone) => !phone.calls.some(({ state }) => state === "incoming")));

/** Waits for a call and answers it; the page then knows it by this name. */
export async function answers(party, name = "call") {
  await rings(party);
  await run(party, async (phone, name) => {
    window[name] = phone.calls.find(({ state }) => state === "incoming");
    await window[name].answer();
  }, name);
}

export const declines = async (party, reason) => {
  await rings(party);
  await run(party, (phone, reason) => void phone.calls.find(({ state }) => state === "incoming").decline(reason), reason);
};

/** Waits until a page has no call. */
export const isFree = (party) => until(`${party.name} has no call`, () => run(party, (phone) => phone.calls.length === 0));

/** The lines of a page, in words: `primary held 1`. */
export const lines = (party) =>
  run(party, (phone) => phone.lines.map(({ purpose, stage, parties }) => `${purpose} ${stage} ${parties.length}`));

export const showsLines = (party, ...wanted) =>
  until(`${party.name} has ${wanted.join(" and ") || "no line"}`, async () => {
    const now = await lines(party);
    assert.deepEqual(now, wanted);
    return true;
  });

/** Why a control is not offered: its code. */
export const refusal = (party, control, name = "customer") =>
  run(party, (phone, control, name) => window[name].can(control)?.code, control, name);
