//! Getting in.

import assert from "node:assert/strict";

import { story } from "../story.mjs";

const EVERYWHERE = { parts: ["Kamailio"], browsers: ["Chromium", "Firefox"] };

story("registers with digest over ws", EVERYWHERE, async (scene) => {
  const agent = await scene.agent();
  const [challenged] = await agent.wire("in", /^SIP\/2.0 401/);
  assert.match(challenged, /WWW-Authenticate: Digest/);
  const answers = await agent.wire("out", /^REGISTER[^]*\nAuthorization: Digest/);
  assert.equal(answers.length, 1, "one answer to the challenge is enough");
});

story("registers with digest over wss", EVERYWHERE, async (scene) => {
  const agent = await scene.page();
  await agent.register({ servers: [scene.node.wss] });
  const [opened] = await agent.wire("open", /./);
  assert.match(opened, /^wss:/);
});

story("is told that the password is wrong", EVERYWHERE, async (scene) => {
  const agent = await scene.page();
  const outcome = await agent.start({ account: { password: "nonsense" } });
  assert.match(outcome.code, /^register\./, JSON.stringify(outcome));
  const tries = await agent.wire("out", /^REGISTER[^]*\nAuthorization: Digest/);
  assert.equal(tries.length, 1, "a wrong password is not tried twice");
});
