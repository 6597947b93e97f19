//! The same Chromium against the same Kamailio, with a page for each library.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { launchChromium } from "../e2e/party.mjs";
import { DOMAIN, Kamailio, secretOf } from "../rig/kamailio.mjs";
import { LIBRARIES } from "./figure.mjs";
import { Site, bundle, page } from "./site.mjs";

/** The built package. */
export const SDK = fileURLToPath(new URL("../../pkg/sdk/dist/", import.meta.url));
/** Nothing answers there (RFC 5737). */
export const UNREACHABLE = [{ urls: "stun:192.0.2.1:3478" }];

export class Side {
  #run = mkdtempSync(join(tmpdir(), "ringdesk-bench-"));
  #context;

  static async open() {
    const side = new Side();
    side.node = await Kamailio.start("kamailio", side.#run);
    side.site = await Site.open();
    for (const library of LIBRARIES) {
      side.site.add(`/${library}.html`, page(`/${library}.js`, library === "ours" ? "/ringdesk_sdk_bg.wasm" : undefined));
      side.site.add(`/${library}.js`, await bundle(`page/${library}.js`, { alias: { "ringdesk-sdk": `${SDK}index.js` } }));
    }
    side.site.addFile("/ringdesk_sdk_bg.wasm", `${SDK}ringdesk_sdk_bg.wasm`);
    side.browser = await launchChromium(620, { args: ["--allow-loopback-in-peer-connection", "--js-flags=--expose-gc"] });
    side.#context = await side.browser.newContext();
    return side;
  }

  /** A page with a phone of this library that starts at once. */
  async phone(library, user, wanted = {}) {
    const page = await this.#context.newPage();
    const log = [];
    page.on("pageerror", (error) => log.push(error.message));
    const config = {
      server: this.node.ws, user, domain: DOMAIN, password: secretOf(user), iceServers: [], target: `sip:nobody@${DOMAIN}`, ...wanted,
    };
    await page.goto(`${this.site.url}/${library}.html#${encodeURIComponent(JSON.stringify(config))}`);
    await within(page.evaluate(() => window.marked("registered")), `${library} to register`, log);
    return {
      page,
      /** The time when this happens after it had happened `count` times. */
      marked: (name, count = 0) => within(page.evaluate(([name, count]) => window.marked(name, count), [name, count]), `${library}: ${name}`, log),
      countOf: (name) => page.evaluate((name) => window.countOf(name), name),
      does: (command, ...args) => page.evaluate(([command, args]) => void window.phone[command](...args), [command, args]),
      uri: `sip:${user}@${DOMAIN}`,
      close: () => page.close(),
      cdp: () => this.#context.newCDPSession(page),
    };
  }

  async close() {
    await this.browser?.close();
    await this.site?.close();
    await this.node?.stop();
    rmSync(this.#run, { recursive: true, force: true });
  }
}

/** Fails when it takes longer than anything here may. */
async function within(promise, what, log, seconds = 60) {
  let late;
  const limit = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error(`${what}: not within ${seconds} s; ${log.join("; ")}`)), seconds * 1000);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(late));
}
