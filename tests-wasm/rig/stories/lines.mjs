//! Two lines at a time: asking somebody beside a call, and bringing the parties together. Who hears whom is heard at every step. Whoever
//! is held is a linphone: a baresip that was held writes down no more of what it hears.

import assert from "node:assert/strict";

import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

const BOTH = ["Chromium", "Firefox"];
const BARESIPS = { parts: ["Kamailio", "rtpengine", "baresip"], browsers: BOTH };
const MIXED = { parts: ["Kamailio", "rtpengine", "baresip", "linphone"], browsers: BOTH };
const LINPHONES = { parts: ["Kamailio", "rtpengine", "linphone"], browsers: BOTH, cannot: { baresip: "baresip 1.0 knows no Replaces" } };
const HELD = { ...LINPHONES, cannot: { baresip: "a baresip 1.0 that was held records nothing more" } };

/** A customer on the phone, and somebody else who answers. */
async function withAnother(scene, kind, otherKind = kind) {
  const other = scene[otherKind]({ hertz: 880 });
  const { agent, phone: customer, id } = await connected(scene, scene[kind]());
  return { agent, customer, id, other: await other };
}

const bothHear = ([a, b]) => Promise.all([a.hears(b.hertz), b.hears(a.hertz)]);
/** Each hears all the others, and not himself. */
const allHear = (people) => Promise.all(people.map((one) => one.hearsAll(people.filter((other) => other !== one).map(({ hertz }) => hertz))));

story("asks a telephone beside a call, and goes back to the customer", MIXED, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "linphone", "baresip");
  await agent.consult(other.user, id);
  await bothHear([agent, other]);
  await customer.hearsMusic(agent.hertz);
  await agent.consultation("cancel");
  await bothHear([agent, customer]);
  assert.equal((await agent.calls()).length, 1);
});

story("asks a telephone that is busy, and has the customer back", MIXED, async (scene) => {
  const other = scene.baresip({ answer: "manual" });
  const { agent, phone: customer, id } = await connected(scene, scene.linphone());
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

story("goes to and fro between two telephones, then brings them together", HELD, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "linphone");
  await agent.beside("parallel", other.user, id);
  await bothHear([agent, other]);
  await customer.hearsMusic(agent.hertz);
  const refused = await agent.command("transfer", [other.user], { call: id });
  assert.equal(refused.code, "line.transfer-in-parallel", "FD-52");
  await agent.order("swap");
  await Promise.all([agent.hearsAll([customer.hertz]), customer.hears(agent.hertz)]);
  await other.hearsMusic(agent.hertz);
  await agent.order("merge");
  await allHear([agent, customer, other]);
});

story("asks a telephone and makes a conference of it", HELD, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "linphone");
  await agent.consult(other.user, id);
  await bothHear([agent, other]);
  await agent.consultation("conference");
  await allHear([agent, customer, other]);
});

story("adds another browser to a call and leaves the two to each other", {
  parts: ["Kamailio", "rtpengine"], browsers: BOTH,
  cannot: { linphone: "linphone 5.1 answers nothing more once a Contact says isfocus", baresip: "baresip 1.0 knows no Replaces" },
}, async (scene) => {
  const [agent, customer, other] = await Promise.all([scene.agent(), scene.agent({ voice: 1 }), scene.agent({ voice: 2 })]);
  const answers = async (who) => {
    await who.told("incoming");
    await who.does("answer");
  };
  const [id] = await Promise.all([agent.dial(customer.user), answers(customer)]);
  await agent.isIn("connected");
  await Promise.all([agent.beside("addParty", other.user, id), answers(other)]);
  // Firefox has one voice for all.
  const tells = customer.hertz !== other.hertz;
  if (tells) await allHear([agent, customer, other]);
  await agent.does("leave", [], { call: id });
  await agent.hasNoCall();
  await bothHear([customer, other]);
});

story("adds a telephone to a call, and removes it", BARESIPS, async (scene) => {
  const { agent, customer, id, other } = await withAnother(scene, "baresip");
  const third = await agent.beside("addParty", other.user, id);
  await allHear([agent, customer, other]);
  await agent.does("remove", [], { call: third });
  await other.tells("CALL_CLOSED");
  await bothHear([agent, customer]);
  await agent.does("hangUp", [], { call: id });
  await agent.hasNoCall();
  await customer.tells("CALL_CLOSED");
});

/** RFC 4579: the gateway is the room, and whoever is in it hears himself come back. */
story("takes customer and colleague to a conference at the server", {
  // Three pages of one Firefox and those of other stories are too much for it.
  parts: ["Kamailio", "rtpengine", "SIPp"], browsers: BOTH, alone: true,
  cannot: { baresip: "a baresip 1.0 that was held records nothing more", linphone: "linphone takes its own echo out of what it hears" },
}, async (scene) => {
  const [agent, customer, other] = await Promise.all([
    scene.agent({ profile: { conferenceUri: "+12015550177" } }), scene.agent({ voice: 1 }), scene.agent({ voice: 2 }),
  ]);
  const id = await agent.dial(customer.user);
  await customer.isIn("incoming");
  await customer.does("answer");
  await bothHear([agent, customer]);
  const asked = agent.consult(other.user, id);
  await other.isIn("incoming");
  await other.does("answer");
  await asked;
  await bothHear([agent, other]);
  await agent.consultation("conference");
  const all = [agent, customer, other];
  // Firefox has one voice for all.
  const others = (own) => all.map(({ hertz }) => hertz).filter((hertz) => hertz !== own);
  await Promise.all(all.map((one) => one.hearsOnly([one.hertz], others(one.hertz))));
  const [room, ...more] = await agent.calls();
  assert.deepEqual([room.state, room.remote.number, more], ["connected", "+12015550177", []]);
});
