//! An agent's panel in a call with a customer, and a colleague who is free.

import { Scene } from "./scene.mjs";

/** A customer talks with Mina, whose phone has these attributes, and Jun is free. */
export async function talk(t, attributes = {}) {
  const scene = await Scene.open(t);
  const prepare = (page) => giveAttributes(page, attributes);
  const [mina, customer] = await Promise.all([scene.agent("mina", { prepare }), scene.customer()]);
  await customer.meet.call("Sora Kim");
  await mina.phone.rings();
  await mina.phone.answer();
  await mina.phone.isTalking();
  const jun = await scene.agent("jun");
  return { mina, jun, customer };
}

/** Sets attributes of the phone in this page, as if they were in its HTML. */
const giveAttributes = (page, attributes) => page.addInitScript((attributes) => {
  new MutationObserver((_, observer) => {
    const phone = document.querySelector("ringdesk-phone");
    if (!phone) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(attributes)) phone.setAttribute(name, value);
  }).observe(document, { childList: true, subtree: true });
}, attributes);

/** Chooses somebody in the call actions, and what to do with them. */
export async function reach(phone, name, action) {
  await phone.button("Actions").click();
  await phone.element.getByLabel("Name, team, queue or number").fill(name.slice(0, 3));
  await phone.button(new RegExp(`^${name}`)).first().click();
  await phone.element.getByRole("group", { name }).getByRole("button", { name: action }).click();
}

/** Who waits behind the line in front. */
export const behind = (phone, name) => phone.element.getByRole("region", { name: "On hold" }).getByText(name);
