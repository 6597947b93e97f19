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

  /** Types a name and presses the button. */
  async call(name) {
    await this.button("Voice meet").click();
    await this.element.getByLabel("Your name").fill(name);
    await this.button("Start the call").click();
  }

  async isTalking() {
    await this.text(/^In call/).waitFor({ timeout: 20_000 });
  }

  async isWaiting(position) {
    await this.text(`You are number ${position}`).waitFor({ timeout: 20_000 });
  }

  async end() {
    await this.button("End").click();
  }

  /** Gives up before the call is answered. */
  async leave() {
    await this.button(/^(Leave|Cancel)$/).click();
  }

  async hasEnded() {
    await this.text("Call ended").waitFor({ timeout: 10_000 });
  }

  text(text) {
    return this.element.getByText(text).first();
  }

  async tells(code, text) {
    await told(this.page, code);
    await this.text(text).waitFor({ timeout: 5_000 });
  }
}
