//! Calls are recorded in the browser: both sides, and through everything that can happen to the page and to whoever takes them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { bare, isLoaded, isTalking, noted, talk } from "../bare.mjs";
import { barePage } from "../bare-page.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { Taker, measure, measureSaved } from "../taker.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const [MINA, JUN, SORA] = [530, 620, 350];
/** The higher tones of the keys 5 and 9 (ITU-T Q.23). */
const [FIVE, NINE] = [1336, 1477];
const AUDIBLE = -40;

/** Mina records, Jun does not. The archive is of another origin, which the policy of the exchange's pages does not know. */
async function pair(t, recording) {
  const scene = await Scene.open(t);
  const launch = { context: { bypassCSP: true } };
  const mina = await bare(scene, "mina", MINA, { options: { recording }, launch });
  const jun = await bare(scene, "jun", JUN);
  return { scene, mina, jun };
}

const bothHear = (mina, jun) => Promise.all([hearsTone(mina.page, JUN), hearsTone(jun.page, MINA)]);

const seconds = (page, many) => page.evaluate((many) => new Promise((resolve) => setTimeout(resolve, many * 1000)), many);

/** Notes in the page how long the call is up, and what is said while its recording is paused. */
async function keepTime(page) {
  await page.evaluate(() => {
    const clock = (window.clock = { said: 0, since: undefined });
    clock.go = () => (clock.since = performance.now());
    clock.stop = () => {
      if (clock.since !== undefined) clock.said += performance.now() - clock.since;
      clock.since = undefined;
    };
    bare.phone.addEventListener("linechange", () => {
      const recording = bare.phone.lines[0]?.recording;
      if (recording === "on" && clock.since === undefined) clock.go();
      if (recording !== "on") clock.stop();
    });
  });
}

const said = (page) => page.evaluate(() => window.clock.said / 1000);
const order = (page, order) => page.evaluate((order) => bare.call().record(order), order);
const savedOf = (page) =>
  page.evaluate(async () =>
    (await bare.phone.savedRecordings()).map(({ id, callId, number, startedMs, durationMs, mimeType, state }) => ({ id, callId, number, startedMs, durationMs, mimeType, state })));

/** Collects what the phone tells of recordings; the phone is made, and not connected yet. */
async function collect(page) {
  await page.evaluate(() => {
    window.saved = [];
    bare.phone.addEventListener("recordingsaved", ({ detail: { recording } }) => window.saved.push(recording.id));
  });
}

test("both sides are in the recording, what was said while it was paused is not, and a server that fails first gets it once", async (t) => {
  const taker = await Taker.start({ failures: 2 });
  const { scene, mina, jun } = await pair(t, {
    mode: "always", sink: { put: `${taker.url}/{callId}/{id}`, headers: { authorization: "Bearer t0k3n" } },
  });
  scene.with(taker);
  await keepTime(mina.page);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  assert.equal(await mina.page.evaluate(() => bare.phone.lines[0].recording), "on");
  await jun.page.evaluate(() => bare.call().sendDtmf("9"));
  await seconds(mina.page, 1.5);

  await order(mina.page, "pause");
  await jun.page.evaluate(() => bare.call().sendDtmf("5"));
  await seconds(mina.page, 2);
  await order(mina.page, "resume");
  await seconds(mina.page, 1);
  const callId = await mina.page.evaluate(() => bare.call().id);
  await jun.page.evaluate(() => bare.call().hangUp());

  // The wait after the first failure is a second, after the second two.
  await until("the recording has arrived", () => taker.taken.length === 1);
  assert.equal(taker.asked, 3, "refused, cut off, taken");
  const [{ path, type, authorization, bytes }] = taker.taken;
  assert.ok(path.startsWith(`/${encodeURIComponent(callId)}/`), path);
  assert.match(type, /^audio\/webm/);
  assert.equal(authorization, "Bearer t0k3n");

  const sound = await measure(mina.page, bytes, [MINA, JUN, NINE, FIVE]);
  const length = await said(mina.page);
  t.diagnostic(`${sound.seconds.toFixed(3)} s of ${length.toFixed(3)} s, ${bytes.length} bytes, decibels ${sound.levels}`);
  assert.ok(Math.abs(sound.seconds - length) < 0.2, `${sound.seconds} s of ${length} s`);
  const [ours, theirs, nine, five] = sound.levels;
  assert.ok(ours > AUDIBLE && theirs > AUDIBLE, "both sides");
  assert.ok(nine > AUDIBLE, "the key that was pressed while it ran");
  assert.ok(five < nine - 20, "the key that was pressed while it was paused");

  await until("nothing is left", async () => (await savedOf(mina.page)).length === 0);
  assert.equal(taker.taken.length, 1);
  const errors = (await noted(mina, "error")).map(({ code }) => code);
  assert.deepEqual(errors, ["recording.not-delivered"], "told once");
});

