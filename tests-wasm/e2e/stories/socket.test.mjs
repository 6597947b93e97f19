//! The wire itself: refused, lost, and full of nonsense.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { WebSocket } from "ws";

import { hearsTone } from "../probe.mjs";
import { Scene, agentAccount, guestAccount } from "../scene.mjs";
import { test } from "../told.mjs";
import { Wire } from "../wire.mjs";

/** A scene whose Mina is wired through a relay. */
async function wired(t) {
  const scene = await Scene.open(t);
  const wire = scene.with(await Wire.to(scene.exchange.socketUrl));
  const through = agentAccount(() => ({ servers: [wire.url] }));
  return { scene, wire, through };
}

async function talk(mina, jun) {
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.answer();
  await Promise.all([mina.phone.isTalking(), jun.phone.isTalking()]);
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
}

test("a socket that is refused is told to the agent, and the phone connects once it is not", async (t) => {
  const { scene, wire, through } = await wired(t);
  await wire.cut();
  const mina = await scene.agent("mina", { state: null, prepare: through });
  await mina.phone.logIn();
  await mina.phone.tells("transport.refused", "The phone server does not answer");
  await mina.screenshot("phone-socket-refused");
  await wire.mend();
  await mina.phone.button("Try again").click();
  await mina.phone.isConnected({ seconds: 40 });
});

test("a socket that is refused is told to the customer", async (t) => {
  const scene = await Scene.open(t);
  const customer = await scene.customer("customer", { prepare: guestAccount(() => ({ servers: ["ws://127.0.0.1:9/sip"] })) });
  await customer.meet.call("Ada Chen");
  await customer.meet.tells("transport.refused", "We can not be reached");
});

test("a socket lost while dialling ends the call with its reason", async (t) => {
  const { scene, wire, through } = await wired(t);
  const [mina, jun] = await Promise.all([scene.agent("mina", { prepare: through }), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await wire.cut();
  await mina.phone.tells("transport.lost", "The connection was lost");
  await jun.phone.stopsRinging();
});

test("a socket lost in a call leaves the call its sound and comes back by itself", async (t) => {
  const { scene, wire, through } = await wired(t);
  const [mina, jun] = await Promise.all([scene.agent("mina", { prepare: through }), scene.agent("jun")]);
  await talk(mina, jun);
  await wire.cut();
  await mina.phone.isReconnecting();
  await Promise.all([hearsTone(mina.page, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  await wire.mend();
  await mina.phone.isConnected({ seconds: 60 });
  await jun.phone.end();
  await Promise.all([jun.phone.wrapsUp("You hung up"), mina.phone.wrapsUp("They hung up")]);
});

const NONSENSE = {
  "an empty frame": "",
  "noise": randomBytes(500),
  "half a message": "INVITE sip:mina@ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WS x",
  "a request without a CSeq": "OPTIONS sip:mina@ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: 1\r\n\r\n",
  "another protocol": "HTTP/1.1 200 OK\r\n\r\n",
  "a length that lies": "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK2\r\nCSeq: 1 INVITE\r\nContent-Length: 99999\r\n\r\nx",
  "a negative length": "SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n",
  "a status of four digits": "SIP/2.0 2000 OK\r\n\r\n",
  "an answer to nothing": "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK3\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
};

test("malformed SIP from the server does not hurt the phone", async (t) => {
  const { scene, wire, through } = await wired(t);
  const [mina, jun] = await Promise.all([scene.agent("mina", { prepare: through }), scene.agent("jun")]);
  for (const nonsense of Object.values(NONSENSE)) wire.inject(nonsense);
  await talk(mina, jun);
  for (const nonsense of Object.values(NONSENSE)) wire.inject(nonsense);
  await hearsTone(mina.page, jun.hertz);
  await mina.phone.end();
  await mina.phone.wrapsUp("You hung up");
});

test("an answer whose description is nonsense ends the call with a typed error, and the far side with it", async (t) => {
  const { scene, wire, through } = await wired(t);
  const [mina, jun] = await Promise.all([scene.agent("mina", { prepare: through }), scene.agent("jun")]);
  wire.fromServer = (text) =>
    /^SIP\/2\.0 200 [^]*CSeq: \d+ INVITE/i.test(text) ? text.replace(/\r\n\r\n[^]*$/, (body) => `\r\n\r\n${"x".repeat(body.length - 4)}`) : text;
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.answer();
  await mina.phone.tells("call.incompatible", "The phones do not match");
  await jun.phone.shows("After-call work");
});

test("a message over the limit from the server is dropped, and the phone goes on", async (t) => {
  const { scene, wire, through } = await wired(t);
  const [mina, jun] = await Promise.all([scene.agent("mina", { prepare: through }), scene.agent("jun")]);
  const head = "MESSAGE sip:mina@ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK9\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: 9\r\nCSeq: 1 MESSAGE\r\n";
  wire.inject(`${head}Content-Length: 200000\r\n\r\n${"x".repeat(200_000)}`);
  wire.inject(`${head}${"X-Filler: y\r\n".repeat(20_000)}Content-Length: 0\r\n\r\n`);
  wire.inject(`${head}X-Long: ${"z".repeat(100_000)}\r\nContent-Length: 0\r\n\r\n`);
  await talk(mina, jun);
});

/** A bare socket to the exchange that remembers what came back. */
async function bareSocket(scene) {
  const socket = new WebSocket(scene.exchange.socketUrl, "sip", { headers: { origin: scene.exchange.url } });
  socket.answers = [];
  socket.on("message", (data) => socket.answers.push(data.toString()));
  socket.on("error", () => {});
  socket.gone = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return scene.with(Object.assign(socket, { close: () => socket.terminate() }));
}

async function serves(scene) {
  assert.ok(scene.exchange.isRunning);
  assert.equal((await fetch(`${scene.exchange.url}/healthz`)).status, 200);
}

test("oversized messages to the exchange are refused, and it goes on serving", async (t) => {
  const scene = await Scene.open(t);
  const head = `OPTIONS sip:ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK7\r\nFrom: <sip:a@ringdesk.localhost>;tag=1\r\nTo: <sip:ringdesk.localhost>\r\nCall-ID: 7\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n`;
  for (const size of [70_000, 1_000_000, 10_000_000]) {
    const socket = await bareSocket(scene);
    socket.send(`${head}Content-Length: ${size}\r\n\r\n${"x".repeat(size)}`);
    const answered = new Promise((resolve) => socket.once("message", resolve));
    await Promise.race([answered, socket.gone]);
    assert.ok(socket.answers.every((answer) => / (513|413|400) /.test(answer.split("\r\n")[0])), `answered ${socket.answers}`);
    await serves(scene);
  }
});

test("10,000 random bytes on the exchange's socket, in one frame and in many, and it goes on serving", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  const whole = await bareSocket(scene);
  whole.send(randomBytes(10_000));
  whole.send(randomBytes(10_000).toString("latin1"));
  const pieces = await bareSocket(scene);
  for (let piece = 0; piece < 100; piece += 1) pieces.send(randomBytes(100));
  // And where a WebSocket handshake is expected.
  const raw = connect(scene.exchange.port, "127.0.0.1");
  raw.on("error", () => {}).resume();
  await new Promise((resolve) => raw.once("connect", resolve));
  raw.end(randomBytes(10_000));
  await new Promise((resolve) => raw.once("close", resolve));

  await serves(scene);
  await talk(mina, jun);
  await mina.phone.end();
  await jun.phone.shows("After-call work");
});
