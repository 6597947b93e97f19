//! The browsers of the rig: one process for each voice, a context of its own for every page.

import { FIREFOX_HERTZ, launchFirefox } from "../e2e/firefox.mjs";
import { launchChromium } from "../e2e/party.mjs";
import { instrument } from "../e2e/probe.mjs";
import { recordWire } from "./agent.mjs";

/** Far from the telephones' 440 Hz and from each other. */
const VOICES = [620, 350, 750];

export class Chromium {
  #running = [];
  #address;

  constructor(address) {
    this.#address = address;
  }

  /** A page in the browser with the `voice`th tone. */
  async open(voice = 0) {
    const hertz = VOICES[voice];
    this.#running[voice] ??= launchChromium(hertz, {
      // The rig may run where there is no interface but lo, and its certificates are its own.
      args: ["--ignore-certificate-errors", "--allow-loopback-in-peer-connection"],
    });
    const browser = await this.#running[voice];
    const context = await browser.newContext();
    await context.addInitScript(instrument);
    await context.addInitScript(recordWire);
    const page = await context.newPage();
    const log = [];
    page.on("console", (message) => log.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => log.push(`pageerror: ${error.message}`));
    return { page, hertz, log, address: this.#address, close: () => context.close() };
  }

  async stop() {
    await Promise.all(this.#running.map(async (browser) => (await browser)?.close()));
  }
}

export class Firefox {
  #running;
  #address;
  #sound;

  /** `sound` is the address of a sound server. */
  constructor(address, sound) {
    this.#address = address;
    this.#sound = sound;
  }

  /** It has one voice. */
  async open() {
    this.#running ??= launchFirefox({ env: { PULSE_SERVER: this.#sound } });
    const { context, page } = await newPage(await this.#running);
    const log = [];
    page.on("console", (message) => log.push(`${message.type()}: ${message.text()}`));
    // Firefox tells of lost connections as if the page had thrown.
    page.on("pageerror", ({ message }) => log.push(`${/^(Firefox can’t establish|The connection to) /.test(message) ? "network" : "pageerror"}: ${message}`));
    await page.evaluateOnNewDocument(instrument);
    await page.evaluateOnNewDocument(recordWire);
    return { page, hertz: FIREFOX_HERTZ, log, address: this.#address, close: () => context.close() };
  }

  async stop() {
    await (await this.#running?.catch(() => {}))?.close();
  }
}

/**
 * A page in a context of its own. While another context is being closed, Firefox may lose the tab that it is just opening
 * ("no such frame"): it is asked again.
 */
async function newPage(browser) {
  for (let attempts = 3; ; attempts--) {
    const context = await browser.createBrowserContext();
    try {
      return { context, page: await context.newPage() };
    } catch (error) {
      await context.close();
      if (attempts === 1 || !/no such frame/.test(error.message)) throw error;
    }
  }
}
