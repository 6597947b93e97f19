//! <ringdesk-meet> as a customer sees it: by roles and names, in English.

import { told } from "./phone.mjs";

export class Meet {
  constructor(page) {
    this.page = page;
    this.element = page.locator("ringdesk-meet").first();
  }

  button(name) {
    return this.element.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** Types a name into the page and presses the button. */
  async call(name) {
    await this.page.getByLabel("Your name").first().fill(name);
    await this.button("Voice meet").click();
  }

  async isTalking() {
    await this.element.getByRole("heading", { name: /^In call/ }).waitFor({ timeout: 20_000 });
  }

  async isWaiting(position) {
    await this.element.getByRole("heading", { name: `You are number ${position}` }).waitFor({ timeout: 20_000 });
  }

  async end() {
    await this.button("End").click();
  }

  /** Gives up before the call is answered. */
  async leave() {
    await this.button(/^(Leave|Cancel)$/).click();
  }

  async hasEnded() {
    await this.element.getByRole("heading", { name: "Call ended" }).waitFor({ timeout: 10_000 });
  }

  async tells(code, text) {
    await told(this.page, code);
    await this.element.getByRole("heading", { name: text }).waitFor({ timeout: 5_000 });
  }
}
