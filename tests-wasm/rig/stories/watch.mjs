//! Presence, dialogs and messages.

import assert from "node:assert/strict";

import { until } from "../../e2e/until.mjs";
import { story } from "../story.mjs";

const observe = (agent, target, what) => agent.page.evaluate(([target, what]) => window.rig.outcome(async () => {
  const watch = await window.rig.phone.watch(target, what);
  for (const type of ["presence", "dialogs", "ended"]) watch.addEventListener(type, ({ detail }) => window.rig.note(`watch.${type}`, detail));
}), [target, what]);

story("sees in one browser the presence that another publishes", { parts: ["Kamailio"], browsers: ["Chromium", "Firefox"] }, async (scene) => {
  const [agent, watcher] = await Promise.all([scene.page(), scene.agent()]);
  await agent.register({ desk: true });
  const outcome = await observe(watcher, agent.uri, "presence");
  assert.equal(outcome.code, undefined, JSON.stringify(outcome));
  const begin = Date.now();
  await agent.page.evaluate(() => window.rig.phone.chooseState("available"));
  await watcher.told("watch.presence", { where: ({ open }) => open });
  scene.measure(`${Date.now() - begin} ms`);
  await agent.page.evaluate(() => window.rig.phone.chooseState("break"));
  await until("the break", async () => (await watcher.events("watch.presence")).at(-1).detail.open === false);
});

story("sees what a telephone is doing", { parts: ["Kamailio", "baresip"] }, async (scene) => {
  const [watcher, phone, caller] = await Promise.all([scene.agent(), scene.baresip(), scene.baresip({ hertz: 880 })]);
  const outcome = await observe(watcher, phone.uri, "dialog");
  assert.equal(outcome.code, undefined, JSON.stringify(outcome));
  caller.dial(phone.user);
  await watcher.told("watch.dialogs", { where: ({ dialogs }) => dialogs.some(({ state }) => state === "confirmed") });
  await caller.hangUp();
  await until("the end of the dialog", async () =>
    (await watcher.events("watch.dialogs")).at(-1).detail.dialogs.every(({ state }) => state === "terminated"));
});

story("sends a message to another browser", { parts: ["Kamailio"], browsers: ["Chromium", "Firefox"] }, async (scene) => {
  const [agent, other] = await Promise.all([scene.agent(), scene.agent({ browser: "Chromium" })]);
  const send = (target) => agent.page.evaluate((target) => window.rig.outcome(() => window.rig.phone.sendMessage(target, "Grüße, 안녕")), target);
  assert.equal((await send(other.user)).code, undefined);
  const { from, text } = await other.told("message");
  assert.equal(text, "Grüße, 안녕");
  assert.equal(from.number, agent.user);
  const refused = await send("nobody");
  assert.ok(refused.code, "a message to nobody is refused");
});

story("exchanges messages with linphone", { parts: ["Kamailio", "linphone"] }, async (scene) => {
  const [agent, phone] = await Promise.all([scene.agent(), scene.linphone()]);
  const outcome = await agent.page.evaluate((target) => window.rig.outcome(() => window.rig.phone.sendMessage(target, "come over")), phone.user);
  assert.equal(outcome.code, undefined, JSON.stringify(outcome));
  await phone.says(/come over/);
  phone.type(`chat ${agent.uri} on my way`);
  assert.equal((await agent.told("message")).text, "on my way");
});
