//! One Chromium process for one person, with a tone for a voice.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

import { instrument } from "./probe.mjs";
import { toneFile } from "./tone.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];
const DEVICE = "--use-fake-device-for-media-stream";
const CONSENT = "--use-fake-ui-for-media-stream";

/** A Chromium whose microphone hears this tone; `microphone` is as in `Party.launch`. */
export function launchChromium(hertz, { microphone = "granted", args = [], executable } = {}) {
  const all = [...FLAGS, ...args];
  if (microphone !== "absent") all.push(DEVICE);
  if (microphone === "granted" || microphone === "in-use") all.push(CONSENT);
  if (hertz) all.push(`--use-file-for-fake-audio-capture=${toneFile(hertz)}`);
  return chromium.launch({ executablePath: executable ?? process.env.CHROME ?? "/usr/bin/chromium", args: all });
}

export class Party {
  #browser;

  /**
   * `microphone` is "granted", "denied" (the permission is refused), "absent" (the machine has none) or "in-use".
   * `context` holds options for the browser context: viewport, colorScheme, locale; `args` and `executable` are for the browser itself.
   */
  static async launch(name, hertz, { microphone = "granted", context = {}, args, executable } = {}) {
    const party = new Party();
    party.name = name;
    party.hertz = hertz;
    party.#browser = await launchChromium(hertz, { microphone, args, executable });
    party.context = await party.#browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...context });
    await party.context.addInitScript(instrument);
    if (microphone === "in-use") await party.context.addInitScript(deviceTaken);
    if (microphone === "absent") await party.context.addInitScript(noDevice);
    party.page = await party.context.newPage();
    party.log = [];
    party.page.on("console", (message) => party.log.push(`${message.type()}: ${message.text()}`));
    party.page.on("pageerror", (error) => party.log.push(`pageerror: ${error.message}`));
    if (microphone === "denied") {
      const session = await party.#browser.newBrowserCDPSession();
      const contexts = await session.send("Target.getBrowserContexts");
      for (const browserContextId of contexts.browserContextIds) {
        await session.send("Browser.setPermission", { permission: { name: "microphone" }, setting: "denied", browserContextId });
      }
    }
    return party;
  }

  /** Something to say to the page over the DevTools protocol. */
  async devtools() {
    return this.context.newCDPSession(this.page);
  }

  /** The processes of this browser. */
  async processes() {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.map(({ id }) => id);
  }

  /** Uncaught errors of the page so far. */
  get pageErrors() {
    return this.log.filter((line) => line.startsWith("pageerror"));
  }

  async screenshot(name) {
    const folder = new URL("./screenshots/", import.meta.url).pathname;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: `${folder}${name}.png`, animations: "disabled" });
  }

  async close() {
    await this.#browser.close();
  }
}

/** No flag takes the microphone away from Chromium, so the answer of the system is given in its place. */
function deviceTaken() {
  navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException("Could not start audio source", "NotReadableError"));
}

/** Without fake devices a machine without a microphone answers by itself; one that has a microphone is told not to. */
function noDevice() {
  const media = navigator.mediaDevices;
  const capture = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    const present = (await media.enumerateDevices()).some((device) => device.kind === "audioinput");
    if (present) throw new DOMException("Requested device not found", "NotFoundError");
    return capture(constraints);
  };
}
