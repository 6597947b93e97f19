//! A browser phone: the bare page in a browser, registered as a user of its own.

import { until } from "../e2e/until.mjs";
import { hearsOnly, hearsTone } from "../e2e/probe.mjs";
import { DOMAIN, secretOf } from "./kamailio.mjs";

let count = 0;

/** Keeps what goes over WebSockets, in both directions; runs in every page before its own scripts. */
export function recordWire() {
  const wire = (window.rigWire = []);
  const note = (way, data) => wire.push({ way, at: Date.now(), text: typeof data === "string" ? data : new TextDecoder().decode(data) });
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => note("in", data));
      this.addEventListener("open", () => note("open", this.url));
      this.addEventListener("close", () => note("close", this.url));
    }
    send(data) {
      note("out", data);
      super.send(data);
    }
  };
}

export class Agent {
  /** `tab` is what a browser of browser.mjs opened: `page` with `evaluate` and `reload`, `hertz`, `name`, `log`, `close`. */
  constructor(tab, node) {
    this.tab = tab;
    this.page = tab.page;
    this.hertz = tab.hertz;
    this.node = node;
    this.user = `1${String(++count).padStart(3, "0")}`;
    this.uri = `sip:${this.user}@${DOMAIN}`;
  }

  /** Starts the phone. `account` and the rest replace what a phone of the rig has by itself. */
  async start({ account = {}, ...options } = {}) {
    await this.page.goto(this.tab.address);
    await until("the page", () => this.page.evaluate(() => window.rig?.isLoaded));
    return this.page.evaluate((options) => window.rig.outcome(() => window.rig.start(options)), {
      servers: [this.node.ws],
      account: { uri: this.uri, username: this.user, password: secretOf(this.user), ...account },
      iceServers: [],
      ...options,
    });
  }

  async register(options) {
    const outcome = await this.start(options);
    if (outcome.code) throw new Error(`${this.user} could not start: ${JSON.stringify(outcome)}`);
    await this.isRegistered();
    return this;
  }

  isRegistered({ seconds = 15 } = {}) {
    return until(`${this.user} to be registered`, () => this.page.evaluate(() => window.rig.phone?.registration === "registered"), { seconds, everyMs: 30 });
  }

  /** Resolves with the id of the call. */
  async dial(target, options) {
    const outcome = await this.page.evaluate(([target, options]) => window.rig.outcome(() => window.rig.dial(target, options)), [target, options]);
    if (outcome.code) throw new Error(`${this.user} could not dial: ${JSON.stringify(outcome)}`);
    return outcome.done;
  }

  /** Runs a method of a call, the youngest by default; resolves with `{ done }` or `{ code, message, status }`. */
  command(method, args = [], { call } = {}) {
    return this.page.evaluate(([method, args, id]) => window.rig.outcome(() => window.rig.call(id)[method](...args)), [method, args, call]);
  }

  /** As `command`, for what has to succeed. */
  async does(method, args = [], options) {
    const outcome = await this.command(method, args, options);
    if (outcome.code) throw new Error(`${this.user} could not ${method}: ${JSON.stringify(outcome)}`);
    return outcome.done;
  }

  /** Asks `target` beside a call; resolves with the id of that call once he has answered. */
  async consult(target, call) {
    const id = await this.#rig("consult", call, target);
    await this.isIn("connected", { call: id });
    return id;
  }

  /** `how` is "parallel" or "addParty"; resolves with the id of that call once it is answered. */
  async beside(how, target, call) {
    const id = await this.#rig("beside", call, how, target);
    await this.isIn("connected", { call: id });
    return id;
  }

  /** What becomes of the consultation: "complete", "cancel" or "conference". */
  async consultation(method) {
    const outcome = await this.page.evaluate((method) => window.rig.outcome(() => window.rig.consultation[method]()), method);
    if (outcome.code) throw new Error(`${this.user} could not ${method}: ${JSON.stringify(outcome)}`);
  }

  /** Runs a method of the phone; resolves as `command` does. */
  order(method, ...args) {
    return this.page.evaluate(([method, args]) => window.rig.outcome(() => window.rig.phone[method](...args)), [method, args]);
  }

