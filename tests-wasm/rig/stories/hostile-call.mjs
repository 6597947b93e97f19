//! Far sides that break the rules of a call: what the page shows stays true, and what it holds stays bounded.

import assert from "node:assert/strict";

import { throughout, until } from "../../e2e/until.mjs";
import { atHostile, heldBy } from "../hostile.mjs";
import { startFarSide } from "../sipp.mjs";
import { story } from "../story.mjs";

const MEGABYTE = 1024 * 1024;

/** A call that a far side of nobody has answered. */
async function connected(scene) {
  const { hostile, agent } = await atHostile(scene);
  hostile.on.INVITE = (frame) => hostile.answer(frame);
  await agent.register();
  await agent.dial("far");
  await agent.isIn("connected");
  await hostile.got("ACK");
  const invite = await hostile.got("INVITE");
  return { hostile, agent, invite };
}

/** RFC 3261 §12.2.2: a request that matches no dialog gets 481. */
story("a BYE with wrong tags ends nothing", { parts: [] }, async (scene) => {
  const { hostile, agent, invite } = await connected(scene);
  for (const wrong of [{ from: "nobody" }, { to: "nobody" }, { from: "" }, { callId: "another" }]) {
    const answer = await hostile.answered(hostile.within(invite, "BYE", { cseq: 2, ...wrong }));
    assert.equal(answer.status, 481, JSON.stringify(wrong));
  }
  await agent.isIn("connected");
  await hostile.answered(hostile.within(invite, "BYE", { cseq: 3 }));
  await agent.hasNoCall();
});

/** RFC 3261 §12.2.2: a lower CSeq than before gets 500, and changes nothing. */
story("a request with a lower CSeq is refused", { parts: [] }, async (scene) => {
  const { hostile, agent, invite } = await connected(scene);
  const info = { cseq: 100, extra: ["Content-Type: text/plain"], body: "x" };
  await hostile.answered(hostile.within(invite, "OPTIONS", info));
  for (const cseq of [99, 1, 0]) {
    const answer = await hostile.answered(hostile.within(invite, "BYE", { cseq }));
    assert.equal(answer.status, 500, `CSeq ${cseq}`);
  }
  await agent.isIn("connected");
});

/** RFC 3261 §13.2.2.1 sets no end to them; early dialogs are bounded all the same. */
story("rings for ever, a new early dialog each time, and can be given up", { parts: [] }, async (scene) => {
  const { hostile, agent } = await atHostile(scene, (hostile) => {
    hostile.on.INVITE = () => {};
    hostile.on.CANCEL = (frame) => hostile.reply(frame, "200 OK", [], { tag: "far" });
  });
  await agent.register();
  const before = await heldBy(agent);
  await agent.dial("far");
  const invite = await hostile.got("INVITE");
  for (let ring = 0; ring < 5000; ring += 1) {
    hostile.reply(invite, ring % 2 ? "180 Ringing" : "183 Session Progress", ["Contact: <sip:far@127.0.0.1;transport=ws>"], { tag: `early${ring}` });
  }
  await agent.isIn("ringing");
  const cancelled = agent.does("hangUp");
  await hostile.got("CANCEL");
  hostile.reply(invite, "487 Request Terminated", [], { tag: "far" });
  await cancelled;
  await agent.hasNoCall();
  assert.equal((await agent.told("call.ended")).reason, "call.cancelled");
  const grown = (await heldBy(agent)) - before;
  assert.ok(grown < 4 * MEGABYTE, `${grown} bytes more`);
});

/** RFC 3261 §12.1.2 needs a Contact: without one there is no way to speak to the far side. */
story("a 200 without Contact makes no call", { parts: [] }, async (scene) => {
  const { hostile, agent } = await atHostile(scene);
  hostile.on.INVITE = (frame) => hostile.answer(frame, []);
  await agent.register();
  await agent.dial("far");
  await agent.hasNoCall();
  assert.equal((await agent.told("call.ended")).reason, "call.protocol");
});

/** RFC 3261 §22.3: who refuses the same credentials twice means it. */
story("a call that is challenged for ever is given up", { parts: [] }, async (scene) => {
  let nonce = 0;
  const { hostile, agent } = await atHostile(scene);
  hostile.on.INVITE = (frame) =>
    hostile.reply(frame, "407 Proxy Authentication Required", [`Proxy-Authenticate: Digest realm="rig.test", nonce="n${(nonce += 1)}", stale=true, qop="auth"`], { tag: "far" });
  await agent.register();
  await agent.dial("far");
  await agent.hasNoCall();
  assert.equal((await agent.told("call.ended")).reason, "call.unauthorized");
  assert.ok(hostile.count("INVITE") <= 6, `${hostile.count("INVITE")} INVITEs`);
});

/** RFC 3261 §15.1.2: 481 to each, and the call that is meant goes on. */
story("a storm of BYEs for calls that do not exist changes nothing", { parts: [] }, async (scene) => {
  const { hostile, agent, invite } = await connected(scene);
  const before = await heldBy(agent);
  for (let bye = 0; bye < 2000; bye += 1) hostile.within(invite, "BYE", { cseq: 2, callId: `storm-${bye}` });
  await until("every BYE to be answered", () => hostile.received.filter((frame) => frame.status === 481 || frame.status === 503).length === 2000);
  await agent.isIn("connected");
  const grown = (await heldBy(agent)) - before;
  assert.ok(grown < 4 * MEGABYTE, `${grown} bytes more`);
  await throughout("the call goes on", 1, async () => (await agent.calls()).length === 1);
});

/** RFC 3261 §12.2.2 and RFC 6665 §4.1.3, through a real proxy: SIPp itself checks how it is answered. */
story("a telephone rings as fifty, then lies about tags and counts, and is refused", { parts: ["Kamailio", "rtpengine", "SIPp"] }, async (scene) => {
  const liar = scene.with(await startFarSide("liar", scene.rig.run));
  const agent = await scene.agent();
  await agent.dial(liar.uri);
  await agent.isIn("connected");
  await until("three refusals", async () => (await agent.wire("out", /^SIP\/2.0 (481|500)/)).length === 3);
  await agent.isIn("connected");
  await agent.does("hangUp");
  await liar.isContent();
});
