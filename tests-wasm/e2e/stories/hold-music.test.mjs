//! What a held party hears: a tune, or the file of the page's choice, and never the microphone.

import assert from "node:assert/strict";

import { hearsOnly, hearsSilence, hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, command, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { wav } from "../tone.mjs";
import { until } from "../until.mjs";

/** Mina, with these options, in a call with Jun. `files` are what the server has under these names. */
async function talking(t, options = {}, files = {}) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.party("mina"), scene.party("jun")]);
  const asked = [];
  await mina.page.addInitScript(keepBooks);
  await mina.page.route("**/*.wav", (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    const body = files[decodeURIComponent(pathname.slice(1))];
    return route.fulfill(body ? { body, contentType: "audio/wav" } : { status: 404 });
  });
  await openPhone(mina.page, scene.exchange, "mina", options);
  await openPhone(jun.page, scene.exchange, "jun");
  await mina.page.evaluate(async () => void (await window.phone.dial("102")));
  await until("it rings", async () => (await callsOf(jun.page))[0]?.state === "incoming");
  await command(jun.page, "answer");
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  return { mina, jun, asked };
}

/** Notes what the page borrows for its sound. Runs before its own scripts. */
function keepBooks() {
  const books = (window.books = { contexts: [], tracks: [], elements: [] });
  const { AudioContext, Audio } = window;
  window.AudioContext = class extends AudioContext {
    constructor(...options) {
      super(...options);
      books.contexts.push(this);
    }
    createMediaStreamDestination() {
      const node = super.createMediaStreamDestination();
      books.tracks.push(...node.stream.getTracks());
      return node;
    }
  };
  window.Audio = class extends Audio {
    constructor(...options) {
      super(...options);
      books.elements.push(this);
    }
  };
}

const errors = (page) => page.evaluate(() =>
    window.told.filter(({ type }) => type === "error").map(({ code, message }) => ({ code, message })));

test("a held party hears the built-in tune and not the microphone (KC-31)", async (t) => {
  const { mina, jun } = await talking(t);
  await command(mina.page, "hold");
  await hearsOnly(jun.page, [], [mina.hertz, jun.hertz]);
  await command(mina.page, "resume");
  await hearsTone(jun.page, mina.hertz);
  // Muted in between: the music is heard, and after it silence.
  await command(mina.page, "mute");
  await command(mina.page, "hold");
  await hearsOnly(jun.page, [], [mina.hertz, jun.hertz]);
  await command(mina.page, "resume");
  await hearsSilence(jun.page);
  assert.deepEqual(await errors(mina.page), []);
});

test("a held party hears the page's own music, whose name may be Korean (CT-40)", async (t) => {
  const { mina, jun, asked } = await talking(t, { holdMusic: "/대기 음악.wav" }, { "대기 음악.wav": wav(900) });
  assert.deepEqual(asked, ["/%EB%8C%80%EA%B8%B0%20%EC%9D%8C%EC%95%85.wav"]);
  await command(mina.page, "hold");
  await hearsOnly(jun.page, [900], [mina.hertz, jun.hertz]);
  await command(mina.page, "resume");
  await hearsTone(jun.page, mina.hertz);
});

test("music that breaks a rule is told of when it is loaded, and the tune is played in its place (CT-39)", async (t) => {
  const slow = wav(900);
  slow.writeUInt32LE(44_100, 24);
  const { mina, jun } = await talking(t, { holdMusic: "/music.wav", announcement: "/gone.wav" }, { "music.wav": slow });
  const told = await until("both are told", async () => {
    const all = await errors(mina.page);
    return all.length === 2 && all;
  });
  const message = (code) => told.find((error) => error.code === code)?.message ?? "";
  assert.match(message("media.bad-music"), /48,000/);
  assert.match(message("media.bad-announcement"), /fetched/);
  await command(mina.page, "hold");
  await hearsOnly(jun.page, [], [900, mina.hertz, jun.hertz]);
});

test("without music a held party hears nothing", async (t) => {
  const { mina, jun } = await talking(t, { holdMusic: "none" });
  await command(mina.page, "hold");
  await hearsSilence(jun.page);
});

test("after the call nothing of it is kept: no context, no track, no element that plays", async (t) => {
  const { mina, jun } = await talking(t);
  // The probe has a context and an element of its own.
  const open = () => mina.page.evaluate(() => [
    window.books.contexts.filter(({ state }) => state !== "closed").length,
    window.books.tracks.filter(({ readyState }) => readyState === "live").length,
    window.books.elements.filter(({ srcObject }) => srcObject).length,
  ]);
  const [contexts, tracks, elements] = await open();
  for (let round = 0; round < 3; round += 1) {
    await command(mina.page, "hold");
    await hearsOnly(jun.page, [], [mina.hertz]);
    assert.deepEqual(await open(), [contexts + 1, tracks + 1, elements]);
    await command(mina.page, "resume");
    await until("the music is over", async () => (await open())[1] === tracks);
  }
  await command(mina.page, "hangUp");
  await until("all is given back", async () => {
    const left = await open();
    if (left.join() === [contexts, tracks, elements - 1].join()) return true;
    throw new Error(`${left}, not ${[contexts, tracks, elements - 1]}`);
  });
});
