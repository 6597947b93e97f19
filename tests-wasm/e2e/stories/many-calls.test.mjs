//! Hundreds of calls in one page, and nothing left of them.

import assert from "node:assert/strict";

import { bare } from "../bare.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const CALLS = 500;
/** Every wave of calls is as large as the first. */
const WAVES = 2;
/** A phone talks on one line at a time, and puts the others on hold: here nobody waits. */
const AT_ONCE = 1;
/** RFC 3261 §17: timers H to K let a transaction be remembered for 64 × T1, half a minute, after its end. */
const REMEMBERED_MS = 33_000;

/** Counts what a page gets from the browser and what it gives back; runs before the page's own scripts. */
function count() {
  const counts = (window.counts = { tracks: new Set(), timers: new Set(), memory: undefined });
  const media = navigator.mediaDevices;
  const capture = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    const stream = await capture(wanted);
    for (const track of stream.getTracks()) counts.tracks.add(new WeakRef(track));
    return stream;
  };
  const [set, clear] = [setTimeout, clearTimeout];
  window.setTimeout = (run, ...rest) => {
    const id = set(() => {
      counts.timers.delete(id);
      run();
    }, ...rest);
    counts.timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    counts.timers.delete(id);
    clear(id);
  };
  // Chromium gives a page 500 connections that are not collected yet, and the probe would keep every one.
  setInterval(() => {
    const { peers } = window.ringdeskProbe;
    peers.splice(0, peers.length, ...peers.filter((peer) => peer.connectionState !== "closed"));
  }, 500);
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...source) => {
    const made = await instantiate(...source);
    counts.memory = Object.values(made.exports).find((value) => value instanceof WebAssembly.Memory);
    return made;
  };
}

const live = (page) =>
  page.evaluate(() => ({
    peers: window.ringdeskProbe.peers.filter((peer) => peer.connectionState !== "closed").length,
    tracks: [...window.counts.tracks].filter((track) => track.deref()?.readyState === "live").length,
    timers: window.counts.timers.size,
    calls: window.bare.phone.calls.length,
  }));

/** After the probe has let go of its own, and the garbage collector of everybody's. */
async function memory(page, devtools) {
  await page.evaluate(() => {
    window.ringdeskProbe.peers.length = 0;
    window.bare.events.length = 0;
    window.counts.tracks.clear();
  });
  for (let round = 0; round < 3; round += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const metric = (name) => metrics.find((entry) => entry.name === name)?.value;
  const wasm = await page.evaluate(() => window.counts.memory.buffer.byteLength);
  return { heap: metric("JSHeapUsedSize"), listeners: metric("JSEventListeners"), wasm };
}

test(`${CALLS} calls in one page leave no connection, track, listener or timer, and memory stays flat`, { timeout: 900_000 }, async (t) => {
  const scene = await Scene.open(t);
  const prepare = (page) => page.addInitScript(count);
  const [mina, jun] = await Promise.all([bare(scene, "mina", 530, { prepare }), bare(scene, "jun", 620, { prepare })]);
  const [devtools, far] = await Promise.all([mina.devtools(), jun.devtools()]);
  for (const one of [devtools, far]) await one.send("Performance.enable");
  await jun.page.evaluate(() => {
    window.bare.onIncoming = (call) => void call.answer();
  });

  /** Calls, one at a time; each is ended as soon as its sound can flow. */
  const make = async (calls) => {
    await mina.page.evaluate(async ([calls, lanes]) => {
      const connected = (call) => new Promise((resolve, reject) => {
        const look = () => {
          if (call.state === "ended") reject(new Error(JSON.stringify(call.end)));
          else if (call.peerConnection?.connectionState === "connected") resolve();
          else setTimeout(look, 20);
        };
        look();
      });
      let left = calls;
      const lane = async () => {
        while (left-- > 0) {
          const call = await window.bare.phone.dial("102");
          await connected(call);
          await call.hangUp();
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    }, [calls, AT_ONCE]);
    for (const { page } of [mina, jun]) {
      await until("nothing left", async () => {
        const { peers, tracks, calls } = await live(page);
        if (peers + tracks + calls === 0) return true;
        throw new Error(JSON.stringify({ peers, tracks, calls }));
      });
    }
    // Both sides: a page that is not collected in time runs into the browser's bound of 500 connections.
    await memory(jun.page, far);
    return { ...(await live(mina.page)), ...(await memory(mina.page, devtools)) };
  };

  const began = Date.now();
  const waves = [];
  for (let wave = 0; wave < WAVES; wave += 1) {
    waves.push({ ...(await make(CALLS / WAVES)), ms: Date.now() - began });
    const over = Date.now();
    // The next wave finds the memory that the transactions of this one took given back, or it would need more.
    if (wave < WAVES - 1) await until("the transactions are forgotten", () => Date.now() - over >= REMEMBERED_MS, { seconds: 60 });
  }
  // The first ones warm the page up: code is compiled, buffers find their size, and fifty records of calls are kept.
  const [first, last] = [waves[0], waves.at(-1)];
  t.diagnostic(`${CALLS} calls in ${WAVES} waves: ${JSON.stringify({ first, last })}`);
  t.diagnostic(`wasm memory after each: ${waves.map(({ wasm, ms }) => `${wasm} at ${ms} ms`)}`);

  assert.ok(last.listeners <= first.listeners, "listeners");
  assert.ok(last.timers <= first.timers + 1, "timers");
  const each = (last.heap - first.heap) / (CALLS - CALLS / WAVES);
  assert.ok(each < 2_048, `${Math.round(each)} bytes of heap for each call`);
  // The phone itself is weighed to the byte in sdk/call/tests/flat.rs.
  assert.ok(last.wasm <= first.wasm, `wasm memory: ${first.wasm}, then ${last.wasm}`);
});
