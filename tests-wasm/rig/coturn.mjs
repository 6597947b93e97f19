//! coturn: the relay for browsers that reach nobody directly.

import { createSocket } from "node:dgram";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Engine } from "./engine.mjs";
import { PORTS } from "./port.mjs";

/** What a phone is told to use it. */
export const RELAY = { urls: `turn:127.0.0.1:${PORTS.turn}?transport=udp`, username: "rig", credential: "relay" };

export async function startCoturn(run) {
  const [first, last] = PORTS.turnRelays;
  // Without -c it would bind every address, and without the two about loopback it would refuse rtpengine as a peer.
  writeFileSync(join(run, "turnserver.conf"), [
    "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", `listening-port=${PORTS.turn}`, `min-port=${first}`, `max-port=${last}`,
    "realm=rig.test", "fingerprint", "lt-cred-mech", `user=${RELAY.username}:${RELAY.credential}`, `userdb=${run}/turn.db`,
    "allow-loopback-peers", "allowed-peer-ip=127.0.0.1", "no-multicast-peers", "no-tls", "no-dtls", "no-cli", "no-rfc5780",
    "log-file=stdout", "simple-log", `pidfile=${run}/turnserver.pid`, "verbose", "",
  ].join("\n"));
  const engine = new Engine("coturn", run, "turnserver", ["-c", join(run, "turnserver.conf")]);
  return engine.ready(answers);
}

/** Whether it answers a STUN Binding request. */
function answers() {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = (answer) => {
      clearTimeout(late);
      socket.close();
      resolve(answer);
    };
    const late = setTimeout(() => done(false), 100);
    socket.on("error", () => done(false));
    socket.on("message", (bytes) => done(bytes.readUInt16BE(0) === 0x0101));
    const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
    socket.send(request, PORTS.turn, "127.0.0.1");
  });
}
