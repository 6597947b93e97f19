//! An exchange and the people of one story, taken down when the story is over.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";

import { Exchange } from "./exchange.mjs";
import { Meet } from "./meet.mjs";
import { Party } from "./party.mjs";
import { Phone, collectEvents } from "./phone.mjs";

// Apart from each other and from the tones of a telephone keypad (697 Hz and up).
export const VOICE = { mina: 530, jun: 620, customer: 440, second: 350, sora: 270 };

export class Scene {
  #parties = [];
  #closers = [];

  /** `test` is the context of node:test; `exchange` holds options for it. */
  static async open(test, { exchange } = {}) {
    const scene = new Scene();
    test.after(() => scene.#close(test));
    scene.exchange = await Exchange.start(exchange);
    return scene;
  }

  /**
   * An agent at the helpdesk page. `prepare(page)` runs before the page is opened, `state` is picked afterwards;
   * without a state the page is only opened.
   */
  async agent(name, { state = "Available", prepare, ...options } = {}) {
    const party = await this.party(name, options);
    await prepare?.(party.page);
    await party.page.goto(this.exchange.addresses[name]);
    party.phone = new Phone(party.page);
    if (state) await party.phone.become(state);
    return party;
  }

  /** A customer at the lounge. */
  async customer(name = "customer", { prepare, ...options } = {}) {
    const party = await this.party(name, options);
    await prepare?.(party.page);
    await party.page.goto(this.exchange.addresses.lounge);
    party.meet = new Meet(party.page);
    return party;
  }

  /** Somebody with a browser, and no page yet. */
  async party(name, options) {
    const party = await Party.launch(name, VOICE[name], options);
    this.#parties.push(party);
    await party.page.addInitScript(collectEvents);
    return party;
  }

  /** Something else to close with the scene. */
  with(closable) {
    this.#closers.push(closable);
    return closable;
  }

  async #close(test) {
    if (test.error || test.passed === false || process.env.KEEP_ARTIFACTS) await this.#keepArtifacts(test.name);
    const errors = this.#parties.flatMap((party) => party.pageErrors.map((error) => `${party.name}: ${error}`));
    await Promise.all(this.#parties.map((party) => party.close()));
    await Promise.all(this.#closers.map((closable) => closable.close()));
    await this.exchange?.stop();
    assert.deepEqual(errors, [], "no page may throw");
  }

  /** What everybody saw and logged, for whoever looks into a failure. */
  async #keepArtifacts(name) {
    const folder = new URL(`./artifacts/${name.replaceAll(/[^\w]+/g, "-")}/`, import.meta.url).pathname;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}exchange.log`, this.exchange?.log.join("\n") ?? "");
    for (const party of this.#parties) {
      await party.page.screenshot({ path: `${folder}${party.name}.png` }).catch(() => {});
      const events = await party.page.evaluate(() => window.ringdeskEvents).catch(() => []);
      const peers = await party.page.evaluate(() => window.ringdeskProbe.peers.map((peer) => [
        `${peer.connectionState} ice ${peer.iceConnectionState} signalling ${peer.signalingState}`,
        peer.currentLocalDescription?.sdp, peer.currentRemoteDescription?.sdp,
      ].join("\n"))).catch(() => []);
      writeFileSync(`${folder}${party.name}.log`, [...party.log, ...peers, JSON.stringify(events, null, 1)].join("\n"));
    }
  }
}

/** Makes the phone of a page use other credentials than the exchange gave. */
export const changeCredentials = (path, change) => (page) =>
  page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    const account = await response.json();
    await route.fulfill({ response, json: { ...account, ...change(account) } });
  });

export const agentAccount = (change) => changeCredentials("/api/sip-credentials", change);
export const guestAccount = (change) => changeCredentials("/api/guest", change);
