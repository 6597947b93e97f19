//! Call control as an agent does it: by the buttons and keys of the panel, with a customer and a colleague.

import assert from "node:assert/strict";

import { behind, reach, talk } from "../panel.mjs";
import { hearsOnly, hearsTone } from "../probe.mjs";
import { test } from "../told.mjs";

test("an agent consults a colleague while the customer waits, and completes the transfer", async (t) => {
  const { mina, jun, customer } = await talk(t);
  await hearsTone(customer.page, mina.hertz);

  await reach(mina.phone, "Jun", "Consult");
  await mina.phone.text("Consult requested").waitFor();
  await behind(mina.phone, "Sora Kim").waitFor();
  await jun.phone.rings();
  await jun.phone.answer();
  await mina.phone.text("Consulting").waitFor();
  await mina.screenshot("panel-consulting");
  // He sees whom he is asked about, and the customer's ticket.
  await jun.phone.text("asks about Sora Kim").waitFor();
  await jun.page.waitForURL(/#ticket\/\d+$/);
  assert.equal(new URL(jun.page.url()).hash, new URL(mina.page.url()).hash);
  await Promise.all([hearsTone(jun.page, mina.hertz), hearsTone(mina.page, jun.hertz)]);

  await mina.phone.button("Complete transfer").click();
  await mina.phone.shows("After-call work");
  await Promise.all([hearsTone(customer.page, jun.hertz), hearsTone(jun.page, customer.hertz)]);
  await mina.phone.text("Sora Kim").waitFor();
});

test("a transfer that a colleague declines leaves the customer with the agent, who is told why", async (t) => {
  const { mina, jun, customer } = await talk(t);

  await reach(mina.phone, "Jun", "Transfer");
  await mina.phone.text(/^Transferring to Jun/).waitFor();
  await jun.phone.rings();
  await jun.phone.decline();
  const told = mina.phone.element.getByRole("alert").filter({ hasText: "Not transferred to Jun" });
  await told.getByText("Sora Kim is still on your line.").waitFor();
  await mina.screenshot("panel-transfer-failed");
  await Promise.all([hearsTone(customer.page, mina.hertz), hearsTone(mina.page, customer.hertz)]);
  await told.getByRole("button", { name: "Choose another" }).click();
  await mina.phone.element.getByLabel("Name, team, queue or number").waitFor();
});

test("the keys hold and resume, bring a consult into a conference, and end it for all after a question", async (t) => {
  const { mina, jun, customer } = await talk(t);
  const panel = mina.phone.element.getByRole("region", { name: "Phone", exact: true });
  const key = async (name) => {
    await panel.focus();
    await mina.page.keyboard.press(name);
  };

  await key("h");
  await mina.phone.text("On hold").waitFor();
  const end = mina.phone.button("End");
  assert.equal(await end.getAttribute("aria-disabled"), "true");
  assert.equal(await end.getAttribute("title"), "Resume the call first");
  await hearsOnly(customer.page, [], [mina.hertz]);
  await key("h");
  await mina.phone.text("In call").waitFor();
  await hearsTone(customer.page, mina.hertz);

  await reach(mina.phone, "Jun", "Consult");
  await jun.phone.rings();
  await jun.phone.answer();
  await mina.phone.text("Consulting").waitFor();
  await key("c");
  const members = mina.phone.element.getByRole("list", { name: "In this conference" });
  for (const name of ["Sora Kim", "Jun"]) await members.getByText(name).waitFor();
  await mina.screenshot("panel-conference");
  await Promise.all([hearsTone(customer.page, jun.hertz), hearsTone(jun.page, customer.hertz)]);

  await key("e");
  const question = mina.phone.element.getByRole("alertdialog", { name: "End the call for everyone?" });
  await question.getByRole("button", { name: "End for all" }).click();
  // WX-124: whoever was consulted has nothing to wrap up.
  await Promise.all([mina.phone.shows("After-call work"), jun.phone.shows("Available")]);
});
