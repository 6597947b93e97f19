/**
 * Ringdesk's custom elements: `<ringdesk-phone>`, an agent's phone, and `<ringdesk-meet>`, a customer's call
 * button. Importing this module defines both tags; the WebAssembly module is loaded when one is needed.
 */
import { RingdeskMeet } from "./ringdesk-meet.js";
import { RingdeskPhone } from "./ringdesk-phone.js";

export { RingdeskMeet } from "./ringdesk-meet.js";
export type { Guest, MeetState } from "./ringdesk-meet.js";
export { RingdeskPhone } from "./ringdesk-phone.js";
export type { Account, Helpdesk } from "./ringdesk-phone.js";
export type { RingdeskEventMap } from "./event.js";

// Absent on a server, where importing this does nothing.
const registry = globalThis.customElements as CustomElementRegistry | undefined;
if (registry && !registry.get("ringdesk-phone")) registry.define("ringdesk-phone", RingdeskPhone);
if (registry && !registry.get("ringdesk-meet")) registry.define("ringdesk-meet", RingdeskMeet);

declare global {
  interface HTMLElementTagNameMap {
    "ringdesk-phone": RingdeskPhone;
    "ringdesk-meet": RingdeskMeet;
  }
}
