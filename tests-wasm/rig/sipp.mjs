//! SIPp as the gateway to the telephone network: answers every call and echoes what it hears.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Engine } from "./engine.mjs";
import { PORTS } from "./port.mjs";

export async function startGateway(run) {
  const engine = new Engine("sipp", run, "sipp", [
    "-sf", fileURLToPath(new URL("./conf/gateway.xml", import.meta.url)),
    "-i", "127.0.0.1", "-p", String(PORTS.gateway), "-mi", "127.0.0.1", "-mp", String(PORTS.gatewayRtp), "-rtp_echo",
    "-nostdin", "-trace_msg", "-message_file", `${run}/sipp-messages.log`, "-trace_err", "-error_file", `${run}/sipp-errors.log`,
  ], { env: { TERM: "dumb" } });
  const wanted = `0100007F:${PORTS.gateway.toString(16).toUpperCase().padStart(4, "0")}`;
  return engine.ready(() => readFileSync("/proc/net/udp", "utf8").includes(wanted));
}
