//! Two lines at a time: asking somebody beside a call, and bringing the parties together. Who hears whom is heard at every step. A held
//! baresip stops listening, so that music is heard by linphone.

import assert from "node:assert/strict";

import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

const BARESIPS = { parts: ["Kamailio", "rtpengine", "baresip"], browsers: ["Chromium", "Firefox"] };
const LINPHONES = { parts: ["Kamailio", "rtpengine", "linphone"], browsers: ["Chromium", "Firefox"], cannot: { baresip: "baresip 1.0 knows no Replaces" } };

/** A customer on the phone, and somebody else who answers. */
async function withAnother(scene, kind) {
  const other = scene[kind]({ hertz: 880 });
  const { agent, phone: customer, id } = await connected(scene, scene[kind]());
  return { agent, customer, id, other: await other };
}

const bothHear = ([a, b]) => Promise.all([a.hears(b.hertz), b.hears(a.hertz)]);
/** Each hears all the others, and not himself. */
const allHear = (people) => Promise.all(people.map((one) => one.hearsAll(people.filter((other) => other !== one).map(({ hertz }) => hertz))));

story("asks a telephone beside a call, and goes back to the customer", BARESIPS, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "baresip");
  await agent.consult(other.user, id);
  await bothHear([agent, other]);
  await customer.hearsNothing();
  await agent.consultation("cancel");
  await bothHear([agent, customer]);
  assert.equal((await agent.calls()).length, 1);
});

story("asks a telephone that is busy, and has the customer back", BARESIPS, async (scene) => {
  const other = scene.baresip({ answer: "manual" });
  const { agent, phone: customer, id } = await connected(scene, scene.baresip());
  const asked = await agent.page.evaluate(([id, target]) => window.rig.consult(id, target), [id, (await other).user]);
  await (await other).tells("CALL_INCOMING");
  await (await other).hangUp();
  const { reason } = await agent.told("call.ended", { where: (detail) => detail.id === asked });
  assert.equal(reason, "call.busy");
  await bothHear([agent, customer]);
});

story("asks a telephone and hands the customer over to it", LINPHONES, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "linphone");
  await agent.consult(other.user, id);
  await bothHear([agent, other]);
  await customer.hearsMusic(agent.hertz);
  await agent.consultation("complete");
  await agent.hasNoCall();
  await bothHear([customer, other]);
});

story("goes to and fro between two telephones, then brings them together", BARESIPS, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "baresip");
  const second = await agent.beside("parallel", other.user, id);
  await bothHear([agent, other]);
  await customer.hearsNothing();
  const refused = await agent.command("transfer", [other.user], { call: id });
  assert.equal(refused.code, "line.transfer-in-parallel", "FD-52");
  await agent.order("swap");
  await Promise.all([agent.hearsAll([customer.hertz]), customer.hears(agent.hertz)]);
  await other.hearsNothing();
  await agent.order("merge");
  await allHear([agent, customer, other]);
  await agent.does("remove", [], { call: second });
  await other.tells("CALL_CLOSED");
  await bothHear([agent, customer]);
});

story("asks a telephone, makes a conference of it and leaves the two to each other", LINPHONES, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "linphone");
  await agent.consult(other.user, id);
  await bothHear([agent, other]);
  await agent.consultation("conference");
  await allHear([agent, customer, other]);
  await agent.does("leave", [], { call: id });
  await agent.hasNoCall();
  await bothHear([customer, other]);
});

story("adds a telephone to a call", BARESIPS, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "baresip");
  await agent.beside("addParty", other.user, id);
  await allHear([agent, customer, other]);
  await agent.does("endForAll", [], { call: id });
  await agent.hasNoCall();
  await Promise.all([customer.tells("CALL_CLOSED"), other.tells("CALL_CLOSED")]);
});
