//! The configurations of www/deploy, as they are.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DEPLOY, deployedAgent, startDeployed } from "../deployed.mjs";
import { Engine } from "../engine.mjs";
import { port } from "../port.mjs";
import { pong } from "../rtpengine.mjs";
import { story } from "../story.mjs";

story("an agent of one deployed node calls an agent of the other, and a node dies", { parts: ["Kamailio"] }, async (scene) => {
  const [left, right] = await startDeployed(scene);
  const [mina, jun] = await Promise.all([deployedAgent(scene, [left, right]), deployedAgent(scene, [right, left], { voice: 1 })]);
  await mina.dial(jun.user);
  await jun.isIn("incoming");
  await jun.does("answer");
  await Promise.all([mina.isIn("connected"), jun.isIn("connected")]);
  await Promise.all([mina.hears(jun.hertz), jun.hears(mina.hertz)]);
  await right.kill();
  await jun.told("connectionchange", { where: ({ state }) => state === "reconnecting" });
  await jun.isRegistered();
  await Promise.all([mina.hears(jun.hertz), jun.hears(mina.hertz)]);
  // Through the node that is left.
  await jun.does("hangUp");
  await mina.hasNoCall();
});

story("what the way to two nodes tells an operator to ask, a node answers", { parts: ["Kamailio"] }, async (scene) => {
  const [left] = await startDeployed(scene);
  const told = readFileSync(join(DEPLOY, "README.md"), "utf8").match(/kamcmd -s unix:\S+ [a-z]+\.[a-z_]+( all)?/g);
  const questions = new Set(told.map((line) => line.split(" ").slice(3).join(" ")).filter((question) => !/reload|enable/.test(question)));
  assert.ok(questions.size >= 4);
  for (const question of questions) assert.doesNotMatch(left.ask(question.split(" ")), /error/i, question);
  assert.match(left.ask(["dmq.list_nodes"]), /active/);
  assert.match(left.ask(["rtpengine.enable", "all", "1"]), /^(?!error)/);
});

story("a deployed node refuses strangers, wrong passwords and other pages", { parts: ["Kamailio"] }, async (scene) => {
  const [left] = await startDeployed(scene);
  const stranger = await scene.page({ node: left });
  assert.equal((await stranger.start()).code, "register.unauthorized");
  const outcome = await stranger.page.evaluate((url) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    // A page of no origin.
    frame.sandbox = "allow-scripts";
    frame.srcdoc = `<script>const s = new WebSocket("${url}", "sip"); s.onopen = () => parent.postMessage("open", "*"); s.onclose = () => parent.postMessage("closed", "*");</script>`;
    addEventListener("message", ({ data }) => resolve(data));
    document.body.append(frame);
  }), left.ws);
  assert.equal(outcome, "closed");
});

story("the deployed firewall is well written", { parts: [] }, async () => {
  // Only root may ask; nothing is changed by -c.
  if (process.getuid?.() === 0) execFileSync("nft", ["-c", "-f", join(DEPLOY, "nftables.conf")], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, stdio: "pipe" });
  assert.match(readFileSync(join(DEPLOY, "nftables.conf"), "utf8"), /policy drop;/);
});

/** The relay takes the credentials that an application signs, and leads to no private address. */
story("the deployed relay and media engine start with their configuration", { parts: ["coturn", "rtpengine"] }, async (scene) => {
  const folder = mkdtempSync(join(scene.rig.run, "deploy-"));
  const read = (name) => readFileSync(join(DEPLOY, name), "utf8");
  const [listen, ng, cli] = [port(), port(), port()];
  const secret = "a secret of the test";
  writeFileSync(join(folder, "turnserver.conf"), [
    read("coturn/turnserver.conf").replaceAll("203.0.113.10", "127.0.0.1").replace("listening-port=3478", `listening-port=${listen}`)
      .replace(/^(tls-listening-port|cert|pkey|syslog).*$/gm, "").replace(/(static-auth-secret=).*/, `$1${secret}`),
    "no-tls", "no-dtls", "log-file=stdout", `userdb=${folder}/turn.db`, `pidfile=${folder}/turn.pid`, "verbose", "",
  ].join("\n"));
  const relay = scene.with(new Engine("deployed-coturn", folder, "turnserver", ["-c", join(folder, "turnserver.conf")]));
  writeFileSync(join(folder, "rtpengine.conf"), read("rtpengine/rtpengine.conf").replace("203.0.113.10", "127.0.0.1")
    .replace("10.0.0.10:2223", `127.0.0.1:${ng}`).replace("127.0.0.1:2224", `127.0.0.1:${cli}`));
  const engine = scene.with(new Engine("deployed-rtpengine", folder, "rtpengine", [
    `--config-file=${folder}/rtpengine.conf`, "--foreground", "--log-stderr", `--pidfile=${folder}/rtpengine.pid`,
  ]));
  await engine.ready(() => pong(ng));
  const username = `${Math.floor(Date.now() / 1000) + 600}:mina`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  const agent = await scene.page();
  await agent.page.goto(agent.tab.address);
  const candidates = await agent.page.evaluate(([url, username, credential]) => new Promise((resolve) => {
    const found = [];
    const peer = new RTCPeerConnection({ iceServers: [{ urls: url, username, credential }], iceTransportPolicy: "relay" });
    peer.addEventListener("icecandidate", ({ candidate }) => (candidate ? found.push(candidate.type) : resolve(found)));
    peer.createDataChannel("x");
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  }), [`turn:127.0.0.1:${listen}?transport=udp`, username, credential]);
  assert.ok(candidates.includes("relay"), `${candidates}\n${relay.log.slice(-10).join("\n")}`);
  assert.match(read("coturn/turnserver.conf"), /^denied-peer-ip=10\.0\.0\.0-10\.255\.255\.255$/m);
});
