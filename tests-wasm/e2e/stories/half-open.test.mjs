//! A machine sleeps, and its socket is dead when it wakes: it looks open, and nothing comes through.

import assert from "node:assert/strict";

import { asleep, bare, isTalking, noted, talk } from "../bare.mjs";
import { Pipe } from "../pipe.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";
import { Wire } from "../wire.mjs";

const FOUND_WITHIN_MS = 5_000;
/** Longer than any timer is late by itself. */
const ASLEEP_MS = 6_000;

/** Mina's phone behind a pipe. The wire speaks for the pipe's port to the exchange, which knows its own only. */
async function piped(t) {
  const scene = await Scene.open(t);
  const wire = scene.with(await Wire.to(scene.exchange.socketUrl));
  const pipe = scene.with(await Pipe.to(wire.port));
  const options = { servers: [`ws://127.0.0.1:${pipe.port}/sip`] };
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530, { options }), bare(scene, "jun", 620)]);
  return { pipe, mina, jun };
}

async function found(t, mina, pipe, wake) {
  const [sockets, registered] = [pipe.opened, (await noted(mina, "registrationchange")).length];
  pipe.goDead();
  const at = (await wake(mina)) ?? Date.now();
  const back = await until("a registration over another socket", async () =>
    (await noted(mina, "registrationchange")).slice(registered).find(({ state }) => state === "registered"));
  assert.ok(pipe.opened > sockets);
  t.diagnostic(`registered again ${back.at - at} ms after waking`);
  assert.ok(back.at - at <= FOUND_WITHIN_MS, `${back.at - at} ms`);
}

const wakes = {
  "the page is shown again": (mina) => mina.page.evaluate(() => {
    const now = Date.now();
    document.dispatchEvent(new Event("visibilitychange"));
    return now;
  }),
  "the network is back": (mina) => mina.page.evaluate(() => {
    const now = Date.now();
    dispatchEvent(new Event("online"));
    return now;
  }),
  "the machine wakes": (mina) => asleep(mina, () => new Promise((resolve) => setTimeout(resolve, ASLEEP_MS))),
};

for (const [when, wake] of Object.entries(wakes)) {
  test(`a dead socket is found within five seconds when ${when}, and calls reach the phone`, async (t) => {
    const { pipe, mina, jun } = await piped(t);
    await found(t, mina, pipe, wake);
    await talk(jun, mina, "101");
    await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  });
}

test("a call goes on over the dead socket, and hears of its end over the next one", async (t) => {
  const { pipe, mina, jun } = await piped(t);
  await talk(mina, jun, "102");
  await found(t, mina, pipe, wakes["the page is shown again"]);
  await Promise.all([isTalking(mina), isTalking(jun)]);
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  await jun.page.evaluate(() => window.bare.call().hangUp());
  await until("the end", async () => (await noted(mina, "ended")).length === 1);
});
