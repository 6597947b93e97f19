//! What an agent sees of a second call, of a recording and of a forced end: by the buttons of the panel.

import assert from "node:assert/strict";

import { behind, talk } from "../panel.mjs";
import { hearsOnly, hearsTone } from "../probe.mjs";
import { test } from "../told.mjs";

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
  const words = "This call ends because of abusive language.";
  const { mina, customer } = await talk(t, { recording: "always", "recording-pause": "3", "announcement-text": words });

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
