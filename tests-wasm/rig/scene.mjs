//! The people and telephones of one story, taken down when it is over.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Agent } from "./agent.mjs";
import { Baresip } from "./baresip.mjs";
import { Kamailio } from "./kamailio.mjs";
import { Linphone } from "./linphone.mjs";
import { nodePorts } from "./port.mjs";

export class Scene {
  #rig;
  #browser;
  #agents = [];
  #parts = [];
  measures = [];

  /** `browser` is "Chromium" or "Firefox": the one that `agent` opens. */
  constructor(rig, browser) {
    this.#rig = rig;
    this.#browser = browser;
    this.node = rig.kamailio;
  }

  get rig() {
    return this.#rig;
  }

  /** A browser phone that is registered. */
  async agent({ voice, browser, node, ...options } = {}) {
    const agent = await this.page({ voice, browser, node });
    return agent.register(options);
  }

  /** A page whose phone is not started. */
  async page({ voice = 0, browser = this.#browser, node = this.node } = {}) {
    const agent = new Agent(await this.#rig[browser.toLowerCase()].open(voice), node);
    this.#agents.push(agent);
    return agent;
  }

  async baresip(options = {}) {
    return this.with(await Baresip.start(this.#rig.run, options.node ?? this.node, options));
  }

  async linphone(options = {}) {
    return this.with(await Linphone.start(this.#rig.run, options.node ?? this.node, options));
  }

  /** A Kamailio node of this story alone: for what is killed in it. */
  async kamailio({ ports = nodePorts(), siblings } = {}) {
    return this.with(await Kamailio.start(`kamailio-${ports.sip}`, this.#rig.run, { ports, siblings }));
  }

  /** Something else to stop with the scene. */
  with(part) {
    this.#parts.push(part);
    return part;
  }

  /** A figure for the table. */
  measure(what) {
    this.measures.push(what);
  }

  async close({ name, failed }) {
    if (failed || process.env.KEEP_ARTIFACTS) {
      const folder = join(this.#rig.run, name.replaceAll(/[^\w]+/g, "-"));
      mkdirSync(folder, { recursive: true });
      for (const agent of this.#agents) writeFileSync(join(folder, `${agent.user}.log`), await agent.story());
    }
    const errors = this.#agents.flatMap(({ user, tab }) => tab.log.filter((line) => line.startsWith("pageerror")).map((line) => `${user}: ${line}`));
    await Promise.all([...this.#agents.map((agent) => agent.close()), ...this.#parts.map((part) => part.stop())]);
    if (!failed) assert.deepEqual(errors, [], "no page may throw");
  }
}
