//! Two nodes with the configuration of www/deploy, on 127.0.0.1: only addresses, ports and folders are other ones.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Engine } from "./engine.mjs";
import { DOMAIN, secretOf } from "./kamailio.mjs";
import { PORTS, port } from "./port.mjs";

export const DEPLOY = fileURLToPath(new URL("../../www/deploy/", import.meta.url));
const read = (name) => readFileSync(join(DEPLOY, name), "utf8");

/** Gives what node.cfg defines other values; what it does not define is an error. */
function define(text, values) {
  return Object.entries(values).reduce((text, [name, value]) => {
    const line = new RegExp(`^#!substdef "!${name}!.*!g"$`, "m");
    if (!line.test(text)) throw new Error(`node.cfg does not define ${name}`);
    return text.replace(line, `#!substdef "!${name}!${value}!g"`);
  }, text);
}

class DeployedNode {
  #engine;

  constructor(name, run, own, other, origin) {
    this.name = name;
    this.own = own;
    this.folder = mkdtempSync(join(run, `deployed-${name}-`));
    copyFileSync(join(DEPLOY, "kamailio/kamailio.cfg"), join(this.folder, "kamailio.cfg"));
    writeFileSync(join(this.folder, "tls.cfg"), read("kamailio/tls.cfg").replaceAll("/etc/kamailio/tls", this.folder));
    writeFileSync(join(this.folder, "node.cfg"), define(read("kamailio/node.cfg"), {
      PUBLIC_IP: "127.0.0.1", PRIVATE_IP: "127.0.0.1", OTHER_IP: "127.0.0.1", DOMAIN, ORIGIN: origin,
      // Nobody here is the trunk, who needs no password.
      TRUNK_IP: "127.0.0.9", TRUNK_PORT: PORTS.gateway, WSS_PORT: own.wss, OWN_SIP: own.sip, FAR_SIP: other.sip,
      OWN_DMQ: own.dmq, FAR_DMQ: other.dmq, OWN_NG: PORTS.ng, FAR_NG: PORTS.ng, CONFIG: this.folder, RUN: this.folder,
      ACCOUNTS: `sqlite:///${this.accounts}`,
    }));
    execFileSync("openssl", [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", `/CN=${DOMAIN}`,
      "-keyout", join(this.folder, "key.pem"), "-out", join(this.folder, "fullchain.pem"),
    ], { stdio: "ignore" });
    this.account("nobody");
  }

  get accounts() {
    return join(this.folder, "accounts.sqlite");
  }

  get ws() {
    return `wss://127.0.0.1:${this.own.wss}`;
  }

  /** By the script of the README. */
  account(user) {
    execFileSync(join(DEPLOY, "kamailio/account.sh"), [user], {
      input: `${secretOf(user)}\n`, env: { ...process.env, DOMAIN, ACCOUNTS: this.accounts },
    });
  }

  /** As an operator asks on the command line. */
  ask(words) {
    return execFileSync("kamcmd", ["-s", `unix:${this.folder}/kamailio_ctl`, ...words], { encoding: "utf8" });
  }

  async start() {
    const [program, folder] = ["kamailio", this.folder];
    // What it would refuse to start with, it names here.
    execFileSync(program, ["-c", "-f", join(folder, "kamailio.cfg")], { cwd: folder, stdio: "pipe" });
    this.#engine = new Engine(this.name, folder, program, [
      "-f", join(folder, "kamailio.cfg"), "-DD", "-E", "-m", "64", "-M", "8", "-w", folder, "-Y", folder,
    ]);
    await this.#engine.ready(() => fetch(`http://127.0.0.1:${this.own.sip}`).then(() => true, (error) => error.cause?.code !== "ECONNREFUSED"));
    return this;
  }

  get log() {
    return this.#engine.log;
  }

  kill() {
    return this.#engine.kill();
  }

  stop() {
    return this.#engine.stop("SIGKILL");
  }
}

/** Both nodes, each with the other as its other. */
export async function startDeployed(scene) {
  const listeners = () => ({ wss: port(), sip: port(), dmq: port() });
  const [left, right] = [listeners(), listeners()];
  const { run, pages } = scene.rig;
  const origin = new URL(pages.url).origin;
  const nodes = [new DeployedNode("left", run, left, right, origin), new DeployedNode("right", run, right, left, origin)];
  await Promise.all(nodes.map((node) => node.start()));
  return nodes.map((node) => scene.with(node));
}

/** A phone at these nodes, the first one first, with an account on each. */
export async function deployedAgent(scene, nodes, options = {}) {
  const agent = await scene.page({ node: nodes[0], ...options });
  nodes.forEach((node) => node.account(agent.user));
  return agent.register({ servers: nodes.map((node) => node.ws) });
}
