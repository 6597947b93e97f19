//! Frames that are no messages, messages that nobody asked for, and messages of the wrong size.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { until } from "../../e2e/until.mjs";
import { atHostile, heldBy } from "../hostile.mjs";
import { story } from "../story.mjs";

const MEGABYTE = 1024 * 1024;

async function registered(scene) {
  const { hostile, agent } = await atHostile(scene);
  await agent.register();
  const register = hostile.received.find(({ method }) => method === "REGISTER");
  /** A request outside of any dialog; resolves with its branch. */
  const send = (method, rest = {}) => hostile.within(register, method, { to: "", callId: `out-${Math.random()}`, ...rest });
  const lives = async () => {
    const answer = await hostile.answered(send("OPTIONS"));
    assert.equal(answer.status, 200, "the phone answers OPTIONS");
    assert.equal(await agent.page.evaluate(() => window.rig.phone.registration), "registered");
  };
  return { hostile, agent, register, send, lives };
}

/** RFC 6665 §4.1.3: a NOTIFY without a subscription gets 481. */
story("a NOTIFY outside of a subscription is refused", { parts: [] }, async (scene) => {
  const { hostile, agent, send, lives } = await registered(scene);
  const rest = {
    extra: ["Event: presence", "Subscription-State: active;expires=60", "Content-Type: application/pidf+xml"],
    body: "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:x@rig.test'/>",
  };
  for (const tags of [{}, { to: "nobody" }]) {
    const answer = await hostile.answered(send("NOTIFY", { ...rest, ...tags }));
    assert.equal(answer.status, 481);
  }
  assert.deepEqual(await agent.calls(), []);
  await lives();
});

story("garbage is let pass, and the next message is understood", { parts: [] }, async (scene) => {
  const { hostile, agent, lives } = await registered(scene);
  const before = await heldBy(agent);
  for (let frame = 0; frame < 500; frame += 1) {
    hostile.send(randomBytes(1 + (frame * 37) % 4096));
    hostile.send(randomBytes(64).toString("latin1"));
    hostile.send("SIP/2.0 200 OK\r\n".repeat(1 + (frame % 5)));
    hostile.send(`INVITE sip:x SIP/2.0\r\n${"x".repeat(frame)}\r\n\r\n`);
  }
  await lives();
  const grown = (await heldBy(agent)) - before;
  assert.ok(grown < 4 * MEGABYTE, `${grown} bytes more`);
});

/** RFC 3261 §21.5.7: 513 for what is too large. */
story("a giant message is refused, and holds no memory afterwards", { parts: [] }, async (scene) => {
  const { hostile, agent, send, lives } = await registered(scene);
  await lives();
  const before = await heldBy(agent);
  for (let time = 0; time < 5; time += 1) {
    const answer = await hostile.answered(send("MESSAGE", { extra: ["Content-Type: text/plain"], body: "x".repeat(2 * MEGABYTE) }));
    assert.equal(answer.status, 513);
    await hostile.answered(send("MESSAGE", { extra: Array.from({ length: 5000 }, (_, at) => `X-${at}: x`) })).then(({ status }) => assert.equal(status, 513));
  }
  await lives();
  const grown = (await heldBy(agent)) - before;
  // WebAssembly's memory never shrinks: one such message may have been held, not all of them.
  assert.ok(grown < 12 * MEGABYTE, `${grown} bytes more`);
});

story("a message that comes byte by byte is one message", { parts: [] }, async (scene) => {
  const { hostile, register, lives } = await registered(scene);
  const text = [
    `OPTIONS ${register.contact} SIP/2.0`, "Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKslow", "Max-Forwards: 70",
    "From: <sip:slow@rig.test>;tag=slow", `To: <${register.contact}>`, "Call-ID: slow", "CSeq: 1 OPTIONS", "Content-Length: 0", "", "",
  ].join("\r\n");
  const [socket] = hostile.sockets;
  for (let at = 0; at < text.length; at += 1) {
    await new Promise((sent) => socket.send(text[at], { fin: at === text.length - 1 }, sent));
  }
  assert.equal((await hostile.answered("z9hG4bKslow")).status, 200);
  await until("all else to be as before", () => lives().then(() => true));
});
