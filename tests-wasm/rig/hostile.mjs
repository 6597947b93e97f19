//! A SIP server that breaks the rules on purpose: it does by itself what an honest one would, but for what a story tells it.

import { WebSocketServer } from "../e2e/wire.mjs";

import { until } from "../e2e/until.mjs";

/** A request or a response, read no further than a test needs. */
class Frame {
  constructor(text) {
    this.text = text;
    [this.start] = text.split("\r\n", 1);
    this.method = /^SIP\/2\.0/.test(text) ? undefined : this.start.split(" ")[0];
    this.status = Number(this.start.match(/^SIP\/2\.0 (\d+)/)?.[1]);
    this.body = text.slice(text.indexOf("\r\n\r\n") + 4);
  }

  header(name) {
    return this.text.match(new RegExp(`^${name}: *(.*?)\r?$`, "im"))?.[1] ?? "";
  }

  get contact() {
    return this.header("Contact").match(/<([^>]+)>/)?.[1];
  }
}

export const tagOf = (address) => address.match(/;tag=([^;\s]+)/)?.[1];

let branches = 0;

export class Hostile {
  #server;
  #sockets = new Set();
  /** What the phone sent, in order. */
  received = [];
  connections = 0;
  /** `on.INVITE = (frame) => …` replaces what is done by itself. */
  on = {};

  static async start() {
    const hostile = new Hostile();
    hostile.#server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => "sip" });
    await new Promise((resolve) => hostile.#server.once("listening", resolve));
    hostile.ws = `ws://127.0.0.1:${hostile.#server.address().port}`;
    hostile.#server.on("connection", (socket) => {
      hostile.connections += 1;
      hostile.#sockets.add(socket);
      socket.on("close", () => hostile.#sockets.delete(socket));
      socket.on("error", () => {});
      socket.on("message", (data) => hostile.#receive(data.toString()));
    });
    return hostile;
  }

  #receive(text) {
    if (text.trim() === "") return this.send("\r\n");
    const frame = new Frame(text);
    this.received.push(frame);
    const kind = frame.method ?? "response";
    if (this.on[kind]) this.on[kind](frame);
    else if (kind === "REGISTER") this.reply(frame, "200 OK", [`Contact: ${frame.header("Contact")};expires=600`]);
    else if (!["response", "ACK"].includes(kind)) this.reply(frame, "200 OK", [], { tag: "far" });
  }

  /** Any bytes at all, as one frame. */
  send(data) {
    for (const socket of this.#sockets) socket.send(data);
  }

  /** The sockets themselves, for frames that come in pieces. */
  get sockets() {
    return [...this.#sockets];
  }

  hangUpOnAll() {
    for (const socket of this.#sockets) socket.terminate();
  }

  reply(frame, status, extra = [], { tag, body = "" } = {}) {
    const to = frame.header("To");
    const tagged = tag && !tagOf(to) ? `${to};tag=${tag}` : to;
    this.send([
      `SIP/2.0 ${status}`, `Via: ${frame.header("Via")}`, `From: ${frame.header("From")}`, `To: ${tagged}`,
      `Call-ID: ${frame.header("Call-ID")}`, `CSeq: ${frame.header("CSeq")}`, ...extra, `Content-Length: ${body.length}`, "", body,
    ].join("\r\n"));
  }

  /** Accepts an INVITE with a description of a far side that does not exist. */
  answer(frame, extra = ["Contact: <sip:far@127.0.0.1;transport=ws>"]) {
    this.reply(frame, "200 OK", [...extra, "Content-Type: application/sdp"], { tag: "far", body: answerTo(frame.body) });
  }

  /** A request within the dialog that `invite` began, as its far side would send it; the rest replaces what is right. */
  within(invite, method, { cseq = 1, from = "far", to = tagOf(invite.header("From")), callId = invite.header("Call-ID"), extra = [], body = "" } = {}) {
    branches += 1;
    this.send([
      `${method} ${invite.contact} SIP/2.0`, `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKhostile${branches}`, "Max-Forwards: 70",
      `From: ${invite.header("To")}${from ? `;tag=${from}` : ""}`, `To: ${invite.header("From").replace(/;tag=.*/, "")}${to ? `;tag=${to}` : ""}`,
      `Call-ID: ${callId}`, `CSeq: ${cseq} ${method}`, "Contact: <sip:far@127.0.0.1;transport=ws>", ...extra,
      `Content-Length: ${body.length}`, "", body,
    ].join("\r\n"));
    return `z9hG4bKhostile${branches}`;
  }

  count(method) {
    return this.received.filter((frame) => frame.method === method).length;
  }

  /** Waits for the `nth` request of this method. */
  got(method, { nth = 1, seconds = 15 } = {}) {
    return until(`the phone to send ${method}`, () => this.received.filter((frame) => frame.method === method)[nth - 1], { seconds, everyMs: 20 });
  }

  /** Waits for the final response to the request with this branch. */
  answered(branch, { seconds = 15 } = {}) {
    return until("the phone to answer", () => this.received.find((frame) => frame.status >= 200 && frame.header("Via").includes(`branch=${branch}`)), { seconds, everyMs: 20 });
  }

  async stop() {
    this.hangUpOnAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** An answer that a browser takes, from nobody. */
function answerTo(offer) {
  const formats = offer.match(/^m=audio \d+ (.*?)\r?$/m)?.[1] ?? "UDP/TLS/RTP/SAVPF 111";
  const mid = offer.match(/^a=mid:(.*?)\r?$/m)?.[1] ?? "0";
  return [
    "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", `m=audio 9 ${formats.split(" ").slice(0, 2).join(" ")}`, "c=IN IP4 127.0.0.1",
    `a=mid:${mid}`, "a=rtcp-mux", "a=sendrecv", "a=setup:active", "a=ice-ufrag:nobo", "a=ice-pwd:nobodynobodynobodynobody",
    `a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}`, "a=rtpmap:111 opus/48000/2", "",
  ].join("\r\n");
}

/** What a page holds, in bytes, after a collection and without what the test itself keeps there. */
export async function heldBy(agent) {
  agent.cdp ??= await agent.page.context().newCDPSession(agent.page);
  await agent.page.evaluate(() => {
    window.rigWire.length = 0;
    window.rig.events.length = 0;
  });
  await agent.cdp.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = await agent.cdp.send("Runtime.getHeapUsage");
  return usedSize + backingStorageSize;
}

/** A phone at a server that breaks the rules. */
export async function atHostile(scene, prepare = () => {}) {
  const hostile = scene.with(await Hostile.start());
  prepare(hostile);
  const agent = await scene.page({ node: hostile });
  return { hostile, agent };
}
