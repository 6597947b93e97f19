//! What an agent sees of a second call and of two lines: by the buttons of the panel.

import { test } from "node:test";

import { behind, talk } from "../panel.mjs";
import { hearsOnly, hearsTone } from "../probe.mjs";

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
