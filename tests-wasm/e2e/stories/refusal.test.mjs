//! What others and the exchange refuse, and how it is told.

import assert from "node:assert/strict";

import { calls } from "../record.mjs";
import { Scene, agentAccount, guestAccount } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

test("a wrong SIP password is told as a refused login, and logging in again with the right one works", async (t) => {
  const scene = await Scene.open(t);
  const change = { password: "bm90IHRoZSBwYXNzd29yZA==" };
  const mina = await scene.agent("mina", { state: null, prepare: agentAccount(() => change) });
  await mina.phone.logIn();
  await mina.phone.tells("register.unauthorized", "The login was refused");
  await mina.screenshot("phone-login-refused");
  delete change.password;
  await mina.phone.button("Log in again").click();
  await mina.phone.isConnected();
  await mina.phone.shows("Work").catch(() => mina.phone.shows("Available"));
});

test("a wrong password at the helpdesk's door is told there", async (t) => {
  const scene = await Scene.open(t);
  const mina = await scene.agent("mina", { state: null, prepare: (page) => page.route("**/nothing", (route) => route.abort()) });
  await mina.page.getByRole("button", { name: "Sign out" }).click();
  await mina.page.getByLabel("User name").fill("mina");
  await mina.page.getByLabel("Password").fill("not the password");
  await mina.page.getByRole("button", { name: "Sign in" }).click();
  await mina.page.getByRole("alert").getByText("User name and password do not match").waitFor();
});

test("an unknown number", async (t) => {
  const scene = await Scene.open(t);
  const mina = await scene.agent("mina");
  await mina.phone.dial("999");
  await mina.phone.tells("call.not-found", "This number is not known");
  await mina.phone.close();
  await mina.phone.shows("Available");
  const record = await until("the record", () => calls(scene.exchange).find((call) => call.ended_at));
  assert.equal(record.outcome, "not-found");
});

test("a busy colleague: another call rings there, and one rings at a time (CO-4)", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([
    scene.agent("mina", { state: "Work" }), scene.agent("jun"), scene.customer(),
  ]);
  await customer.meet.call("Ada Chen");
  await jun.phone.rings();
  await mina.phone.dial("102");
  await mina.phone.tells("call.busy", "The line is busy");
  await jun.phone.answer();
  await jun.phone.isTalking();
});

test("a colleague in a call is told of a second one (CT-49), declines it, and talks on", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([
    scene.agent("mina", { state: "Work" }), scene.agent("jun"), scene.customer(),
  ]);
  await customer.meet.call("Ada Chen");
  await jun.phone.rings();
  await jun.phone.answer();
  await jun.phone.isTalking();
  await mina.phone.dial("102");
  await jun.phone.decline();
  await mina.phone.tells("call.declined", "The call was declined");
  await jun.phone.isTalking();
});

test("a colleague who declines", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.decline();
  await mina.phone.tells("call.declined", "The call was declined");
  await jun.phone.stopsRinging();
  await jun.phone.shows("Available");
});

test("a colleague who does not answer", async (t) => {
  const scene = await Scene.open(t, { exchange: { queue: { ring_seconds: 3 }, args: ["--ring-seconds", "3"] } });
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await mina.phone.tells("call.no-answer", "No answer");
  await jun.phone.stopsRinging();
  const record = await until("the record", () => calls(scene.exchange).find((call) => call.ended_at));
  assert.equal(record.outcome, "no-answer");
});

test("a colleague on a break", async (t) => {
  const scene = await Scene.open(t);
  const [mina] = await Promise.all([scene.agent("mina"), scene.agent("jun", { state: "Break" })]);
  await mina.phone.dial("102");
  await mina.phone.tells("call.unavailable", "Not available");
});

test("a guest who dials an agent directly is forbidden to, and no agent rings", async (t) => {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([
    scene.agent("mina"),
    scene.customer("customer", { prepare: guestAccount(() => ({ target: "sip:mina@ringdesk.localhost" })) }),
  ]);
  await customer.meet.call("Ada Chen");
  await customer.meet.tells("call.forbidden", "This line is not open");
  await customer.screenshot("meet-forbidden");
  assert.deepEqual(await mina.phone.calls(), []);
});

test("a visitor who asks for too many guest accounts is told to wait", async (t) => {
  const scene = await Scene.open(t, { exchange: { guest: { per_minute: 1 } } });
  const [first, second] = await Promise.all([scene.customer("customer"), scene.customer("second")]);
  await first.meet.call("Ada Chen");
  await first.meet.isWaiting(1);
  await second.meet.call("Bo Lind");
  await second.meet.tells("guest.rate-limited", "Too many calls in a short time");
});
