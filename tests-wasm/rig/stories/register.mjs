//! Getting in.

import assert from "node:assert/strict";

import { story } from "../story.mjs";

story("registers with digest over ws", { parts: ["Kamailio"] }, async (scene) => {
  const agent = await scene.agent();
  const [challenged] = await agent.wire("in", /^SIP\/2.0 401/);
  assert.match(challenged, /WWW-Authenticate: Digest/);
  const answers = await agent.wire("out", /^REGISTER[^]*\nAuthorization: Digest/);
  assert.equal(answers.length, 1, "one answer to the challenge is enough");
});
