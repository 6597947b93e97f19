//! Registrars that never agree, and the phone that does not hammer them.

import assert from "node:assert/strict";

import { throughout, until } from "../../e2e/until.mjs";
import { atHostile } from "../hostile.mjs";
import { story } from "../story.mjs";

const registration = (agent) => agent.page.evaluate(() => window.rig.phone?.registration);

/** RFC 3261 §22.2: the same answer is not tried again; §8.1.3.5 of RFC 7616 (stale) once more at most. */
story("is challenged for ever, gives up and says so", { parts: [] }, async (scene) => {
  let nonce = 0;
  const { hostile, agent } = await atHostile(scene, (hostile) => {
    hostile.on.REGISTER = (frame) =>
      hostile.reply(frame, "401 Unauthorized", [`WWW-Authenticate: Digest realm="rig.test", nonce="n${(nonce += 1)}", stale=true, qop="auth"`]);
  });
  assert.equal((await agent.start()).code, "register.unauthorized");
  const asked = hostile.count("REGISTER");
  assert.ok(asked <= 6, `${asked} REGISTERs`);
  await throughout("the phone leaves the server alone", 2, () => hostile.count("REGISTER") === asked);
  assert.notEqual(await registration(agent), "registered");
});

story("a first REGISTER that closes the socket is told to the page", { parts: [] }, async (scene) => {
  const { hostile, agent } = await atHostile(scene, (hostile) => {
    hostile.on.REGISTER = () => hostile.hangUpOnAll();
  });
  assert.equal((await agent.start()).code, "transport.lost");
  assert.equal(hostile.count("REGISTER"), 1);
  assert.notEqual(await registration(agent), "registered");
});

/** RFC 5626 §4.5: ever longer waits. */
story("keeps its patience with a server that closes at every REGISTER", { parts: [] }, async (scene) => {
  const { hostile, agent } = await atHostile(scene);
  await agent.register();
  hostile.on.REGISTER = () => hostile.hangUpOnAll();
  hostile.hangUpOnAll();
  await agent.told("registrationchange", { where: ({ error }) => error?.code === "transport.lost" });
  await throughout("the phone is patient", 6, async () => hostile.count("REGISTER") <= 25 && (await registration(agent)) !== "registered");
  scene.measure(`${hostile.count("REGISTER") - 1} attempts in 6 s`);
  delete hostile.on.REGISTER;
  await agent.isRegistered({ seconds: 40 });
});

/** RFC 3261 §10.2.4 wants the bindings in the answer; a phone that is in goes on. */
story("is registered by a 200 without Contact, and does not ask again at once", { parts: [] }, async (scene) => {
  const { hostile, agent } = await atHostile(scene, (hostile) => {
    hostile.on.REGISTER = (frame) => hostile.reply(frame, "200 OK", ["Expires: 600"]);
  });
  await agent.register();
  const asked = hostile.count("REGISTER");
  await throughout("one REGISTER is enough", 2, () => hostile.count("REGISTER") === asked);
  await until("the page lives", () => registration(agent).then((state) => state === "registered"));
});
