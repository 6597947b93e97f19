//! What a desk sets by attributes of the panel, and what the agent sees and everybody hears of it.

import assert from "node:assert/strict";

import { behind, reach, talk } from "../panel.mjs";
import { hearsSilence, hearsTone } from "../probe.mjs";
import { test } from "../told.mjs";

test("by the rules of Webex there is no parallel call, and the end of a conference is everybody's", async (t) => {
  const { mina, jun, customer } = await talk(t, { profile: "webex" });
  await mina.phone.button("Actions").click();
  await mina.phone.element.getByLabel("Name, team, queue or number").fill("Jun");
  await mina.phone.button(/^Jun/).first().click();
  const choice = mina.phone.element.getByRole("group", { name: "Jun" });
  await choice.getByRole("button", { name: "Consult" }).waitFor();
  for (const [name, why] of [["Parallel", "Not switched on for this phone"], ["Conference", "A conference begins from a consult"]]) {
    const button = choice.getByRole("button", { name });
    assert.deepEqual([await button.getAttribute("aria-disabled"), await button.getAttribute("title")], ["true", why]);
  }
  await choice.getByRole("button", { name: "Consult" }).click();
  await jun.phone.rings();
  await jun.phone.answer();
  await behind(mina.phone, "Sora Kim").waitFor();
  await mina.phone.button("Conference").click();
  await Promise.all([hearsTone(customer.page, jun.hertz), hearsTone(jun.page, customer.hertz)]);
  await mina.phone.button("End for all").click();
  await mina.phone.element.getByRole("alertdialog").getByRole("button", { name: "End for all" }).click();
  await Promise.all([customer.meet.hasEnded(), jun.phone.shows("Available"), mina.phone.shows("After-call work")]);
});

test("a desk of one call ends the first by answering the second, and its button says so", async (t) => {
  const { mina, jun, customer } = await talk(t, { "second-call": "end" });
  await jun.phone.dial("101");
  const second = mina.phone.element.getByRole("region", { name: "Incoming call" });
  await second.getByRole("button", { name: "End and answer" }).click();
  await customer.meet.hasEnded();
  await Promise.all([hearsTone(jun.page, mina.hertz), hearsTone(mina.page, jun.hertz)]);
});

test("with microphones off at the start an agent sees it, and is heard when she turns hers on (CT-38)", async (t) => {
  const { mina, customer } = await talk(t, { "mute-on-join": "" });
  await hearsTone(mina.page, customer.hertz);
  await hearsSilence(customer.page);
  await mina.phone.element.getByRole("button", { name: "Mute", pressed: true }).waitFor();
  await mina.phone.unmute();
  await hearsTone(customer.page, mina.hertz);
});
