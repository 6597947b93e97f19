//! A wire between a page and its server that can be cut.

import { connect, createServer } from "node:net";

export class Tunnel {
  #server;
  #sockets = new Set();

  static async to(target) {
    const tunnel = new Tunnel();
    tunnel.#server = createServer((near) => {
      const far = connect(target, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        tunnel.#sockets.add(from);
        from.setNoDelay(true);
        from.pipe(to);
        from.on("error", () => {});
        from.on("close", () => {
          tunnel.#sockets.delete(from);
          to.destroy();
        });
      }
    });
    await new Promise((resolve) => tunnel.#server.listen(0, "127.0.0.1", resolve));
    tunnel.port = tunnel.#server.address().port;
    return tunnel;
  }

  /** Every connection breaks; new ones are taken at once. */
  cut() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close() {
    this.#server.close();
    this.cut();
  }
}
