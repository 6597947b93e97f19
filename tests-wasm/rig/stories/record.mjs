//! A server that records, and is told when.

import assert from "node:assert/strict";

import { until } from "../../e2e/until.mjs";
import { startFarSide } from "../sipp.mjs";
import { story } from "../story.mjs";

/** WX-43 to WX-46, by INFO with the header Record; SIPp checks each of them. */
story("tells a gateway when to record, and is told when it refuses", {
  parts: ["Kamailio", "rtpengine", "SIPp"], browsers: ["Chromium", "Firefox"],
}, async (scene) => {
  const recorder = scene.with(await startFarSide("recorder", scene.rig.run));
  const agent = await scene.agent({ recording: { by: "server", pauseResumesAfterMs: 1_000 } });
  await agent.dial(recorder.uri);
  await agent.isIn("connected");
  const shows = (wanted) => until(`a recording that is ${wanted}`, () =>
    agent.page.evaluate((wanted) => window.rig.call().line.recording === wanted, wanted), { everyMs: 30 });
  await shows("on");
  await agent.does("record", ["pause"]);
  await shows("paused");
  // WX-46.
  await shows("on");
  const refused = await agent.command("record", ["pause"]);
  assert.deepEqual([refused.code, refused.status], ["recording.refused", 403], JSON.stringify(refused));
  await shows("on");
  await agent.does("hangUp");
  await recorder.isContent();
});
