//! A server that knows the presence of many agents and says so: registers everybody, accepts every SUBSCRIBE, sends NOTIFYs.

import { WebSocketServer } from "ws";

const header = (text, name) => text.match(new RegExp(`^${name}: *(.*)$`, "im"))?.[1].trim() ?? "";

const pidf = (uri, open) => `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${uri}"><tuple id="t"><status><basic>${open ? "open" : "closed"}</basic></status>\
<note>${open ? "Available" : "On a call"}</note></tuple></presence>`;

export class Notifier {
  #server;
  #socket;
  subscriptions = [];
  answered = 0;
  refused = 0;

  static async open() {
    const notifier = new Notifier();
    notifier.#server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => "sip" });
    await new Promise((resolve) => notifier.#server.once("listening", resolve));
    notifier.url = `ws://127.0.0.1:${notifier.#server.address().port}`;
    notifier.#server.on("connection", (socket) => {
      notifier.#socket = socket;
      socket.on("message", (data) => notifier.#receive(data.toString()));
    });
    return notifier;
  }

  #receive(text) {
    if (text.startsWith("SIP/2.0 200")) this.answered += 1;
    else if (text.startsWith("SIP/2.0")) this.refused += 1;
    else if (/^(REGISTER|SUBSCRIBE|OPTIONS) /.test(text)) this.#accept(text);
  }

  #accept(text) {
    const to = header(text, "To");
    const tag = /;tag=/.test(to) ? "" : `;tag=n${this.subscriptions.length}`;
    const expires = text.startsWith("OPTIONS") ? [] : ["Expires: 3600"];
    const contact = text.startsWith("REGISTER") ? [`Contact: ${header(text, "Contact")};expires=3600`] : ["Contact: <sip:presence@127.0.0.1;transport=ws>"];
    this.#socket.send([
      "SIP/2.0 200 OK", `Via: ${header(text, "Via")}`, `From: ${header(text, "From")}`, `To: ${to}${tag}`,
      `Call-ID: ${header(text, "Call-ID")}`, `CSeq: ${header(text, "CSeq")}`, ...contact, ...expires, "Content-Length: 0", "", "",
    ].join("\r\n"));
    if (!text.startsWith("SUBSCRIBE") || tag === "") return;
    const subscription = {
      target: header(text, "Contact").match(/<([^>]+)>/)?.[1], uri: to.match(/<?(sip:[^>;]+)/)?.[1],
      from: `${to}${tag}`, to: header(text, "From"), callId: header(text, "Call-ID"), count: 0,
    };
    this.subscriptions.push(subscription);
    this.#notify(subscription);
  }

  #notify(subscription) {
    const cseq = ++subscription.count;
    const body = pidf(subscription.uri, cseq % 2 === 0);
    this.#socket.send([
      `NOTIFY ${subscription.target} SIP/2.0`,
      `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK${subscription.callId.replace(/\W/g, "")}${cseq}`, "Max-Forwards: 70",
      `From: ${subscription.from}`, `To: ${subscription.to}`, `Call-ID: ${subscription.callId}`, `CSeq: ${cseq} NOTIFY`,
      "Contact: <sip:presence@127.0.0.1;transport=ws>", "Event: presence", "Subscription-State: active;expires=3600",
      "Content-Type: application/pidf+xml", `Content-Length: ${body.length}`, "", body,
    ].join("\r\n"));
  }

  /** Sends `perSecond` NOTIFYs of agents in turn for so long; resolves with how many went out. */
  storm(perSecond, seconds) {
    const start = performance.now();
    let sent = 0;
    return new Promise((resolve) => {
      const tick = setInterval(() => {
        const elapsed = Math.min(performance.now() - start, seconds * 1000);
        for (; sent < (elapsed / 1000) * perSecond; sent += 1) this.#notify(this.subscriptions[sent % this.subscriptions.length]);
        if (elapsed < seconds * 1000) return;
        clearInterval(tick);
        resolve(sent);
      }, 10);
    });
  }

  async close() {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