  async #rig(method, ...args) {
    const outcome = await this.page.evaluate(([method, args]) => window.rig.outcome(() => window.rig[method](...args)), [method, args]);
    if (outcome.code) throw new Error(`${this.user} could not ${method}: ${JSON.stringify(outcome)}`);
    return outcome.done;
  }

  calls() {
    return this.page.evaluate(() => window.rig.calls());
  }

  events(type) {
    return this.page.evaluate((type) => window.rig.events.filter((event) => event.type === type), type);
  }

  /** Waits until a call, the youngest by default, does this; resolves with it. */
  isIn(state, { call, seconds = 15 } = {}) {
    return until(`${this.user} to have a call that is ${state}`, async () => {
      const calls = await this.calls();
      const found = call ? calls.find(({ id }) => id === call) : calls.at(-1);
      if (found?.state === state) return found;
      throw new Error(JSON.stringify(calls));
    }, { seconds, everyMs: 30 });
  }

  /** Waits for an event; resolves with its detail. */
  told(type, { seconds = 15, where = () => true } = {}) {
    return until(`${this.user} to be told ${type}`, async () => {
      const events = await this.events(type);
      const found = events.map(({ detail }) => detail).find(where);
      if (found) return found;
      throw new Error(JSON.stringify(events));
    }, { seconds, everyMs: 30 });
  }

  hasNoCall({ seconds = 15 } = {}) {
    return until(`${this.user} to have no call`, async () => {
      const calls = await this.calls();
      if (calls.length === 0) return true;
      throw new Error(JSON.stringify(calls));
    }, { seconds, everyMs: 30 });
  }

  hears(hertz, options) {
    return hearsTone(this.page, hertz, options);
  }

  /** Waits until it hears all of these, over all its calls, and not itself. */
  hearsAll(voices, options) {
    return this.hearsOnly(voices, [this.hertz], options);
  }

  hearsOnly(voices, others, options) {
    return hearsOnly(this.page, voices, others, options);
  }

  /** Waits for a second without any energy: a held connection may not even receive silence. */
  hearsNothing({ seconds = 15 } = {}) {
    let mark = { at: Date.now(), energy: -1 };
    return until(`${this.user} to hear nothing`, async () => {
      const { energy } = await this.page.evaluate(() => window.ringdeskProbe.received());
      if (energy - mark.energy > 0.0001) mark = { at: Date.now(), energy };
      return Date.now() - mark.at >= 1000;
    }, { seconds });
  }

  /** The longest time without this tone, in seconds, that the page heard while `what` was going on. */
  async gapWhile(hertz, what) {
    await this.page.evaluate((hertz) => window.ringdeskProbe.watchTone(hertz), hertz);
    await what();
    return this.page.evaluate(() => window.ringdeskProbe.longestGap());
  }

  /** What went over the socket of this page since it was loaded; `way` is "out" or "in". */
  wire(way, pattern) {
    return this.page.evaluate(([way, source]) => {
      const wanted = new RegExp(source, "i");
      return window.rigWire.filter((frame) => frame.way === way && wanted.test(frame.text)).map(({ text }) => text);
    }, [way, pattern.source]);
  }

  async reload() {
    const before = await this.trace();
    await this.page.reload();
    this.past = [...(this.past ?? []), ...before, { way: "reload", at: Date.now(), text: "" }];
  }

  /** All that is known, for whoever looks into a failure. */
  async story() {
    const events = await this.page.evaluate(() => window.rig?.events).catch(() => []);
    const peers = await this.page.evaluate(() => window.ringdeskProbe.peers.map((peer) =>
      `peer ${peer.connectionState} ice ${peer.iceConnectionState} signalling ${peer.signalingState}`)).catch(() => []);
    const wire = [...(this.past ?? []), ...(await this.trace())];
    const clock = (at) => new Date(at).toISOString().slice(11, 23);
    return [
      ...this.tab.log, ...peers,
      ...(events ?? []).map(({ at, type, detail }) => `${clock(at)} ${type} ${JSON.stringify(detail)}`),
      ...wire.map(({ at, way, text }) => `\n${clock(at)} ${way}\n${text}`),
    ].join("\n");
  }

  trace() {
    return this.page.evaluate(() => window.rigWire).then((wire) => wire ?? []).catch(() => []);
  }

  close() {
    return this.tab.close();
  }
}
