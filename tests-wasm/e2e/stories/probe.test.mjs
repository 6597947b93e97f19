//! The measuring instruments themselves, on a bare RTCPeerConnection between two browsers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Party } from "../party.mjs";
import { hearsDigits, hearsSilence, hearsTone } from "../probe.mjs";

let left, right;

/** One side of a call whose signalling is carried by the test. */
async function join(page) {
  await page.evaluate(async () => {
    const peer = (window.peer = new RTCPeerConnection());
    window.local = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of window.local.getTracks()) peer.addTrack(track, window.local);
    window.describe = async (kind) => {
      await peer.setLocalDescription(kind === "offer" ? await peer.createOffer() : await peer.createAnswer());
      await new Promise((resolve) => {
        if (peer.iceGatheringState === "complete") resolve();
        else peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
      });
      return { type: peer.localDescription.type, sdp: peer.localDescription.sdp };
    };
  });
}

before(async () => {
  [left, right] = await Promise.all([Party.launch("left", 440), Party.launch("right", 660)]);
  for (const party of [left, right]) {
    await party.page.route("https://bare.test/", (route) => route.fulfill({ body: "<title>bare</title>", contentType: "text/html" }));
    await party.page.goto("https://bare.test/");
    await join(party.page);
  }
  const offer = await left.page.evaluate(() => window.describe("offer"));
  await right.page.evaluate((offer) => window.peer.setRemoteDescription(offer), offer);
  const answer = await right.page.evaluate(() => window.describe("answer"));
  await left.page.evaluate((answer) => window.peer.setRemoteDescription(answer), answer);
});

after(() => Promise.all([left?.close(), right?.close()]));

test("each side hears the tone of the other", async () => {
  await Promise.all([hearsTone(left.page, 660), hearsTone(right.page, 440)]);
});

test("a wrong tone is not taken for the right one", async () => {
  await assert.rejects(hearsTone(left.page, 880, { seconds: 2 }), /a tone of 880 Hz: not within/);
});

test("a muted track is heard as silence and an unmuted one again as its tone", async () => {
  await assert.rejects(hearsSilence(right.page, { seconds: 2 }), /silence: not within/);
  await left.page.evaluate(() => (window.local.getAudioTracks()[0].enabled = false));
  await hearsSilence(right.page);
  await left.page.evaluate(() => (window.local.getAudioTracks()[0].enabled = true));
  await hearsTone(right.page, 440);
});

test("telephone events arrive as the tones of their digits", async () => {
  await hearsTone(right.page, 440);
  await hearsDigits(right.page, "159#", () =>
    left.page.evaluate(() => window.peer.getSenders()[0].dtmf.insertDTMF("159#", 100, 100)),
  );
});
