//! Whom an agent can transfer to, in the panel and from the exchange (FD-58, FD-59, FD-66, KC-22, KC-23).

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";

const EXCHANGE = {
  queue: { agents: ["mina"] },
  queues: [{ id: "billing", name: "Billing", agents: ["sora"] }],
  teams: [{ id: "care", name: "Customer care", members: ["jun", "sora"] }],
};

const search = async (phone, words) => phone.element.getByLabel("Name, team, queue or number").fill(words);

test("the actions find agents, teams with who is free, queues, customers and kept numbers, and a team takes the customer", async (t) => {
  const scene = await Scene.open(t, { exchange: EXCHANGE });
  const [mina, customer, jun] = await Promise.all([scene.agent("mina"), scene.customer(), scene.agent("jun")]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking()]);
  await mina.phone.button("Actions").click();

  // Nobody of the team but Jun is there; Sora is not logged in.
  await mina.phone.button(/^Customer care.*1/).waitFor();
  await mina.phone.button(/^Billing/).waitFor();
  await mina.phone.button(/^Carrier hotline/).first().waitFor();
  await mina.screenshot("panel-directory");
  await search(mina.phone, "oliver");
  const oliver = mina.phone.button(/^Oliver Grant/).first();
  await oliver.waitFor();
  await mina.phone.button(/^Billing/).waitFor({ state: "detached" });
  await oliver.click();
  await mina.phone.element.getByRole("group", { name: "Oliver Grant" }).getByRole("button", { name: "Frequent number" }).click();
  // It is a customer still, and a number of hers.
  await mina.phone.button(/^Oliver Grant/).nth(1).waitFor();

  await search(mina.phone, "care");
  await mina.phone.button(/^Customer care/).first().click();
  await mina.phone.element.getByRole("group", { name: "Customer care" }).getByRole("button", { name: "Transfer" }).first().click();
  await jun.phone.rings();
  await jun.phone.text("Ada Chen").waitFor();
  await jun.phone.answer();
  await Promise.all([hearsTone(customer.page, jun.hertz), hearsTone(jun.page, customer.hertz)]);
  await mina.phone.shows("After-call work");
  // It is the customer's ticket that opens, whoever has him now.
  const ticket = (page) => new URL(page.url()).hash;
  await jun.page.waitForURL(/#ticket\/\d+$/);
  assert.equal(ticket(jun.page), ticket(mina.page));
});
