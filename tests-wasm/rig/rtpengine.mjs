//! rtpengine: between a browser's encrypted media and a telephone's plain RTP.

import { createSocket } from "node:dgram";

import { Engine } from "./engine.mjs";
import { PORTS } from "./port.mjs";

export async function startRtpengine(run) {
  const [first, last] = PORTS.rtpengine;
  const engine = new Engine("rtpengine", run, "rtpengine", [
    // No file of the system, and no kernel module: everything in userspace.
    "--config-file=none", "--table=-1", "--foreground", "--log-stderr", "--log-level=6",
    "--interface=127.0.0.1", `--listen-ng=127.0.0.1:${PORTS.ng}`, `--port-min=${first}`, `--port-max=${last}`,
    "--num-threads=2", "--timeout=600", "--silent-timeout=600",
  ]);
  return engine.ready(() => pong(PORTS.ng));
}

/** Whether it answers `ping` in its control protocol: a cookie and a bencoded dictionary. */
export function pong(port) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = (answer) => {
      clearTimeout(late);
      socket.close();
      resolve(answer);
    };
    const late = setTimeout(() => done(false), 100);
    socket.on("error", () => done(false));
    socket.on("message", (bytes) => done(bytes.toString().includes("pong")));
    socket.send("1 d7:command4:pinge", port, "127.0.0.1");
  });
}
