//! A TCP connection that can go dead without a word, as after sleep or behind a router that forgot it.

import { connect, createServer } from "node:net";

export class Pipe {
  #server;
  #pairs = new Set();

  /** Forwards to this port of 127.0.0.1. */
  static async to(port) {
    const pipe = new Pipe();
    pipe.#server = createServer((near) => {
      const pair = { near, far: connect(port, "127.0.0.1"), dead: false };
      pipe.#pairs.add(pair);
      for (const [one, other] of [[near, pair.far], [pair.far, near]]) {
        one.on("data", (data) => pair.dead || other.write(data));
        one.on("error", () => {}).on("close", () => pair.dead || other.destroy());
      }
    });
    await new Promise((resolve, reject) => pipe.#server.listen(0, "127.0.0.1", resolve).once("error", reject));
    return pipe;
  }

  get port() {
    return this.#server.address().port;
  }

  /** How many connections there were. */
  get opened() {
    return this.#pairs.size;
  }

  /** Nothing goes through what is open now, in either direction, and neither side is told. New connections work. */
  goDead() {
    for (const pair of this.#pairs) pair.dead = true;
  }

  close() {
    this.#server.close();
    for (const { near, far } of this.#pairs) [near, far].forEach((socket) => socket.destroy());
  }
}
