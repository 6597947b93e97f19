//! The wire between a phone and the exchange: a WebSocket relay that can cut, corrupt and add.

import { WebSocket, WebSocketServer } from "ws";

export { WebSocketServer };

export class Wire {
  #server;
  #target;
  #pairs = new Set();
  /** Changes what the exchange sends; `null` swallows it. */
  fromServer = (text) => text;
  /** Changes what the phone sends; `null` swallows it. */
  fromPhone = (text) => text;

  static async to(target) {
    const wire = new Wire();
    wire.#target = target;
    await wire.#listen(0);
    return wire;
  }

  async #listen(port) {
    this.#server = new WebSocketServer({ host: "127.0.0.1", port, handleProtocols: () => "sip" });
    await new Promise((resolve, reject) => this.#server.once("listening", resolve).once("error", reject));
    this.#server.on("connection", (phone) => this.#join(phone));
    this.port = this.#server.address().port;
  }

  get url() {
    return `ws://127.0.0.1:${this.port}/sip`;
  }

  #join(phone) {
    const server = new WebSocket(this.#target, "sip", { headers: { origin: new URL(this.#target.replace("ws", "http")).origin } });
    const pair = { phone, server };
    this.#pairs.add(pair);
    const waiting = [];
    const relay = (change, to) => (data) => {
      const changed = change(data.toString("utf8"));
      if (changed === null) return;
      if (to.readyState === WebSocket.OPEN) to.send(changed);
      else if (to.readyState === WebSocket.CONNECTING) waiting.push(changed);
    };
    phone.on("message", relay((text) => this.fromPhone(text), server));
    server.on("message", relay((text) => this.fromServer(text), phone));
    server.on("open", () => waiting.forEach((text) => server.send(text)));
    const end = () => {
      this.#pairs.delete(pair);
      phone.terminate();
      server.terminate();
    };
    for (const socket of [phone, server]) socket.on("close", end).on("error", end);
  }

  /** Sends something to every phone as if the exchange had. */
  inject(data) {
    for (const { phone } of this.#pairs) phone.send(data);
  }

  /** Cuts every connection without a word; new ones are refused until `mend`. */
  async cut() {
    for (const { phone, server } of this.#pairs) {
      phone.terminate();
      server.terminate();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async mend() {
    await this.#listen(this.port);
  }

  async close() {
    await this.cut().catch(() => {});
  }
}
