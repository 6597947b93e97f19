//! baresip, an ordinary telephone: plain RTP, G.711, no Replaces. It speaks a tone and records what it hears, in each call until it is held:
//! version 1.0 then starts its loudspeaker again and its recording not.

import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

import { until } from "../e2e/until.mjs";
import { Engine } from "./engine.mjs";
import { DOMAIN, secretOf } from "./kamailio.mjs";
import { port, rtpRange } from "./port.mjs";
import { Recording, gapWhile } from "./recording.mjs";

const MODULES = ["/usr/lib/baresip/modules"];
let count = 0;

export class Baresip {
  #engine;
  #socket;
  #waiting = new Map();
  events = [];

  /** `answer` is "auto" or "manual"; `node` is the Kamailio it registers at. */
  static async start(run, node, { hertz = 440, answer = "auto", name } = {}) {
    const phone = new Baresip();
    phone.user = `2${String(++count).padStart(3, "0")}`;
    phone.hertz = hertz;
    phone.uri = `sip:${phone.user}@${DOMAIN}`;
    phone.folder = join(run, `baresip-${phone.user}`);
    mkdirSync(join(phone.folder, "heard"), { recursive: true });
    // It takes the port after its own for TLS.
    const [sip, , control] = [port(), port(), port()];
    const [first, last] = rtpRange();
    phone.sipPort = sip;
    const settings = {
      poll_method: "epoll",
      sip_listen: `127.0.0.1:${sip}`,
      net_interface: "127.0.0.1",
      call_local_timeout: 120,
      call_max_calls: 8,
      audio_source: `ausine,${hertz}`,
      audio_player: "aubridge,ear",
      audio_alert: "aubridge,bell",
      // The sine comes in no other shape.
      ausrc_srate: 48_000, ausrc_channels: 2, auplay_srate: 48_000, auplay_channels: 1,
      ausrc_format: "s16", auplay_format: "s16", auenc_format: "s16", audec_format: "s16",
      audio_buffer: "20-160",
      jitter_buffer_delay: "1-10",
      rtp_ports: `${first}-${last}`,
      rtp_stats: "yes",
      rtp_timeout: 0,
      snd_path: join(phone.folder, "heard"),
      ctrl_tcp_listen: `127.0.0.1:${control}`,
      module_path: MODULES[0],
    };
    const modules = [
      ...["g711.so", "sndfile.so", "ausine.so", "aubridge.so", "uuid.so"].map((name) => `module ${name}`),
      "module_tmp account.so",
      ...["contact.so", "debug_cmd.so", "menu.so", "ctrl_tcp.so"].map((name) => `module_app ${name}`),
    ];
    writeFileSync(join(phone.folder, "config"), [
      ...Object.entries(settings).map(([key, value]) => `${key} ${value}`), ...modules, "",
    ].join("\n"));
    writeFileSync(join(phone.folder, "accounts"), `${name ? `"${name}" ` : ""}<sip:${phone.user}@${DOMAIN}>;${[
      `auth_user=${phone.user}`, `auth_pass=${secretOf(phone.user)}`,
      `outbound="sip:127.0.0.1:${node.ports.sip};transport=udp"`, "regint=60", `answermode=${answer}`, "audio_codecs=pcmu,pcma", "mwi=no",
    ].join(";")}\n`);
    writeFileSync(join(phone.folder, "contacts"), "");
    phone.#engine = new Engine(`baresip-${phone.user}`, run, "baresip", ["-f", phone.folder, "-s", "-v"]);
    await phone.#engine.ready(() => phone.#connect(control));
    await until(`${phone.user} to register`, () => phone.events.find(({ type }) => type === "REGISTER_OK") ?? phone.#engine.lines(/200 OK/).length, { everyMs: 30 });
    return phone;
  }

  get log() {
    return this.#engine.log;
  }

  #connect(control) {
    return new Promise((resolve) => {
      const socket = connect(control, "127.0.0.1");
      socket.once("connect", () => {
        this.#socket = socket;
        resolve(true);
      });
      socket.on("error", () => resolve(false));
      let rest = Buffer.alloc(0);
      socket.on("data", (bytes) => {
        rest = Buffer.concat([rest, bytes]);
        for (;;) {
          // Netstrings: `length:bytes,`.
          const colon = rest.indexOf(":");
          const length = Number(rest.subarray(0, Math.max(colon, 0)).toString());
          if (colon < 0 || rest.length < colon + length + 2) return;
          this.#take(JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString()));
          rest = rest.subarray(colon + length + 2);
        }
      });
    });
  }

