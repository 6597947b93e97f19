//! One program of the rig: started, awaited by what it logs or answers, stopped by the process group it leads.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { until } from "../e2e/until.mjs";

const running = new Set();

// Nothing of ours outlives us, however we end.
process.on("exit", () => running.forEach((engine) => engine.signal("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

export class Engine {
  #process;
  #gone;
  log = [];

  constructor(name, folder, program, args, { env = {}, cwd = folder } = {}) {
    this.name = name;
    this.logFile = join(folder, `${name}.log`);
    const kept = createWriteStream(this.logFile, { flags: "a" });
    // A group of its own: Kamailio leaves its workers behind when only the first process dies.
    this.#process = spawn(program, args, { cwd, detached: true, env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...env } });
    this.#gone = new Promise((resolve) => this.#process.once("close", resolve));
    this.#process.on("error", (error) => this.log.push(`${program}: ${error.message}`));
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.log.push(line);
        kept.write(`${new Date().toISOString().slice(11, 23)} ${line}\n`);
      });
    }
    this.#process.stdin.on("error", () => {});
    running.add(this);
    this.#gone.then(() => {
      running.delete(this);
      kept.end();
    });
  }

  get pid() {
    return this.#process.pid;
  }

  get isRunning() {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.pid !== undefined;
  }

  /** How it ended, when it ended by itself. */
  get status() {
    return this.#process.exitCode;
  }

  signal(name) {
    try {
      process.kill(-this.pid, name);
    } catch {
      // It is gone already.
    }
  }

  type(line) {
    this.#process.stdin.write(`${line}\n`);
  }

  /** Waits until `ask` answers; a program that died instead is told with its last words. */
  async ready(ask, { seconds = 15 } = {}) {
    await until(`${this.name} to be ready`, async () => !this.isRunning || ask(), { seconds, everyMs: 20 });
    if (!this.isRunning) throw new Error(`${this.name} stopped\n${this.log.slice(-20).join("\n")}`);
    return this;
  }

  /** The lines that match, from the `from`th on. */
  lines(pattern, from = 0) {
    return this.log.slice(from).filter((line) => pattern.test(line));
  }

  /** Waits for a line that matches, from the `from`th on. */
  says(pattern, { from = 0, seconds = 15 } = {}) {
    return until(`${this.name} to say ${pattern}`, () => this.log.slice(from).find((line) => pattern.test(line)), { seconds, everyMs: 30 });
  }

  async stop(signal = "SIGTERM") {
    if (this.isRunning) {
      this.signal(signal);
      const late = setTimeout(() => this.signal("SIGKILL"), 2000);
      await this.#gone;
      clearTimeout(late);
    }
    // Whoever is left of the group.
    this.signal("SIGKILL");
  }

  /** As if the power went. */
  async kill() {
    this.signal("SIGKILL");
    await this.#gone;
  }
}
