//! All engines of one run, in a folder of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Chromium, Firefox } from "./browser.mjs";
import { startCoturn } from "./coturn.mjs";
import { Kamailio } from "./kamailio.mjs";
import { servePages } from "./pages.mjs";
import { startPulse } from "./pulse.mjs";
import { startRtpengine } from "./rtpengine.mjs";
import { startGateway } from "./sipp.mjs";

export class Rig {
  static async start() {
    const rig = new Rig();
    rig.run = mkdtempSync(join(tmpdir(), "ringdesk-rig-"));
    try {
      [rig.kamailio, rig.rtpengine, rig.coturn, rig.gateway, rig.pulse, rig.pages] = await Promise.all([
        Kamailio.start("kamailio", rig.run),
        startRtpengine(rig.run),
        startCoturn(rig.run),
        startGateway(rig.run),
        startPulse(rig.run),
        servePages(),
      ]);
    } catch (error) {
      throw new Error(`${error.message}\nlogs: ${rig.run}`);
    }
    rig.chromium = new Chromium(rig.pages.url);
    rig.firefox = new Firefox(rig.pages.url, rig.pulse.server);
    return rig;
  }

  /** The logs stay when something failed. */
  async stop({ keep = false } = {}) {
    await Promise.all([this.chromium.stop(), this.firefox.stop()]);
    await Promise.all([this.kamailio, this.rtpengine, this.coturn, this.gateway, this.pulse, this.pages].map((part) => part.stop()));
    if (keep) console.error(`# the logs of this run are in ${this.run}`);
    else rmSync(this.run, { recursive: true, force: true });
  }
}
