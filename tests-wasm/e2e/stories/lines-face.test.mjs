//! A third party as an application has it, with the real exchange: a parallel call, a merge, somebody called in, and all of it from a tab
//! that only follows.

import assert from "node:assert/strict";

import { hearsOnly, hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, linesOf, openCustomer, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

/** Ada in a call with Mina, and Jun whom Mina can call. With `tabs`, Mina has a second tab that follows. */
async function talking(t, options = {}) {
  const scene = await Scene.open(t);
  const [mina, jun, ada] = await Promise.all([scene.party("mina"), scene.party("jun"), scene.party("second")]);
  await openPhone(mina.page, scene.exchange, "mina", { desk: true, ...options });
  await openPhone(jun.page, scene.exchange, "jun");
  const second = options.tabs && (await mina.context.newPage());
  if (second) await openPhone(second, scene.exchange, "mina", { desk: true, ...options });
  const queue = await openCustomer(ada.page, scene.exchange, "Ada Chen");
  await mina.page.evaluate(() => window.phone.chooseState("available"));
  await ada.page.evaluate((queue) => window.phone.dial(queue).then(() => undefined), queue);
  await answers(mina.page);
  await until("Ada is connected", async () => (await callsOf(ada.page))[0]?.state === "connected");
  await Promise.all([hearsTone(ada.page, mina.hertz), hearsTone(mina.page, ada.hertz)]);
  return { scene, mina, jun, ada, second };
}

async function answers(page) {
  await until("it rings", async () => (await callsOf(page)).some(({ state }) => state === "incoming"));
  await page.evaluate(() => window.phone.calls.find(({ state }) => state === "incoming").answer());
}

/** All hear all others, and nobody himself. */
const allHearAll = (...parties) =>
  Promise.all(parties.map((party) =>
    hearsOnly(party.page, parties.filter((other) => other !== party).map(({ hertz }) => hertz), [party.hertz])));
const stages = async (page) => (await linesOf(page)).map(({ purpose, stage, parties }) => `${purpose} ${stage} ${parties.length}`);
const isAlone = (page) => until("no call", async () => (await callsOf(page)).length === 0);

test("two lines are swapped and then merged, and each swap resolves when both have agreed", async (t) => {
  const { mina, jun, ada } = await talking(t);
  await mina.page.evaluate(async () => void (window.other = await window.phone.calls[0].parallel("102")));
  await answers(jun.page);
  await mina.page.evaluate(() => window.other.answered());
  assert.deepEqual(await stages(mina.page), ["primary held 1", "parallel active 1"]);
  for (const expected of [["primary active 1", "parallel held 1"], ["primary held 1", "parallel active 1"]]) {
    await mina.page.evaluate(() => window.phone.swap());
    assert.deepEqual(await stages(mina.page), expected);
  }
  await mina.page.evaluate(() => window.phone.merge());
  assert.deepEqual(await stages(mina.page), ["primary active 2"]);
  await allHearAll(mina, jun, ada);
  await mina.page.evaluate(() => window.other.endForAll());
  await Promise.all([mina, jun, ada].map(({ page }) => isAlone(page)));
});

test("somebody is called into the conversation, is heard on answering, and the agent leaves it to the others", async (t) => {
  const { mina, jun, ada } = await talking(t);
  await mina.page.evaluate(async () => void (window.third = await window.phone.calls[0].addParty("102")));
  await answers(jun.page);
  await mina.page.evaluate(() => window.third.answered());
  await allHearAll(mina, jun, ada);
  assert.deepEqual(await stages(mina.page), ["primary active 2"]);
  await until("the customer's phone shows a conference", () => ada.page.evaluate(() => window.phone.calls[0].inConference));

  await mina.page.evaluate(() => window.phone.calls[0].leave());
  await isAlone(mina.page);
  await Promise.all([hearsOnly(ada.page, [jun.hertz], [mina.hertz]), hearsOnly(jun.page, [ada.hertz], [mina.hertz])]);
  await ada.page.evaluate(() => window.phone.calls[0].hangUp());
  await isAlone(jun.page);
});

test("a tab that follows consults, shows both lines, says what is not possible, and hands the customer over", async (t) => {
  const { mina, jun, ada, second } = await talking(t, { tabs: "shared" });
  assert.deepEqual(await second.evaluate(() => [window.phone.leads, window.phone.lines.length]), [false, 1]);
  const why = (control) => second.evaluate((control) => window.phone.calls[0].can(control)?.code, control);
  assert.deepEqual([await why("hold"), await why("resume")], [undefined, "line.not-on-hold"]);

  await second.evaluate(async () => void (window.consult = await window.phone.calls[0].consult("102")));
  await answers(jun.page);
  await second.evaluate(() => window.consult.call.answered());
  for (const page of [mina.page, second]) {
    await until("both lines", async () => (await stages(page)).join() === "primary held 1,consult active 1");
  }
  assert.equal(await why("consult"), "line.two-lines");
  const refused = await second.evaluate(() => window.phone.calls[0].consult("101").then(() => "", ({ code }) => code));
  assert.equal(refused, "line.two-lines");

  await second.evaluate(() => window.phone.swap());
  assert.deepEqual(await stages(second), ["primary active 1", "consult held 1"]);
  await second.evaluate(() => window.consult.complete());
  await Promise.all([isAlone(second), isAlone(mina.page)]);
  await Promise.all([hearsTone(ada.page, jun.hertz), hearsTone(jun.page, ada.hertz)]);
});

test("a sink that is a function gets a recording, and gets it again after it has failed, until it acknowledges", async (t) => {
  const { mina } = await talking(t, { recording: { mode: "on-demand", sink: "page" } });
  const { page } = mina;
  await page.evaluate(() => {
    window.offered = [];
    window.sink = async (recording) => {
      const { size, type } = await recording.blob();
      window.offered.push({ id: recording.id, size, type, saved: (await window.phone.savedRecordings()).length });
      if (window.offered.length === 1) throw new Error("not yet");
    };
  });
  assert.equal(await page.evaluate(() => window.phone.calls[0].record("pause").then(() => "", ({ code }) => code)), "line.not-recording");
  await page.evaluate(() => window.phone.calls[0].record("start"));
  assert.equal((await linesOf(page))[0].recording, "on");
  await hearsTone(page, 350);
  await page.evaluate(() => window.phone.calls[0].record("stop"));
  assert.equal((await linesOf(page))[0].recording, "off");

  const offered = await until("it is offered twice", async () => {
    const offered = await page.evaluate(() => window.offered);
    return offered.length === 2 && offered;
  });
  assert.equal(offered[0].id, offered[1].id);
  assert.deepEqual(offered.map(({ saved }) => saved), [1, 1], "it is kept until it is acknowledged");
  assert.ok(offered[1].size > 1_000 && offered[1].type.startsWith("audio/"), JSON.stringify(offered));
  await until("nothing is left", () => page.evaluate(async () => (await window.phone.savedRecordings()).length === 0));
  assert.equal(await page.evaluate(() => window.phone.calls.length), 1);
});
