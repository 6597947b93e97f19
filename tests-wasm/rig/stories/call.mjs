//! Calls between a browser and the telephones of the rig, each side known by its tone.

import assert from "node:assert/strict";

import { until } from "../../e2e/until.mjs";
import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

const BROWSERS = ["Chromium", "Firefox"];
const BARESIP = { parts: ["Kamailio", "rtpengine", "baresip"], browsers: BROWSERS };
const LINPHONE = { parts: ["Kamailio", "rtpengine", "linphone"] };

story("calls a telephone, and both hear each other", BARESIP, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  await agent.does("hangUp");
  await phone.tells("CALL_CLOSED");
});

story("is called by a telephone, and both hear each other", BARESIP, async (scene) => {
  const [agent, phone] = await Promise.all([scene.agent(), scene.baresip()]);
  phone.dial(agent.user);
  const call = await agent.isIn("incoming");
  assert.equal(call.remote.number, phone.user);
  await agent.does("answer");
  await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
  await phone.hangUp();
  await agent.hasNoCall();
});

story("calls linphone, and both hear each other", LINPHONE, async (scene) => {
  const { agent, phone } = await connected(scene, scene.linphone());
  await agent.does("hangUp");
  await phone.says(/to LinphoneCallEnd/);
});

story("is called by linphone, and both hear each other", LINPHONE, async (scene) => {
  const [agent, phone] = await Promise.all([scene.agent(), scene.linphone()]);
  phone.dial(agent.user);
  await agent.isIn("incoming");
  await agent.does("answer");
  await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
  phone.type("terminate");
  await agent.hasNoCall();
});

story("calls another browser, and both hear each other", { parts: ["Kamailio", "rtpengine"], browsers: BROWSERS }, async (scene) => {
  const [agent, other] = await Promise.all([scene.agent(), scene.agent({ voice: 1, browser: "Chromium" })]);
  await agent.dial(other.user);
  await other.isIn("incoming");
  await other.does("answer");
  await Promise.all([agent.isIn("connected"), other.isIn("connected")]);
  await Promise.all([agent.hears(other.hertz), other.hears(agent.hertz)]);
  await other.does("hangUp");
  await agent.hasNoCall();
});

story("calls a number through the gateway, and hears itself come back", { parts: ["Kamailio", "rtpengine", "SIPp"] }, async (scene) => {
  const agent = await scene.agent();
  await agent.dial("+12015550100");
  await agent.isIn("connected");
  await agent.hears(agent.hertz);
  await agent.does("hangUp");
  await agent.hasNoCall();
});

story("shows the caller that was chosen, and sees the caller's name", BARESIP, async (scene) => {
  const [agent, phone] = await Promise.all([scene.agent(), scene.baresip({ name: "Front Door", answer: "manual" })]);
  await agent.dial(phone.user, { displayName: "Mina Park", caller: "+12015550142" });
  const { peeruri, peerdisplayname } = await phone.tells("CALL_INCOMING");
  assert.match(peeruri, /\+12015550142@/);
  assert.equal(peerdisplayname ?? "Mina Park", "Mina Park");
  for (const header of [/From: "?Mina Park"? <sip:\+12015550142@/, /P-Asserted-Identity: .*<sip:\+12015550142@/]) {
    assert.ok(phone.saw(header), "the name goes with the number, and the server stands for both");
  }
  await phone.hangUp();
  await agent.hasNoCall();
  phone.dial(agent.user);
  const call = await agent.isIn("incoming");
  assert.equal(call.remote.name, "Front Door");
  await agent.does("decline");
});

story("sends digits that a telephone receives", BARESIP, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  await agent.does("sendDtmf", ["159#0*"]);
  await until("the digits", () => {
    const digits = phone.events.filter(({ type, param }) => type === "CALL_DTMF_START" && param).map(({ param }) => param).join("");
    if (digits === "159#0*") return true;
    throw new Error(digits);
  });
});
