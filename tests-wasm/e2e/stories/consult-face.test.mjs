//! Two lines as an application has them, with the real exchange: a customer, an agent, and the colleague whom the agent asks.

import assert from "node:assert/strict";

import { hearsOnly, hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, linesOf, openCustomer, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

// Ada has the voice of 350 Hz: what a mixer makes of the other two besides their sum is 440 Hz, that of most customers.

/** Ada in a call with Mina, who can ask Jun. */
async function talking(t, options = {}) {
  const scene = await Scene.open(t);
  const [mina, jun, ada] = await Promise.all([scene.party("mina"), scene.party("jun"), scene.party("second")]);
  await openPhone(mina.page, scene.exchange, "mina", { desk: true, ...options });
  await openPhone(jun.page, scene.exchange, "jun");
  const queue = await openCustomer(ada.page, scene.exchange, "Ada Chen");
  await mina.page.evaluate(() => window.phone.chooseState("available"));
  await ada.page.evaluate((queue) => window.phone.dial(queue).then(() => undefined), queue);
  await answers(mina.page);
  await until("Ada is connected", async () => (await callsOf(ada.page))[0]?.state === "connected");
  await mina.page.evaluate(() => void (window.customer = window.phone.calls[0]));
  await Promise.all([hearsTone(ada.page, mina.hertz), hearsTone(mina.page, ada.hertz)]);
  return { scene, mina, jun, ada };
}

async function answers(page) {
  await until("it rings", async () => (await callsOf(page)).some(({ state }) => state === "incoming"));
  await page.evaluate(() => window.phone.calls.find(({ state }) => state === "incoming").answer());
}

/** Mina asks Jun, who answers. */
async function consulting(t, options) {
  const all = await talking(t, options);
  await all.mina.page.evaluate(async () => void (window.consult = await window.customer.consult("102")));
  await answers(all.jun.page);
  await all.mina.page.evaluate(() => window.consult.call.answered());
  return all;
}

/** Runs something in a page: `ok`, or the code that it rejects with. */
const outcome = (page, run) =>
  page.evaluate(`(${run})().then(() => "ok", ({ code, status }) => (status ? code + " " + status : code))`);
const can = (page, call, ...controls) =>
  page.evaluate(
    ([call, controls]) => {
      const asked = call === "customer" ? window.customer : window.consult.call;
      return controls.map((control) => asked.can(control)?.code);
    },
    [call, controls],
  );
const stages = async (page) => (await linesOf(page)).map(({ purpose, stage }) => `${purpose} ${stage}`);
const isAlone = (page) => until("no call", async () => (await callsOf(page)).length === 0);

test("whoever consults holds the customer, goes to and fro, and is back with him after cancelling", async (t) => {
  const { mina, jun, ada } = await consulting(t);
  assert.deepEqual(await stages(mina.page), ["primary held", "consult active"]);
  assert.equal((await callsOf(ada.page))[0].heldByRemote, true);
  await Promise.all([hearsTone(jun.page, mina.hertz), hearsTone(mina.page, jun.hertz)]);

  // WX-41: at most one of both is not on hold, and the promise resolves when both have agreed.
  await mina.page.evaluate(() => window.phone.swap());
  assert.deepEqual(await stages(mina.page), ["primary active", "consult held"]);
  await Promise.all([hearsTone(ada.page, mina.hertz), hearsOnly(mina.page, [ada.hertz], [jun.hertz, mina.hertz])]);
  await mina.page.evaluate(() => window.customer.hold());
  assert.equal((await stages(mina.page))[0], "primary held");
  await until("the other line comes back", async () => (await stages(mina.page))[1] === "consult active");

  await mina.page.evaluate(() => window.consult.cancel());
  assert.deepEqual(await stages(mina.page), ["primary active"]);
  await isAlone(jun.page);
  await Promise.all([hearsTone(ada.page, mina.hertz), hearsOnly(mina.page, [ada.hertz], [jun.hertz])]);
  await mina.page.evaluate(() => window.customer.hangUp());
  await isAlone(ada.page);
});

test("a consult is completed: customer and colleague talk, and the agent's calls are over", async (t) => {
  const { mina, jun, ada } = await consulting(t);
  await mina.page.evaluate(() => window.consult.complete());
  await isAlone(mina.page);
  await Promise.all([hearsTone(ada.page, jun.hertz), hearsTone(jun.page, ada.hertz)]);
  await ada.page.evaluate(() => window.phone.calls[0].hangUp());
  await isAlone(jun.page);
});

test("a consult becomes a conference, in which all hear all and nobody hears himself; one is removed, and the other stays", async (t) => {
  const { mina, jun, ada } = await consulting(t);
  await mina.page.evaluate(() => window.consult.conference());
  const [line, ...others] = await linesOf(mina.page);
  assert.deepEqual(others, []);
  assert.equal(line.stage, "active");
  assert.equal(line.parties.length, 2);
  await Promise.all([
    hearsOnly(ada.page, [mina.hertz, jun.hertz], [ada.hertz]),
    hearsOnly(jun.page, [mina.hertz, ada.hertz], [jun.hertz]),
  ]);
  // WX-119: nobody is put on hold in a conference.
  assert.equal(await outcome(mina.page, () => window.customer.hold()), "line.hold-in-conference");

  await mina.page.evaluate(() => window.consult.call.remove());
  await isAlone(jun.page);
  await Promise.all([hearsOnly(ada.page, [mina.hertz], [jun.hertz, ada.hertz]), hearsOnly(mina.page, [ada.hertz], [jun.hertz])]);
});

test("what is not permitted is refused by its code, both when it is asked for and when it is tried", async (t) => {
  const { mina } = await talking(t);
  const { page } = mina;
  assert.deepEqual(await can(page, "customer", "hold", "consult", "resume", "leave"), [undefined, undefined, "line.not-on-hold", "line.not-a-conference"]);
  assert.equal(await outcome(page, () => window.phone.swap()), "line.no-other-line");
  assert.equal(await outcome(page, () => window.phone.merge()), "line.no-other-line");
  assert.equal(await outcome(page, () => window.customer.leave()), "line.not-a-conference");
  assert.equal(await outcome(page, () => window.customer.record("start")), "line.switched-off");

  await page.evaluate(async () => void (window.consult = await window.customer.parallel("102").then((call) => ({ call }))));
  assert.deepEqual(await can(page, "customer", "consult"), ["line.two-lines"]);
  assert.equal(await outcome(page, () => window.customer.parallel("101")), "line.two-lines");
  // FD-52.
  assert.equal(await outcome(page, () => window.customer.transfer("102")), "line.transfer-in-parallel");
  assert.equal(await outcome(page, () => window.phone.merge()), "line.not-answered");
  await page.evaluate(() => window.consult.call.hangUp());
  await until("the customer is back", async () => (await stages(page)).join() === "primary active");
});

test("a colleague who declines, and one who is not there: the customer is back, and the page is told why", async (t) => {
  const { mina, jun, ada } = await talking(t);
  await mina.page.evaluate(async () => void (window.consult = await window.customer.consult("102")));
  const answered = outcome(mina.page, () => window.consult.call.answered());
  await until("it rings", async () => (await callsOf(jun.page)).some(({ state }) => state === "incoming"));
  await jun.page.evaluate(() => window.phone.calls[0].decline());
  assert.match(await answered, /^call\.declined/);
  await until("the customer is back", async () => (await stages(mina.page)).join() === "primary active");
  await Promise.all([hearsTone(ada.page, mina.hertz), hearsOnly(mina.page, [ada.hertz], [jun.hertz])]);

  assert.match(
    await outcome(mina.page, () => window.customer.consult("199").then(({ call }) => call.answered())),
    /^call\.(not-found|unavailable|failed)/,
  );
  await until("the customer is back", async () => (await stages(mina.page)).join() === "primary active");
  await hearsTone(ada.page, mina.hertz);
});

test("nothing that waits for the far side waits for ever: the call ends, another order comes, the phone is closed", async (t) => {
  const { mina, jun, ada } = await consulting(t);
  const { page } = mina;
  // The customer is gone: by default so is what was asked about him (WX-97).
  const completed = outcome(page, () => window.consult.complete());
  await Promise.all([completed, ada.page.evaluate(() => window.phone.close())]);
  await isAlone(page);
  await isAlone(jun.page);
  assert.equal(await outcome(page, () => window.customer.hold()), "api.no-such-call");

  const dialled = outcome(page, () => window.phone.dial("102").then((call) => call.answered()));
  await until("it rings", async () => (await callsOf(jun.page)).some(({ state }) => state === "incoming"));
  await page.evaluate(() => window.phone.close());
  assert.notEqual(await dialled, "ok");
});

test("a profile that is narrower refuses more, and a key that does not exist is refused by its name", async (t) => {
  const { mina } = await talking(t, { profile: { parallel: false, conferenceWithoutConsult: false } });
  const { page } = mina;
  assert.deepEqual(await can(page, "customer", "parallel", "add-party", "consult"), ["line.switched-off", "line.consult-only", undefined]);
  assert.equal(await outcome(page, () => window.customer.parallel("102")), "line.switched-off");
  const refused = (options) =>
    page.evaluate(
      async (options) => {
        const { createPhone } = await import("/sdk/index.js");
        const account = { uri: "sip:a@b", username: "a", password: "b" };
        return createPhone({ account, ...options }).then(() => "made", ({ code, message }) => `${code} ${message}`);
      },
      options,
    );
  assert.match(await refused({ profile: { parallell: true } }), /^api\.unknown-option .*parallell/);
  assert.match(await refused({ profile: { endConsult: "both" } }), /^api\.bad-option .*profile\.endConsult/);
  assert.match(await refused({ profile: "genesys" }), /^api\.bad-option .*profile/);
  assert.match(await refused({ recording: { mode: "sometimes" } }), /^api\.bad-option .*recording\.mode/);
  assert.match(await refused({ recording: { sinks: "download" } }), /^api\.unknown-option .*sinks/);
  assert.match(await refused({ recording: { sink: "cloud" } }), /^api\.bad-option .*recording\.sink/);
});
