//! Call control as an agent does it: by the buttons and keys of the panel, with a customer and a colleague.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hearsOnly, hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";

/** A customer talks with Mina, and Jun is free. */
async function talk(t) {
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
async function reach(phone, name, action) {
  await phone.button("Actions").click();
  await phone.element.getByLabel("Name, team, queue or number").fill(name.slice(0, 3));
  await phone.button(new RegExp(`^${name}`)).first().click();
  await phone.element.getByRole("group", { name }).getByRole("button", { name: action }).click();
}

const behind = (phone, name) => phone.element.getByRole("region", { name: "On hold" }).getByText(name);

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
  await Promise.all([mina.phone.shows("After-call work"), jun.phone.shows("After-call work")]);
});

test("a second call rings beside the first, which answering puts on hold; both lines merge after a question", async (t) => {
  const { mina, jun, customer } = await talk(t);

  await jun.phone.dial("101");
  const second = mina.phone.element.getByRole("region", { name: "Incoming call" });
  await second.getByText("Jun").waitFor();
  await mina.screenshot("panel-second-call");
  await hearsTone(customer.page, mina.hertz);
  await second.getByRole("button", { name: "Hold and answer" }).click();
  await behind(mina.phone, "Sora Kim").waitFor();
  await Promise.all([hearsTone(jun.page, mina.hertz), hearsOnly(customer.page, [], [mina.hertz, jun.hertz])]);

  await mina.phone.element.getByRole("region", { name: "On hold" }).getByRole("button", { name: "Resume Sora Kim" }).click();
  await behind(mina.phone, "Jun").waitFor();
  await hearsTone(customer.page, mina.hertz);

  await mina.phone.button("Merge").click();
  const question = mina.phone.element.getByRole("alertdialog", { name: "Merge both calls?" });
  await mina.screenshot("panel-merging");
  await question.getByRole("button", { name: "Merge" }).click();
  await Promise.all([hearsTone(customer.page, jun.hertz), hearsTone(jun.page, customer.hertz)]);
});

test("a recording is shown, paused and goes on by itself; a forced end shows its announcement and asks first", async (t) => {
  const scene = await Scene.open(t);
  const words = "This call ends because of abusive language.";
  const prepare = (page) => page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.continue();
    const answer = await route.fetch();
    const tag = `<ringdesk-phone recording="always" recording-pause="3" announcement-text="${words}"`;
    await route.fulfill({ response: answer, body: (await answer.text()).replace("<ringdesk-phone", tag) });
  });
  const [mina, customer] = await Promise.all([scene.agent("mina", { prepare }), scene.customer()]);
  await customer.meet.call("Sora Kim");
  await mina.phone.rings();
  await mina.phone.answer();

  await mina.phone.button("Recording. Pause recording").click();
  const paused = mina.phone.button("Paused. Resume recording");
  await paused.waitFor();
  assert.match(await paused.textContent(), /^Paused0:0[123]$/, "the time until it goes on");
  await mina.phone.button("Recording. Pause recording").waitFor({ timeout: 6_000 });

  await mina.phone.button("Actions").click();
  await mina.phone.button("Force end").click();
  const question = mina.phone.element.getByRole("alertdialog", { name: "End the call by force?" });
  await question.getByText(words).waitFor();
  await mina.screenshot("panel-forced-end");
  await mina.page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await hearsTone(customer.page, mina.hertz);
  await mina.phone.button("Force end").click();
  await question.getByRole("button", { name: "Force end" }).click();
  await mina.phone.shows("After-call work");
  await customer.meet.hasEnded();
});