  #take(message) {
    if (message.event) {
      this.events.push({ ...message, at: Date.now() });
    } else {
      this.#waiting.get(message.token)?.(message);
      this.#waiting.delete(message.token);
    }
  }

  /** One of baresip's long commands; resolves with what it prints. */
  command(command, params = "") {
    const token = String(Math.random());
    const text = JSON.stringify({ command, params, token });
    return new Promise((resolve) => {
      this.#waiting.set(token, resolve);
      this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
    });
  }

  /** Waits for an event from the `from`th on. */
  tells(type, { from = 0, seconds = 15, where = () => true } = {}) {
    return until(`baresip ${this.user} to tell ${type}`, () => {
      const event = this.events.slice(from).find((event) => event.type === type && where(event));
      if (event) return event;
      throw new Error(this.events.map(({ type, param }) => `${type} ${param ?? ""}`).join("; "));
    }, { seconds, everyMs: 20 });
  }

  dial(target) {
    return this.command("dial", target.includes(":") ? target : `sip:${target}@${DOMAIN}`);
  }

  answer() {
    return this.command("accept");
  }

  hangUp() {
    return this.command("hangup");
  }

  /** The SIP messages it saw, as text. */
  saw(pattern, from = 0) {
    return pattern.test(this.#engine.log.slice(from).join("\n"));
  }

  says(pattern, options) {
    return this.#engine.says(pattern, options);
  }

  /** The file it writes down what it hears in, in its last call. */
  get #hearing() {
    const files = readdirSync(join(this.folder, "heard")).filter((name) => name.endsWith("-dec.wav")).sort();
    return files.length > 0 ? join(this.folder, "heard", files.at(-1)) : null;
  }

  /** What it heard in its last call so far. */
  heard() {
    const file = this.#hearing;
    return file && Recording.read(file);
  }

  recorded() {
    return this.#hearing ? statSync(this.#hearing).size : 0;
  }

  gapWhile(hertz, what) {
    return gapWhile(this, hertz, what);
  }

  /** Waits until it hears this tone for the last half second of its recording. */
  async hears(hertz, { seconds = 15 } = {}) {
    const known = this.recorded();
    return until(`baresip ${this.user} to hear ${hertz} Hz`, () => {
      const tone = this.heard()?.last(0.5)?.peak();
      if (this.recorded() > known && tone && tone.level > -40 && Math.abs(tone.hertz - hertz) <= 10) return tone;
      throw new Error(JSON.stringify(tone ?? { files: readdirSync(join(this.folder, "heard")) }));
    }, { seconds });
  }

  /** Waits for a second in which it writes nothing down but silence, or nothing at all: a held baresip stops recording. */
  hearsNothing({ seconds = 15 } = {}) {
    let mark = { at: Date.now(), length: this.heard().samples.length };
    return until(`baresip ${this.user} to hear nothing`, () => {
      const { samples } = this.heard();
      if (samples.subarray(mark.length).some((sample) => Math.abs(sample) > 0.02)) mark = { at: Date.now(), length: samples.length };
      return Date.now() - mark.at >= 1000;
    }, { seconds });
  }

  /** Waits until its last half second has all of these tones in it, and not its own. */
  hearsAll(voices, { seconds = 15 } = {}) {
    const known = this.recorded();
    return until(`baresip ${this.user} to hear ${voices}`, () => {
      const heard = this.heard()?.last(0.5);
      const levels = heard && [...voices, this.hertz].map((hertz) => heard.power(hertz));
      if (this.recorded() > known && levels?.every((level, at) => (at < voices.length ? level > -45 : level < -55))) return true;
      throw new Error(JSON.stringify(levels?.map(Math.round) ?? null));
    }, { seconds });
  }

  kill() {
    return this.#engine.kill();
  }

  async stop() {
    this.#socket?.destroy();
    await this.#engine.stop("SIGKILL");
  }
}
