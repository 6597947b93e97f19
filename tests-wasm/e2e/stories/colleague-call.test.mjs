//! Mina calls Jun from the dial pad.

import assert from "node:assert/strict";

import { hearsDigits, hearsSilence, hearsTone } from "../probe.mjs";
import { calls } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

test("an agent calls a colleague, mutes, unmutes, sends digits and hangs up", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);

  await mina.phone.dial("102");
  await jun.phone.rings();
  for (const words of ["Mina Park", "calls you directly"]) await jun.phone.text(words).waitFor();
  await mina.phone.shows("Dialling");
  await jun.phone.answer();
  await Promise.all([mina.phone.isTalking(), jun.phone.isTalking()]);
  await Promise.all([
    hearsTone(mina.page, jun.hertz),
    hearsTone(jun.page, mina.hertz),
  ]);

  await mina.phone.mute();
  await hearsSilence(jun.page);
  await hearsTone(mina.page, jun.hertz);
  await mina.phone.unmute();
  await hearsTone(jun.page, mina.hertz);

  await mina.phone.openKeypad();
  await hearsDigits(jun.page, "159#0*", async () => {
    for (const [index, digit] of [..."159#0*"].entries()) {
      await mina.phone.key(digit);
      await until(`the digit ${digit}`, async () => (await jun.page.evaluate(() => window.ringdeskProbe.digits.text.length)) > index);
    }
  });
  await mina.phone.text("159#0*").waitFor();
  await mina.screenshot("phone-keypad-in-the-helpdesk");

  await mina.phone.end();
  await Promise.all([mina.phone.wrapsUp("You hung up"), jun.phone.wrapsUp("They hung up")]);
  const record = await until("the record", () => calls(scene.exchange).find((call) => call.ended_at));
  assert.equal(record.direction, "outbound");
  assert.equal(record.from_user, "mina");
  assert.equal(record.to_user, "jun", "102 is Jun's extension");
  assert.equal(record.callee, "jun");
  assert.equal(record.outcome, "answered");
});

test("digits pressed in one burst all arrive in order", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.answer();
  await Promise.all([mina.phone.isTalking(), jun.phone.isTalking()]);
  await hearsTone(jun.page, mina.hertz);
  await hearsDigits(jun.page, "2580", () =>
    mina.page.evaluate(() => document.querySelector("ringdesk-phone").phone.calls[0].sendDtmf("2580")),
  );
  // Digits do not cost the voice.
  await hearsTone(jun.page, mina.hertz);
});

test("the called agent hangs up", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.answer();
  await Promise.all([mina.phone.isTalking(), jun.phone.isTalking()]);
  await jun.phone.end();
  await Promise.all([jun.phone.wrapsUp("You hung up"), mina.phone.wrapsUp("They hung up")]);
});

test("the caller gives up while it rings, and both are available again", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await mina.phone.button("Cancel").click();
  await jun.phone.stopsRinging();
  await Promise.all([mina.phone.shows("Available"), jun.phone.shows("Available")]);
  const record = await until("the record", () => calls(scene.exchange).find((call) => call.ended_at));
  assert.equal(record.outcome, "cancelled");
});
