//! Calls that outlive a server, a page and a far side.

import assert from "node:assert/strict";

import { throughout, until } from "../../e2e/until.mjs";
import { connected } from "../connected.mjs";
import { nodePorts } from "../port.mjs";
import { story } from "../story.mjs";

story("keeps a call when a Kamailio node is killed and a second one stands by", {
  parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"], alone: true,
}, async (scene) => {
  const ports = [nodePorts(), nodePorts()];
  const [first, second] = await Promise.all(ports.map((own, index) =>
    scene.kamailio({ ports: own, siblings: [ports[1 - index]] })));
  const { agent, phone } = await connected(scene, scene.baresip({ node: first }), { node: first, servers: [first.ws, second.ws] });
  const gap = await phone.gapWhile(agent.hertz, async () => {
    await first.kill();
    const killed = Date.now();
    await agent.told("registrationchange", { where: ({ state }) => state !== "registered" });
    await agent.isRegistered({ seconds: 20 });
    scene.measure(`registered again after ${((Date.now() - killed) / 1000).toFixed(1)} s`);
    await second.says(/INVITE|UPDATE/);
    await agent.isIn("connected");
    await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
  });
  scene.measure(`gap ${gap.toFixed(2)} s`);
  assert.ok(gap < 1, `the far side heard nothing for ${gap} s`);
  await agent.does("hangUp");
  await phone.tells("CALL_CLOSED");
});

story("keeps a call when the server restarts", {
  parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"], alone: true,
}, async (scene) => {
  const node = await scene.kamailio();
  const { agent, phone } = await connected(scene, scene.baresip({ node }), { node });
  const gap = await phone.gapWhile(agent.hertz, async () => {
    await node.kill();
    await agent.told("connectionchange", { where: ({ state }) => state === "reconnecting" });
    await node.restart();
    const restarted = Date.now();
    await agent.isRegistered({ seconds: 10 });
    // The far side is asked, not remembered: our Contact is another one now.
    await node.says(/--> (INVITE|UPDATE)/, { seconds: 10 });
    await agent.isIn("connected");
    scene.measure(`true after ${((Date.now() - restarted) / 1000).toFixed(1)} s`);
    await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
  });
  scene.measure(`gap ${gap.toFixed(2)} s`);
  assert.ok(gap < 1, `the far side heard nothing for ${gap} s`);
  await phone.hangUp();
  await agent.hasNoCall({ seconds: 10 });
});

story("learns that a call ended while the server was away", { parts: ["Kamailio", "rtpengine", "baresip"] }, async (scene) => {
  const node = await scene.kamailio();
  const { agent, phone } = await connected(scene, scene.baresip({ node }), { node });
  await node.kill();
  await agent.told("connectionchange", { where: ({ state }) => state === "reconnecting" });
  await phone.hangUp();
  await phone.tells("CALL_CLOSED");
  await node.restart();
  const restarted = Date.now();
  await agent.hasNoCall({ seconds: 10 });
  scene.measure(`${((Date.now() - restarted) / 1000).toFixed(1)} s`);
});

const FAR = [
  ["baresip", (scene) => scene.baresip(), ["Chromium", "Firefox"]],
  ["linphone", (scene) => scene.linphone(), ["Chromium"]],
];
for (const [part, phoneOf, browsers] of FAR) {
  story(`brings a call with ${part} back after the page was reloaded`, { parts: ["Kamailio", "rtpengine", part], browsers, alone: true }, async (scene) => {
    const { agent, phone } = await connected(scene, phoneOf(scene));
    const gap = await phone.gapWhile(agent.hertz, async () => {
      await agent.reload();
      await agent.isRegistered();
      await agent.isIn("connected");
      await until("the call to be back", () => agent.page.evaluate(() => window.rig.call().returning === false));
      await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
    });
    scene.measure(`gap ${gap.toFixed(2)} s`);
    assert.ok(gap > 0.1, "a reload is heard");
    assert.ok(gap <= 3, `the far side heard nothing for ${gap} s`);
    await throughout("the call", 3, async () => (await agent.calls()).length === 1);
    await agent.does("hangUp");
    await phone.says(part === "baresip" ? /BYE sip:/ : /to LinphoneCallEnd/);
  });
}

story("brings a call between browsers back after either page was reloaded", { parts: ["Kamailio", "rtpengine"], alone: true }, async (scene) => {
  const [agent, other] = await Promise.all([scene.agent(), scene.agent({ voice: 1 })]);
  await agent.dial(other.user);
  await other.isIn("incoming");
  await other.does("answer");
  await Promise.all([agent.hears(other.hertz), other.hears(agent.hertz)]);
  for (const [reloaded, far] of [[agent, other], [other, agent]]) {
    const gap = await far.gapWhile(reloaded.hertz, async () => {
      await reloaded.reload();
      await reloaded.isRegistered();
      await Promise.all([far.hears(reloaded.hertz), reloaded.hears(far.hertz)]);
    });
    scene.measure(`gap ${gap.toFixed(2)} s`);
    assert.ok(gap <= 3, `the far side heard nothing for ${gap} s`);
  }
  await agent.does("hangUp");
  await other.hasNoCall();
});

story("notices a telephone that vanished without BYE", { parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"] }, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  await phone.kill();
  const killed = Date.now();
  await agent.told("error", { seconds: 25, where: ({ code }) => code === "media.no-inbound" });
  scene.measure(`${((Date.now() - killed) / 1000).toFixed(1)} s`);
  assert.ok(await agent.page.evaluate(() => window.rig.call().inboundLost));
});

story("refreshes the session, and the far side sees it", {
  parts: ["Kamailio", "rtpengine", "linphone"], cannot: { baresip: "baresip 1.0 knows no session timers" }, seconds: 45,
}, async (scene) => {
  // RFC 4028 §4: not below 90 s; §10: refreshed at half of it.
  const { agent, phone } = await connected(scene, scene.linphone(), { sessionTimer: 90 });
  const mark = phone.log.length;
  await phone.says(/^(INVITE|UPDATE) sip:.*SIP\/2\.0/, { from: mark, seconds: 60 });
  const refreshes = await agent.wire("out", /^(INVITE|UPDATE) [^]*\nSession-Expires: *90;refresher=uac/);
  assert.ok(refreshes.length > 0, "it was we who refreshed");
  await agent.isIn("connected");
  await Promise.all([agent.hears(phone.hertz), phone.hears(agent.hertz)]);
});
