//! An agent reloads the helpdesk in the middle of a customer's call.

import assert from "node:assert/strict";

import { behind, talk } from "../panel.mjs";
import { hearsOnly, hearsTone } from "../probe.mjs";
import { calls, ticketOf } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const clock = (phone) => phone.element.getByRole("timer").innerText();
const inSeconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

test("an agent reloads the helpdesk: the call, its clock, its ticket and the notes are there again", async (t) => {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([scene.agent("mina"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking()]);
  await Promise.all([hearsTone(customer.page, mina.hertz), hearsTone(mina.page, customer.hertz)]);
  const [{ id }] = await mina.phone.calls();
  const ticket = await until("the ticket", () => ticketOf(scene.exchange, id));
  await mina.phone.button(new RegExp(`^Open ${ticket.id}`)).waitFor();
  await mina.phone.element.getByLabel("Notes").fill("Wants a smaller lamp");
  await until("a clock that runs", async () => inSeconds(await clock(mina.phone)) >= 3);
  const before = inSeconds(await clock(mina.phone));

  // The page asks before it lets a call go.
  mina.page.on("dialog", (dialog) => dialog.accept());
  await mina.page.reload();
  // The panel opens by itself.
  await mina.phone.isTalking();
  assert.ok(inSeconds(await clock(mina.phone)) >= before, "the clock went on");
  assert.equal((await mina.phone.calls())[0].id, id);
  await mina.phone.text("Ada Chen").waitFor();
  await mina.phone.button(new RegExp(`^Open ${ticket.id}`)).waitFor();
  assert.equal(await mina.phone.element.getByLabel("Notes").inputValue(), "Wants a smaller lamp");
  await Promise.all([hearsTone(customer.page, mina.hertz), hearsTone(mina.page, customer.hertz)]);
  await mina.screenshot("helpdesk-after-a-reload");

  await customer.meet.end();
  await mina.phone.wrapsUp("They hung up");
  await mina.phone.done();
  const [record] = await until("the end of the call record", () => {
    const all = calls(scene.exchange);
    return all[0]?.ended_at && all;
  });
  assert.equal(record.call_id, id);
  assert.equal(record.outcome, "answered");
});

test("an agent reloads between two callers: both lines are there again, and the notes of the one that waits", async (t) => {
  const { mina, jun, customer } = await talk(t);
  const notes = mina.phone.element.getByLabel("Notes");
  await notes.fill("Wants a smaller lamp");
  await jun.phone.dial("101");
  await mina.phone.button("Hold and answer").click();
  await behind(mina.phone, "Sora Kim").waitFor();
  await hearsTone(jun.page, mina.hertz);
  assert.equal(await notes.inputValue(), "", "those of the second call");

  mina.page.on("dialog", (dialog) => dialog.accept());
  await mina.page.reload();
  await behind(mina.phone, "Sora Kim").waitFor();
  await Promise.all([hearsTone(jun.page, mina.hertz), hearsTone(mina.page, jun.hertz), hearsOnly(customer.page, [], [mina.hertz, jun.hertz])]);
  await mina.phone.button("Resume Sora Kim").click();
  await hearsTone(customer.page, mina.hertz);
  assert.equal(await notes.inputValue(), "Wants a smaller lamp");
});
