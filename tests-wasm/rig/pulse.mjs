//! A sound card of silence: Firefox's AudioContext waits for one before it runs.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { Engine } from "./engine.mjs";

export async function startPulse(run) {
  const folder = join(run, "pulse");
  mkdirSync(folder);
  const socket = join(folder, "native");
  const engine = new Engine("pulse", run, "pulseaudio", [
    "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--high-priority=no", "--realtime=no",
    "-L", "module-null-sink", "-L", `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
  ], { env: { HOME: folder, XDG_RUNTIME_DIR: folder } });
  engine.server = `unix:${socket}`;
  return engine.ready(() => existsSync(socket));
}
