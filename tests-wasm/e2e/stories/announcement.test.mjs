//! A forced end: the far side hears the announcement to its last word, and nothing else, and then the call is over (KC-28 to KC-30).

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, command, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { wav } from "../tone.mjs";
import { until } from "../until.mjs";

/** Both words of the announcement are a second long. */
const WORDS = [900, 1500];

/** One after the other, as a file. */
function announcement() {
  const [first, second] = WORDS.map(wav);
  const whole = Buffer.concat([first, second.subarray(44)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  whole.writeUInt32LE(whole.length - 44, 40);
  return whole;
}

/** Mina, whose announcement is this file, in a call with Jun. */
async function talking(t, file) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.party("mina"), scene.party("jun")]);
  await mina.page.route("**/*.wav", (route) => route.fulfill(file ? { body: file, contentType: "audio/wav" } : { status: 404 }));
  await openPhone(mina.page, scene.exchange, "mina", { announcement: "/안내.wav" });
  await openPhone(jun.page, scene.exchange, "jun");
  await mina.page.evaluate(async () => void (await window.phone.dial("102")));
  await until("it rings", async () => (await callsOf(jun.page))[0]?.state === "incoming");
  await command(jun.page, "answer");
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  return { mina, jun };
}

/** Notes from now on for how long, in seconds, each of these tones is heard, every sample looked at. */
function listenTo(tones) {
  const peer = window.ringdeskProbe.peers.findLast((peer) => peer.connectionState !== "closed");
  const { track } = peer.getReceivers().find((receiver) => receiver.track.kind === "audio");
  const reader = new MediaStreamTrackProcessor({ track: track.clone(), maxBufferSize: 1000 }).readable.getReader();
  window.heard = tones.map(() => 0);
  const power = (samples, hertz, rate) => {
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
    let [before, last] = [0, 0];
    samples.forEach((sample, index) => {
      const window = 1 - Math.cos((2 * Math.PI * index) / samples.length);
      [before, last] = [last, sample * window + turn * last - before];
    });
    return 10 * Math.log10((4 * (before * before + last * last - turn * before * last)) / samples.length ** 2 + 1e-12);
  };
  const listen = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const part = new Float32Array(value.numberOfFrames);
      value.copyTo(part, { planeIndex: 0, format: "f32-planar" });
      tones.forEach((hertz, at) => {
        if (power(part, hertz, value.sampleRate) > -35) window.heard[at] += part.length / value.sampleRate;
      });
      value.close();
    }
  };
  listen();
}

test("the announcement is heard whole before the call ends", async (t) => {
  const { mina, jun } = await talking(t, announcement());
  await jun.page.evaluate(listenTo, WORDS);
  await command(mina.page, "terminate");
  await until("the call is over on both sides", async () =>
    (await callsOf(mina.page)).length === 0 && (await callsOf(jun.page)).length === 0);
  const heard = await jun.page.evaluate(() => window.heard);
  heard.forEach((seconds, at) => assert.ok(seconds > 0.9 && seconds < 1.4, `${WORDS[at]} Hz was heard for ${seconds} s`));
});

test("an announcement that can not be played does not keep the call", async (t) => {
  const { mina, jun } = await talking(t);
  await command(mina.page, "terminate");
  await until("the call is over", async () => (await callsOf(jun.page)).length === 0);
});
