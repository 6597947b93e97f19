//! SIPp as the gateway to the telephone network: answers every call and echoes what it hears.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { until } from "../e2e/until.mjs";
import { Engine } from "./engine.mjs";
import { PORTS, port, rtpRange } from "./port.mjs";

export async function startGateway(run) {
  const engine = new Engine("sipp", run, "sipp", [
    "-sf", fileURLToPath(new URL("./conf/gateway.xml", import.meta.url)),
    "-i", "127.0.0.1", "-p", String(PORTS.gateway), "-mi", "127.0.0.1", "-mp", String(PORTS.gatewayRtp), "-rtp_echo",
    "-nostdin", "-trace_msg", "-message_file", `${run}/sipp-messages.log`, "-trace_err", "-error_file", `${run}/sipp-errors.log`,
  ], { env: { TERM: "dumb" } });
  return engine.ready(() => listens(PORTS.gateway));
}

const listens = (port) => readFileSync("/proc/net/udp", "utf8").includes(`0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`);

/** SIPp as the far side of one call, as `conf/<name>.xml` tells it; it exits with 0 when all went as written there. */
export async function startFarSide(name, run) {
  const [own, [media]] = [port(), rtpRange(4)];
  const engine = new Engine(`${name}-${own}`, run, "sipp", [
    "-sf", fileURLToPath(new URL(`./conf/${name}.xml`, import.meta.url)), "-m", "1", "-timeout", "60s",
    "-i", "127.0.0.1", "-p", String(own), "-mi", "127.0.0.1", "-mp", String(media), "-nostdin",
    "-trace_err", "-error_file", `${run}/${name}-${own}-errors.log`,
  ], { env: { TERM: "dumb" } });
  engine.uri = `sip:${name}@127.0.0.1:${own}`;
  /** Waits for the end of its call. */
  engine.isContent = async () => {
    await until(`${name} to have seen the end`, () => !engine.isRunning);
    assert.equal(engine.status, 0, engine.log.slice(-10).join("\n"));
  };
  return engine.ready(() => listens(own));
}
