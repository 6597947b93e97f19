//! linphonec, an ordinary telephone that knows Replaces (RFC 3891). It speaks a tone and records what it hears.

import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { until } from "../e2e/until.mjs";
import { Engine } from "./engine.mjs";
import { DOMAIN, secretOf } from "./kamailio.mjs";
import { port, rtpRange } from "./port.mjs";
import { Recording, gapWhile, writeTone } from "./recording.mjs";

let count = 0;

export class Linphone {
  #engine;
  #hearing;

  static async start(run, node, { hertz = 530, answer = "auto" } = {}) {
    const phone = new Linphone();
    phone.user = `3${String(++count).padStart(3, "0")}`;
    phone.hertz = hertz;
    phone.uri = `sip:${phone.user}@${DOMAIN}`;
    phone.folder = join(run, `linphone-${phone.user}`);
    mkdirSync(join(phone.folder, ".local/share/linphone"), { recursive: true });
    const [sip, [first, last]] = [port(), rtpRange()];
    const proxy = `<sip:127.0.0.1:${node.ports.sip};transport=udp>`;
    const sections = {
      sip: {
        sip_port: sip, sip_tcp_port: 0, sip_tls_port: 0, bind_address: "127.0.0.1", use_ipv6: 0, guess_hostname: 0,
        contact: `"${phone.user}" <sip:${phone.user}@127.0.0.1:${sip}>`, default_proxy: 0, keepalive_period: 0, inc_timeout: 120,
        session_expires_enabled: 1, session_expires_value: 90, session_expires_min_value: 90, session_expires_refresher_value: 2,
      },
      rtp: { audio_rtp_port: `${first}-${last}` },
      sound: { echocancellation: 0 },
      proxy_0: { reg_proxy: proxy, reg_route: proxy, reg_identity: phone.uri, reg_expires: 60, reg_sendregister: 1, publish: 0 },
      auth_info_0: { username: phone.user, passwd: secretOf(phone.user), realm: DOMAIN },
    };
    const lines = Object.entries(sections).flatMap(([name, keys]) => [`[${name}]`, ...Object.entries(keys).map(([key, value]) => `${key}=${value}`)]);
    writeFileSync(join(phone.folder, "settings"), `${lines.join("\n")}\n`);
    writeTone(join(phone.folder, "voice.wav"), hertz);
    phone.#engine = new Engine(`linphone-${phone.user}`, run, "linphonec", [
      "-c", join(phone.folder, "settings"), "-S", "-d", "6", "-l", "/dev/stdout", ...(answer === "auto" ? ["-a"] : []),
    ], { env: { HOME: phone.folder, XDG_CONFIG_HOME: phone.folder, XDG_DATA_HOME: join(phone.folder, ".local/share") } });
    phone.type("soundcard use files");
    phone.type(`play ${phone.folder}/voice.wav`);
    phone.listen(0);
    await phone.#engine.ready(() => phone.#engine.lines(/to \[LinphoneRegistrationOk\]/).length > 0);
    return phone;
  }

  get log() {
    return this.#engine.log;
  }

  type(line) {
    this.#engine.type(line);
  }

  /** Calls from now on are recorded into this file. */
  listen(index) {
    this.#hearing = join(this.folder, `heard-${index}.wav`);
    this.type(`record ${this.#hearing}`);
  }

  dial(target) {
    this.type(`call ${target.includes(":") ? target : `sip:${target}@${DOMAIN}`}`);
  }

  says(pattern, options) {
    return this.#engine.says(pattern, options);
  }

  heard() {
    // It records as it decodes: G.711 at 8 kHz, Opus at 48.
    const rate = this.#engine.lines(/-->MSFileRec.* to rate/).at(-1)?.match(/to rate \[(\d+)\]/)?.[1];
    return rate && existsSync(this.#hearing) ? Recording.read(this.#hearing, Number(rate)) : null;
  }

  recorded() {
    return statSync(this.#hearing).size;
  }

  gapWhile(hertz, what) {
    return gapWhile(this, hertz, what);
  }

  /** Waits until it hears this tone for the last half second of its recording. */
  hears(hertz, { seconds = 15 } = {}) {
    return until(`linphone ${this.user} to hear ${hertz} Hz`, () => {
      const tone = this.heard()?.last(0.5)?.peak();
      if (tone && tone.level > -40 && Math.abs(tone.hertz - hertz) <= 10) return tone;
      throw new Error(JSON.stringify(tone ?? null));
    }, { seconds });
  }

  /** Waits until its last half second has all of these tones in it, and not its own. */
  hearsAll(voices, { seconds = 15 } = {}) {
    return until(`linphone ${this.user} to hear ${voices}`, () => {
      const heard = this.heard()?.last(0.5);
      const levels = heard && [...voices, this.hertz].map((hertz) => heard.power(hertz));
      if (levels?.every((level, at) => (at < voices.length ? level > -45 : level < -55))) return true;
      throw new Error(JSON.stringify(levels?.map(Math.round) ?? null));
    }, { seconds });
  }

  /** Waits until its last second is music: something that is not this tone, which it heard before. */
  hearsMusic(hertz, { seconds = 15 } = {}) {
    return until(`linphone ${this.user} to hear music`, () => this.heard()?.last(1)?.isWithout(hertz), { seconds });
  }

  kill() {
    return this.#engine.kill();
  }

  stop() {
    return this.#engine.stop("SIGKILL");
  }
}
