//! A machine with two networks: a network namespace and two links into it, of which one is up at a time.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ip = (...words) => execFileSync("ip", words, { stdio: ["ignore", "pipe", "pipe"] }).toString();

/** Why there can be none here, or `undefined`. */
export function whyNot() {
  const probe = `rdprobe${process.pid}`;
  try {
    ip("netns", "add", probe);
    ip("netns", "del", probe);
  } catch (error) {
    return `network namespaces are not permitted here: ${error.stderr?.toString().trim() || error.message}`;
  }
}

export class Netspace {
  /** Servers listen here; it is reached over either link. */
  host = "10.77.0.1";
  #name = `rd${process.pid}`;
  #servers = [];
  #sockets = [];
  #folder = mkdtempSync(join(tmpdir(), "ringdesk-netspace-"));

  constructor() {
    ip("addr", "add", `${this.host}/32`, "dev", "lo");
    ip("netns", "add", this.#name);
    this.#inside("link", "set", "lo", "up");
    // IPv4 only. While an IPv6 address is being checked for duplicates (RFC 4862 §5.4), Chromium tells its peer connections
    // of no new network at all: the IPv4 address of a new link was a candidate after 1.6 s without, after 3.2 to 3.6 s with it.
    execFileSync("ip", ["netns", "exec", this.#name, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1", "net.ipv6.conf.all.disable_ipv6=1"]);
    for (const link of [1, 2]) {
      ip("link", "add", this.#outer(link), "type", "veth", "peer", "name", `link${link}`, "netns", this.#name);
      ip("addr", "add", `10.77.${link}.1/24`, "dev", this.#outer(link));
      ip("link", "set", this.#outer(link), "up");
      this.#inside("addr", "add", `10.77.${link}.2/24`, "dev", `link${link}`);
    }
    /** A Chromium that lives inside. */
    this.chromium = join(this.#folder, "chromium");
    writeFileSync(this.chromium, `#!/bin/sh\nexec ip netns exec ${this.#name} ${process.env.CHROME ?? "/usr/bin/chromium"} "$@"\n`);
    chmodSync(this.chromium, 0o755);
  }

  #outer(link) {
    return `${this.#name}v${link}`;
  }

  #inside(...words) {
    return ip("-n", this.#name, ...words);
  }

  /** Makes a port of this machine's 127.0.0.1 reachable from inside, under `host`. */
  async serve(port) {
    const server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      this.#sockets.push(near);
      for (const [one, other] of [[near, far], [far, near]]) one.pipe(other).on("error", () => one.destroy());
    });
    this.#servers.push(server);
    await new Promise((resolve, reject) => server.listen(port, this.host, resolve).once("error", reject));
  }

  /** What makes a Chromium inside take this machine's 127.0.0.1 for its own. */
  get flags() {
    return [`--host-resolver-rules=MAP 127.0.0.1 ${this.host}`];
  }

  up(link) {
    // In one go: a network that is up has a way out.
    const input = `link set link${link} up\nroute replace default via 10.77.${link}.1\n`;
    execFileSync("ip", ["-n", this.#name, "-batch", "-"], { input });
  }

  down(link) {
    this.#inside("link", "set", `link${link}`, "down");
  }

  close() {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
    const steps = [["netns", "del", this.#name], ["addr", "del", `${this.host}/32`, "dev", "lo"]];
    for (const link of [1, 2]) steps.push(["link", "del", this.#outer(link)]);
    for (const step of steps) {
      try {
        ip(...step);
      } catch {
        // A link goes with its namespace.
      }
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
