//! Without a microphone there is no call, and people are told why.

import assert from "node:assert/strict";

import { calls } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";

const TROUBLES = [
  ["denied", "media.permission-denied", "The microphone is blocked for this site"],
  ["absent", "media.no-device", "No microphone was found"],
  ["in-use", "media.in-use", "The microphone is in use"],
];

for (const [microphone, code, words] of TROUBLES) {
  test(`an agent whose microphone is ${microphone} dials`, async (t) => {
    const scene = await Scene.open(t);
    const mina = await scene.agent("mina", { microphone });
    await mina.phone.dial("102");
    await mina.phone.tells(code, words);
    await mina.screenshot(`phone-microphone-${microphone}`);
    assert.deepEqual(calls(scene.exchange), [], "no INVITE went out");
    await mina.phone.close();
    await mina.phone.shows("Available");
  });

  test(`a customer whose microphone is ${microphone} calls`, async (t) => {
    const scene = await Scene.open(t);
    const customer = await scene.customer("customer", { microphone });
    await customer.meet.call("Ada Chen");
    await customer.meet.tells(code, words);
    await customer.screenshot(`meet-microphone-${microphone}`);
    assert.deepEqual(calls(scene.exchange), []);
  });
}

test("an agent without a microphone answers: the agent is told, the customer goes on waiting for somebody else", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([
    scene.agent("mina", { microphone: "denied" }), scene.agent("jun"), scene.customer(),
  ]);
  await customer.meet.call("Ada Chen");
  await Promise.all([mina.phone.rings(), jun.phone.rings()]);
  await mina.phone.answer();
  await mina.phone.tells("media.permission-denied", "The microphone is blocked for this site");
  await jun.phone.rings();
  await jun.phone.answer();
  await customer.meet.isTalking();
});
