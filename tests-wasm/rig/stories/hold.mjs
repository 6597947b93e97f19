//! Hold and resume, from either side.

import assert from "node:assert/strict";

import { until } from "../../e2e/until.mjs";
import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

const BARESIP = { parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"] };

story("holds a telephone and resumes", BARESIP, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  let mark = phone.log.length;
  await agent.does("hold");
  assert.equal((await agent.calls())[0].hold, "on");
  // RFC 3264 §8.4: the far side is told, and nobody hears anybody.
  await phone.says(/a=(sendonly|inactive)/, { from: mark });
  await Promise.all([agent.hearsNothing(), phone.hearsNothing()]);
  mark = phone.log.length;
  await agent.does("resume");
  await phone.says(/a=sendrecv/, { from: mark });
  await agent.hears(phone.hertz);
});

story("holds linphone, which hears music and not the agent", {
  parts: ["Kamailio", "rtpengine", "linphone"], browsers: ["Chromium", "Firefox"], cannot: { baresip: "a baresip 1.0 that was held records nothing more" },
}, async (scene) => {
  const { agent, phone } = await connected(scene, scene.linphone());
  await agent.does("hold");
  await phone.hearsMusic(agent.hertz);
  await agent.hearsNothing();
  await agent.does("resume");
  await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
});

story("is held by a telephone and resumed", BARESIP, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  const held = (wanted) => until(`held by the far side: ${wanted}`, async () =>
    (await agent.page.evaluate(() => window.rig.call().heldByRemote)) === wanted);
  await phone.command("hold");
  await held(true);
  await phone.command("resume");
  await held(false);
  await agent.hears(phone.hertz);
});
