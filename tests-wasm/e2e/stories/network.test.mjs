//! A laptop leaves one network and joins another in the middle of a call: two links into a network namespace.

import assert from "node:assert/strict";

import { bare, gaps, heardAgain, isSilent, listenForGaps, noted, talk } from "../bare.mjs";
import { Netspace, whyNot } from "../netspace.mjs";
import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { throughout, until } from "../until.mjs";

const BACK_WITHIN_MS = 3_000;
const STAYS_S = Number(process.env.RINGDESK_NETWORK_STAYS_S ?? 60);

test("sound is back within three seconds of the new network, and stays", { skip: whyNot() }, async (t) => {
  const space = new Netspace();
  t.after(() => space.close());
  space.up(1);
  const scene = await Scene.open(t);
  await space.serve(scene.exchange.port);
  const [mina, jun] = await Promise.all([
    bare(scene, "mina", 530, { launch: { executable: space.chromium, args: space.flags } }),
    bare(scene, "jun", 620),
  ]);
  await talk(mina, jun, "102");
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  for (const party of [mina, jun]) await listenForGaps(party);

  for (const [from, to] of [[1, 2], [2, 1]]) {
    space.down(from);
    await until("offline", () => mina.page.evaluate(() => !navigator.onLine));
    for (const party of [mina, jun]) await isSilent(party);
    space.up(to);
    const at = Date.now();
    const waits = [];
    for (const party of [mina, jun]) waits.push(heardAgain(party).then((when) => when - at));
    const [here, there] = await Promise.all(waits);
    t.diagnostic(`link ${from} to link ${to}: heard again after ${here} ms here and ${there} ms at the far side`);
    assert.ok(Math.max(here, there) <= BACK_WITHIN_MS, `${here} ms and ${there} ms`);
    await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  }

  // An ICE restart alone was seen to die after five seconds.
  const before = [await gaps(mina), await gaps(jun)].map((list) => list.filter((ms) => ms > 1_000).length);
  await throughout("sound", STAYS_S, async () => {
    const now = [await gaps(mina), await gaps(jun)].map((list) => list.filter((ms) => ms > 1_000).length);
    return now.every((count, index) => count === before[index]);
  });
  await Promise.all([hearsTone(mina.page, 620), hearsTone(jun.page, 530)]);
  assert.deepEqual(await noted(mina, "ended"), []);
});
