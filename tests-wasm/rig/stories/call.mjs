//! Calls between a browser and an ordinary telephone, each side known by its tone.

import { story } from "../story.mjs";

const PARTS = ["Kamailio", "rtpengine", "baresip"];

/** A browser that called a telephone; both hear each other. */
export async function callOut(scene, { phone, ...options } = {}) {
  const [agent, baresip] = await Promise.all([scene.agent(options), phone ?? scene.baresip()]);
  await agent.dial(baresip.user);
  await agent.isIn("connected");
  await Promise.all([agent.hears(baresip.hertz), baresip.hears(agent.hertz)]);
  return { agent, baresip };
}

story("calls a telephone, and both hear each other", { parts: PARTS }, async (scene) => {
  const { agent, baresip } = await callOut(scene);
  await agent.does("hangUp");
  await baresip.tells("CALL_CLOSED");
});

story("is called by a telephone, and both hear each other", { parts: PARTS }, async (scene) => {
  const [agent, baresip] = await Promise.all([scene.agent(), scene.baresip()]);
  baresip.dial(agent.user);
  await agent.isIn("incoming");
  await agent.does("answer");
  await Promise.all([agent.hears(baresip.hertz), baresip.hears(agent.hertz)]);
  await baresip.hangUp();
  await agent.hasNoCall();
});
