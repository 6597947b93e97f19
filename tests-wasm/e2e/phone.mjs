//! <ringdesk-phone> as an agent sees it: by roles and names, in English.

import { until } from "./until.mjs";

export class Phone {
  constructor(page) {
    this.page = page;
    this.element = page.locator("ringdesk-phone");
  }

  button(name) {
    return this.element.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** Waits until the head shows this state. */
  async shows(state) {
    await this.button(`Change state: ${state}`).waitFor({ timeout: 20_000 });
  }

  /** Opens the panel if only the launcher is there. */
  async open() {
    const panel = this.element.getByRole("region", { name: "Phone", exact: true });
    const launcher = this.button(/^Open the phone/);
    await panel.or(launcher).first().waitFor({ timeout: 20_000 });
    if (await launcher.isVisible()) await launcher.click();
    await panel.waitFor();
  }

  /** Logs in if the phone does not do so by itself. */
  async logIn() {
    await this.open();
    const state = this.button(/^Change state: (Available|Work|Break)$/);
    const way = this.button("Log in");
    await state.or(way).first().waitFor({ timeout: 20_000 });
    if (await way.isVisible()) await way.click();
  }

  async isConnected({ seconds = 20 } = {}) {
    await this.element.getByRole("img", { name: "Connected" }).waitFor({ timeout: seconds * 1000 });
  }

  async isReconnecting() {
    await this.element.getByRole("img", { name: "Reconnecting…" }).waitFor({ timeout: 20_000 });
  }

  /** Logs in, then picks a state. */
  async become(state) {
    await this.logIn();
    await this.isConnected();
    await this.button(/^Change state: (Available|Work|Break|After-call work)$/).click();
    await this.element.getByRole("menuitemradio", { name: new RegExp(`^${state}`) }).click();
    await this.shows(state);
  }

  async dial(number) {
    await this.element.getByLabel("Name or number").fill(number);
    await this.button("Call").click();
  }

  /** The card of a ringing call. */
  get incoming() {
    return this.button("Answer");
  }

  async rings({ seconds = 15 } = {}) {
    await this.incoming.waitFor({ timeout: seconds * 1000 });
  }

  async stopsRinging() {
    await this.incoming.waitFor({ state: "detached", timeout: 10_000 });
  }

  async answer() {
    await this.button("Answer").click();
  }

  async decline() {
    await this.button("Decline").click();
  }

  async isTalking() {
    await this.shows("On a call");
    await this.button("Mute").waitFor();
  }

  async end() {
    await this.button("End").click();
  }

  async done() {
    await this.button("Done").click();
  }

  async mute() {
    await this.button("Mute").click();
    await this.element.getByRole("button", { name: "Mute", pressed: true }).waitFor();
  }

  async unmute() {
    await this.button("Mute").click();
    await this.element.getByRole("button", { name: "Mute", pressed: false }).waitFor();
  }

  async openKeypad() {
    await this.button("Keypad").click();
  }

  async key(digit) {
    await this.element.getByRole("group", { name: "Keypad" }).getByRole("button", { name: digit, exact: true }).click();
  }

  /** What the phone still has on its stage of a call that is over. */
  async wrapsUp(by) {
    await this.shows("After-call work");
    await this.text(`Call ended · ${by}`).waitFor();
  }

  text(text) {
    return this.element.getByText(text).first();
  }

  /** What the page of the phone knows about its calls. */
  calls() {
    return this.page.evaluate(() =>
      document.querySelector("ringdesk-phone").phone.calls.map(({ id, state, direction, remote, queue, muted }) => ({ id, state, direction, remote, queue, muted })),
    );
  }

  /** Waits until the phone reported this code as a `ringdesk-error` or as the end of a call, and shows this text. */
  async tells(code, text) {
    await told(this.page, code);
    await this.element.getByRole("heading", { name: text }).waitFor({ timeout: 5_000 });
  }

  async close() {
    await this.button("Close").click();
  }
}

/** Collects the events of both elements; runs in every page before its own scripts. */
export function collectEvents() {
  window.ringdeskEvents = [];
  for (const type of ["ringdesk-ticket", "ringdesk-incoming", "ringdesk-state", "ringdesk-ended", "ringdesk-error"]) {
    addEventListener(type, (event) => {
      window.ringdeskEvents.push({ type, detail: JSON.parse(JSON.stringify(event.detail ?? null)) });
    }, true);
  }
}

export const events = (page, type) =>
  page.evaluate((type) => window.ringdeskEvents.filter((event) => event.type === type).map((event) => event.detail), type);

/** Waits until an error or an ended call carried this code. */
export async function told(page, code) {
  await until(`the code ${code}`, async () => {
    const seen = await page.evaluate(() => window.ringdeskEvents.filter((event) => /error|ended/.test(event.type)));
    if (seen.some((event) => JSON.stringify(event.detail).includes(`"${code}"`))) return true;
    throw new Error(JSON.stringify(seen));
  });
}

