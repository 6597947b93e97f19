//! The real exchange: started on a free port with data of its own, killed and started again on the same ones.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BINARY = process.env.RINGDESK_EXCHANGE ?? join(ROOT, "target/debug/ringdesk-exchange");

export class Exchange {
  #process;
  #settings;
  #arguments = [];

  /**
   * `guest` and `queue` are tables of the exchange's configuration, as TOML keys and values; `queues` and `teams` are more of their kind,
   * `settings` what stands above all tables; `args` are added to its command line.
   * One address is the home of all customers of a test, so the limits of the demo are raised.
   */
  static async start({ settings = {}, guest = {}, queue = {}, queues = [], teams = [], args = [] } = {}) {
    const exchange = new Exchange();
    exchange.#arguments = args;
    exchange.data = mkdtempSync(join(tmpdir(), "ringdesk-exchange-"));
    exchange.#settings = join(exchange.data, "exchange.toml");
    const lines = (table) => Object.entries(table).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    const tables = (name, list) => list.flatMap((table) => [`[[${name}]]`, ...lines(table)]);
    writeFileSync(exchange.#settings, [
      ...lines(settings),
      "[guest]",
      ...lines({ per_minute: 1000, calls_per_minute: 100, ...guest }),
      "[[queue]]",
      ...lines({ ring_seconds: 20, ...queue }),
      ...tables("queue", queues),
      ...tables("team", teams),
      "",
    ].join("\n"));
    await exchange.#run("127.0.0.1:0");
    return exchange;
  }

  async #run(listen) {
    const child = spawn(BINARY, [
      "--demo", "--listen", listen, "--data", this.data, "--config", this.#settings,
      "--pages", join(ROOT, "www"), "--packages", join(ROOT, "pkg"),
      ...this.#arguments,
    ], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    this.log = [];
    this.addresses = {};
    let fail;
    const ready = new Promise((resolve, reject) => {
      fail = reject;
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.log.push(line);
        const url = line.match(/https?:\/\/\S+/)?.[0];
        if (line.startsWith("listening ") && url) this.url = url.replace(/\/$/, "");
        const agent = line.match(/helpdesk as (\w+)/)?.[1];
        if (agent && url) this.addresses[agent.toLowerCase()] = url;
        if (line.startsWith("lounge ") && url) this.addresses.lounge = url;
        if (this.url && ["mina", "jun", "sora", "lounge"].every((name) => this.addresses[name])) resolve();
      });
    });
    createInterface({ input: child.stderr }).on("line", (line) => this.log.push(line));
    child.on("error", fail);
    child.on("exit", (code) => fail(new Error(`the exchange stopped with ${code}\n${this.log.join("\n")}`)));
    const late = setTimeout(() => fail(new Error(`the exchange was not ready in 20 s\n${this.log.join("\n")}`)), 20_000);
    await ready.finally(() => clearTimeout(late));
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  get socketUrl() {
    return `ws://127.0.0.1:${this.port}/sip`;
  }

  get database() {
    return join(this.data, "exchange.sqlite");
  }

  get isRunning() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async #end(signal) {
    const child = this.#process;
    if (!this.isRunning) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(late);
  }

  /** As if the power went: nothing is closed, nothing is written. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** On the same port and data as before. */
  async restart() {
    await this.#run(`127.0.0.1:${this.port}`);
  }

  async stop() {
    await this.#end("SIGTERM");
    rmSync(this.data, { recursive: true, force: true });
  }
}
