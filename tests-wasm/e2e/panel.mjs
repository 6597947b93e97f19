//! An agent's panel in a call with a customer, and a colleague who is free.

import { Scene } from "./scene.mjs";

/** A customer talks with Mina, and Jun is free. */
export async function talk(t) {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([scene.agent("mina"), scene.customer()]);
  await customer.meet.call("Sora Kim");
  await mina.phone.rings();
  await mina.phone.answer();
  await mina.phone.isTalking();
  const jun = await scene.agent("jun");
  return { mina, jun, customer };
}

/** Chooses somebody in the call actions, and what to do with them. */
export async function reach(phone, name, action) {
  await phone.button("Actions").click();
  await phone.element.getByLabel("Name, team, queue or number").fill(name.slice(0, 3));
  await phone.button(new RegExp(`^${name}`)).first().click();
  await phone.element.getByRole("group", { name }).getByRole("button", { name: action }).click();
}

/** Who waits behind the line in front. */
export const behind = (phone, name) => phone.element.getByRole("region", { name: "On hold" }).getByText(name);
