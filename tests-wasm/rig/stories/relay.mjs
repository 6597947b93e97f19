//! Browsers that reach nobody but the relay.

import assert from "node:assert/strict";

import { RELAY } from "../coturn.mjs";
import { connected } from "../connected.mjs";
import { story } from "../story.mjs";

story("calls through the relay only", { parts: ["Kamailio", "rtpengine", "coturn", "baresip"], browsers: ["Chromium", "Firefox"] }, async (scene) => {
  const { agent } = await connected(scene, scene.baresip(), { iceServers: [RELAY], iceTransportPolicy: "relay" });
  const kind = await agent.page.evaluate(async () => {
    const report = await window.rig.call().peerConnection.getStats();
    const pair = [...report.values()].find((entry) => entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded");
    return report.get(pair.localCandidateId).candidateType;
  });
  assert.equal(kind, "relay");
});