test("a tab that crashes loses two seconds at most, and the next start offers the rest", async (t) => {
  const { scene, mina, jun } = await pair(t, { mode: "always" });
  await keepTime(mina.page);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  await seconds(mina.page, 4);

  // Another tab finds nothing: the recording is this one's.
  const next = await mina.context.newPage();
  await next.addInitScript(barePage);
  await next.goto(`${scene.exchange.url}/`);
  await next.waitForFunction(() => window.bare?.isLoaded);
  const prepare = (page) =>
    page.evaluate(async (options) => {
      bare.phone = await (await import("/sdk/index.js")).createPhone(options);
    }, mina.options);
  await prepare(next);
  assert.deepEqual(await savedOf(next), []);

  const length = await mina.page.evaluate(() => (performance.now() - window.clock.since) / 1000);
  const devtools = await mina.devtools();
  const crashed = new Promise((resolve) => mina.page.once("crash", resolve));
  devtools.send("Page.crash").catch(() => {});
  await crashed;

  await collect(next);
  await next.evaluate(() => bare.phone.connect());
  await until("it is offered", () => next.evaluate(() => window.saved.length === 1));
  const [saved, ...more] = await savedOf(next);
  assert.deepEqual(more, []);
  assert.deepEqual([saved.state, saved.number], ["stopped", "102"]);
  const sound = await measureSaved(next, [MINA, JUN]);
  t.diagnostic(`${sound.seconds.toFixed(3)} s of at least ${length.toFixed(3)} s, decibels ${sound.levels}`);
  assert.ok(sound.seconds > length - 2, `${sound.seconds} s of ${length} s`);
  assert.ok(Math.abs(sound.seconds - saved.durationMs / 1000) < 0.2, "the facts are right");
  assert.ok(sound.levels.every((level) => level > AUDIBLE), "both sides");

  // Without a sink it is downloaded when somebody says so.
  const downloading = next.waitForEvent("download");
  await next.evaluate(async () => (await bare.phone.savedRecordings())[0].deliver());
  const download = await downloading;
  assert.equal(download.suggestedFilename(), `${saved.id}.webm`);
  const file = await measure(next, readFileSync(await download.path()), [MINA, JUN]);
  assert.equal(file.seconds, sound.seconds);
  assert.deepEqual(await savedOf(next), []);
});

test("what could not be delivered is delivered after the next start, once", async (t) => {
  const taker = await Taker.start({ failures: 1000 });
  const { scene, mina, jun } = await pair(t, { mode: "always", sink: { put: taker.url } });
  scene.with(taker);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  await jun.page.evaluate(() => bare.call().hangUp());
  await until("it is refused", () => taker.asked >= 1);
  const [saved] = await savedOf(mina.page);
  assert.equal(saved.state, "delivering");

  taker.recover();
  await mina.page.reload();
  await isLoaded(mina);
  await until("it is taken", () => taker.taken.length === 1);
  assert.equal(taker.taken[0].path, `/${saved.id}`);
  await until("nothing is left", async () => (await savedOf(mina.page)).length === 0);
  assert.equal(taker.taken.length, 1);
});

test("the recording of a conference has everybody in it, and the consultation before it is one of its own", async (t) => {
  const { scene, mina, jun } = await pair(t, { mode: "always" });
  const sora = await bare(scene, "sora", SORA);
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  const consult = mina.page.evaluate(async () => {
    window.consult = await bare.phone.calls[0].consult("103");
  });
  await until("an incoming call", () => sora.page.evaluate(() => window.bare.call()?.state === "incoming"));
  await sora.page.evaluate(() => bare.call().answer());
  await consult;
  await Promise.all([hearsTone(mina.page, SORA), hearsTone(sora.page, MINA)]);
  await seconds(mina.page, 1);
  await mina.page.evaluate(() => window.consult.conference());
  await until("one line", () => mina.page.evaluate(() => bare.phone.lines.length === 1));
  await seconds(mina.page, 3);
  await mina.page.evaluate(() => bare.phone.calls[0].endForAll());

  await until("both are whole", async () => (await savedOf(mina.page)).length === 2);
  const [conference, consultation] = await savedOf(mina.page);
  assert.deepEqual([conference.number, consultation.number], ["102", "103"]);
  const all = await measureSaved(mina.page, [MINA, JUN, SORA]);
  const aside = await measureSaved(mina.page, [MINA, JUN, SORA], 1);
  t.diagnostic(`the conference ${all.seconds} s, ${all.levels}; the consultation ${aside.seconds} s, ${aside.levels} decibels`);
  assert.ok(all.levels.every((level) => level > AUDIBLE), "everybody");
  assert.ok(all.seconds > aside.seconds + 3, "from the first word to the last");
  assert.ok(aside.levels[0] > AUDIBLE && aside.levels[2] > AUDIBLE, "Mina and Sora");
  assert.ok(aside.levels[1] < aside.levels[2] - 20, "and not Jun, who was on hold");
});

test("a call that outlives a reload is recorded on, and what was recorded before is offered", async (t) => {
  const { mina, jun } = await pair(t, { mode: "always" });
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  await seconds(mina.page, 2);
  await mina.page.reload();
  await isLoaded(mina);
  await isTalking(mina);
  await bothHear(mina, jun);
  await seconds(mina.page, 2);
  await jun.page.evaluate(() => bare.call().hangUp());
  await until("both are whole", async () => (await savedOf(mina.page)).length === 2);
  const [before, after] = await savedOf(mina.page);
  assert.equal(before.callId, after.callId, "the same call");
  for (const place of [0, 1]) {
    const sound = await measureSaved(mina.page, [MINA, JUN], place);
    t.diagnostic(`${sound.seconds.toFixed(3)} s, decibels ${sound.levels}`);
    assert.ok(sound.seconds > 1.5, `${sound.seconds} s`);
    assert.ok(sound.levels.every((level) => level > AUDIBLE), `both sides in part ${place}: ${sound.levels}`);
  }
});

test("a full storage ends the recording, says so, and does not touch the call", async (t) => {
  const { scene, mina, jun } = await pair(t, { mode: "always" });
  await talk(mina, jun, "102");
  await bothHear(mina, jun);
  const devtools = await mina.devtools();
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: scene.exchange.url, quotaSize: 1 });
  await until("the phone says so", async () => (await noted(mina, "error")).some(({ code }) => code === "recording.quota"));
  await until("it shows", () => mina.page.evaluate(() => bare.phone.lines[0].recording === "off"));
  await bothHear(mina, jun);
});
