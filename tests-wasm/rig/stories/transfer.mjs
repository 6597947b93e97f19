//! Transfers. baresip knows no Replaces, so attended ones are between linphones.

import assert from "node:assert/strict";

import { until } from "../../e2e/until.mjs";
import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

story("transfers a telephone to another, without asking that one first", {
  parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"],
}, async (scene) => {
  const other = scene.baresip({ hertz: 880 });
  const { agent, phone } = await connected(scene, scene.baresip());
  await agent.does("transfer", [(await other).user]);
  await agent.hasNoCall();
  await Promise.all([phone.hears(880), (await other).hears(phone.hertz)]);
});

story("is told that a transfer failed, and keeps the call", {
  parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"],
}, async (scene) => {
  const { agent, phone } = await connected(scene, scene.baresip());
  const outcome = await agent.command("transfer", ["nobody"]);
  assert.equal(outcome.code, "transfer.failed", JSON.stringify(outcome));
  assert.equal(outcome.status, 404);
  // FD-57: who was held for the transfer is talked with again. baresip itself pauses a call that it is to leave.
  await until("the hold to be over", async () => (await agent.calls())[0].hold === "off");
  await phone.command("resume");
  await agent.hears(phone.hertz);
});

story("transfers a telephone to another after asking that one", {
  parts: ["Kamailio", "rtpengine", "linphone"], browsers: ["Chromium", "Firefox"], cannot: { baresip: "baresip 1.0 knows no Replaces" },
}, async (scene) => {
  const other = scene.linphone({ hertz: 880 });
  const { agent, phone, id } = await connected(scene, scene.linphone());
  await agent.does("hold");
  const second = await agent.dial((await other).user);
  await agent.isIn("connected", { call: second });
  await agent.hears(880);
  const outcome = await agent.page.evaluate(([first, second]) =>
    window.rig.outcome(() => window.rig.call(first).transferTo(window.rig.call(second))), [id, second]);
  assert.equal(outcome.code, undefined, JSON.stringify(outcome));
  await agent.hasNoCall();
  await Promise.all([phone.hears(880), (await other).hears(phone.hertz)]);
});

story("is transferred by a telephone to another", { parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"] }, async (scene) => {
  const other = scene.baresip({ hertz: 880 });
  const { agent, phone } = await connected(scene, scene.baresip());
  await phone.command("transfer", (await other).uri);
  await agent.told("replaced");
  await agent.hears(880);
  await (await other).hears(agent.hertz);
  await phone.tells("CALL_CLOSED");
});

story("is transferred by linphone to another that was asked", {
  parts: ["Kamailio", "rtpengine", "linphone"], browsers: ["Chromium", "Firefox"], cannot: { baresip: "baresip 1.0 knows no Replaces" },
}, async (scene) => {
  const other = scene.linphone({ hertz: 880 });
  const { agent, phone } = await connected(scene, scene.linphone());
  phone.type("pause 1");
  await phone.says(/to LinphoneCallPaused/);
  phone.dial((await other).user);
  await (await other).hears(phone.hertz);
  phone.type("transfer 1 --to-call 2");
  await agent.told("replaced");
  await agent.hears(880);
  await (await other).hears(agent.hertz);
});
