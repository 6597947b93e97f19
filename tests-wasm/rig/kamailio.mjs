//! A Kamailio node: registrar, proxy, WebSocket edge and presence server.

import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Engine } from "./engine.mjs";
import { PORTS, nodePorts } from "./port.mjs";

export const DOMAIN = "rig.test";
const TABLES = "/usr/share/kamailio/dbtext/kamailio";
const TEMPLATE = new URL("./conf/kamailio.cfg", import.meta.url);

/** The password of a user of the rig. */
export const secretOf = (user) => `secret-of-${user}`;

/** Signed by itself: the browsers of the rig are told not to mind. */
function certificate(folder) {
  execFileSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
    "-subj", `/CN=${DOMAIN}`, "-addext", `subjectAltName=DNS:${DOMAIN},IP:127.0.0.1`,
    "-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem"),
  ], { stdio: "ignore" });
}

export class Kamailio {
  #engine;
  #folder;

  /** The listeners may be known before: two nodes that stand in for each other know each other's. */
  static async start(name, run, { ports = nodePorts(), siblings = [] } = {}) {
    const node = new Kamailio();
    node.name = name;
    node.ports = ports;
    node.#folder = join(run, name);
    mkdirSync(join(node.#folder, "db"), { recursive: true });
    for (const table of ["pua", "version"]) copyFileSync(join(TABLES, table), join(node.#folder, "db", table));
    certificate(node.#folder);
    writeFileSync(join(node.#folder, "tls.cfg"), [
      "[server:default]", "method = TLSv1.2+", "verify_certificate = no", "require_certificate = no",
      `private_key = ${node.#folder}/key.pem`, `certificate = ${node.#folder}/certificate.pem`, "",
    ].join("\n"));
    const aliases = siblings.flatMap(({ sip, ws, wss }) => [`udp:127.0.0.1:${sip}`, `tcp:127.0.0.1:${ws}`, `tls:127.0.0.1:${wss}`]);
    const values = {
      ...ports, run: node.#folder, domain: DOMAIN, ng: PORTS.ng, gateway: PORTS.gateway,
      aliases: aliases.map((alias) => `alias=${alias}`).join("\n"),
    };
    const text = readFileSync(TEMPLATE, "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? key);
    writeFileSync(join(node.#folder, "kamailio.cfg"), text);
    return node.restart();
  }

  /** With the same listeners as before, and no memory of who was registered. */
  async restart() {
    const folder = this.#folder;
    this.#engine = new Engine(this.name, folder, "kamailio", [
      "-f", join(folder, "kamailio.cfg"), "-DD", "-E", "-m", "64", "-M", "8", "-w", folder, "-Y", folder,
    ]);
    await this.#engine.ready(() => this.#answers());
    return this;
  }

  /** Whether it answers an OPTIONS within a moment. */
  #answers() {
    return new Promise((resolve) => {
      const socket = createSocket("udp4");
      const done = (answer) => {
        clearTimeout(late);
        socket.close();
        resolve(answer);
      };
      const late = setTimeout(() => done(false), 100);
      socket.on("error", () => done(false));
      socket.on("message", (bytes) => done(bytes.toString().startsWith("SIP/2.0 200")));
      socket.bind(0, "127.0.0.1", () => {
        const { port } = socket.address();
        const branch = `z9hG4bK${Date.now()}${port}`;
        socket.send([
          `OPTIONS sip:127.0.0.1:${this.ports.sip} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=${branch};rport`,
          `From: <sip:rig@${DOMAIN}>;tag=${port}`, `To: <sip:${DOMAIN}>`, `Call-ID: ${branch}`, "CSeq: 1 OPTIONS",
          "Max-Forwards: 70", "Content-Length: 0", "", "",
        ].join("\r\n"), this.ports.sip, "127.0.0.1");
      });
    });
  }

  get log() {
    return this.#engine.log;
  }

  get ws() {
    return `ws://127.0.0.1:${this.ports.ws}`;
  }

  get wss() {
    return `wss://127.0.0.1:${this.ports.wss}`;
  }

  says(pattern, options) {
    return this.#engine.says(pattern, options);
  }

  kill() {
    return this.#engine.kill();
  }

  stop() {
    return this.#engine.stop("SIGKILL");
  }
}
