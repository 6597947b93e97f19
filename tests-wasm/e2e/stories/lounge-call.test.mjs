//! The main job: a customer presses a button, an agent's helpdesk rings, they talk, and the call stands on a ticket.

import assert from "node:assert/strict";

import { events } from "../phone.mjs";
import { hearsTone } from "../probe.mjs";
import { calls, ticketOf } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

const seconds = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;

test("a customer calls the lounge's queue, one agent answers, both hear each other, and the ticket tells of the call", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([scene.agent("mina"), scene.agent("jun"), scene.customer()]);

  await customer.meet.call("Ada Chen");
  for (const agent of [mina, jun]) {
    await agent.phone.rings();
    for (const words of ["Ada Chen", /^through Support$/, /^Ringing for/]) await agent.phone.text(words).waitFor();
  }
  await mina.screenshot("phone-incoming-in-the-helpdesk");

  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking(), jun.phone.stopsRinging()]);
  await jun.phone.shows("Available");
  assert.deepEqual(await jun.phone.calls(), [], "only one agent has the call");
  const [call] = await mina.phone.calls();
  assert.equal(call.state, "connected");
  assert.equal(call.direction, "inbound");
  assert.equal(call.queue, "Support");

  await Promise.all([
    hearsTone(customer.page, mina.hertz),
    hearsTone(mina.page, customer.hertz),
  ]);

  // The helpdesk opens the ticket that was made for this call.
  const [opened] = await until("the ticket of the call", async () => {
    const seen = await events(mina.page, "ringdesk-ticket");
    return seen.length > 0 && seen;
  });
  const during = await until("the ticket in the database", () => ticketOf(scene.exchange, call.id));
  assert.equal(String(opened.ticketId), String(during.id));
  assert.equal(opened.callId, call.id);
  assert.match(mina.page.url(), new RegExp(`#ticket/${during.id}$`));
  await mina.page.getByRole("heading", { name: during.subject }).first().waitFor();
  await mina.phone.button(new RegExp(`^Open ${during.id}`)).waitFor();
  const [open] = calls(scene.exchange);
  assert.equal(open.ended_at, null, "the call is in progress");
  await mina.screenshot("helpdesk-in-call");

  await customer.meet.end();
  await customer.meet.hasEnded();
  await mina.phone.wrapsUp("They hung up");
  await jun.phone.shows("Available");

  const [record, ...others] = await until("the end of the call record", () => {
    const all = calls(scene.exchange);
    return all[0]?.ended_at && all;
  });
  assert.deepEqual(others, [], "one call, one record");
  assert.equal(record.call_id, call.id);
  assert.equal(record.direction, "inbound");
  assert.equal(record.from_name, "Ada Chen");
  assert.equal(record.queue, "Support");
  assert.equal(record.agent, "mina");
  assert.equal(record.outcome, "answered");
  assert.ok(record.started_at < record.answered_at && record.answered_at < record.ended_at);
  assert.ok(Math.abs(record.duration_s - seconds(record.answered_at, record.ended_at)) <= 1);

  const ticket = await until("the call on the ticket", () => {
    const now = ticketOf(scene.exchange, call.id);
    return now.call?.outcome && now;
  });
  assert.equal(ticket.call.direction, "inbound");
  assert.equal(ticket.call.outcome, "answered");
  assert.ok(Math.abs(ticket.call.duration_s - record.duration_s) <= 1);
  for (const [fact, recorded] of [["started_at", record.started_at], ["answered_at", record.answered_at], ["ended_at", record.ended_at]]) {
    assert.ok(Math.abs(seconds(ticket.call[fact], recorded)) <= 2, `${fact} of the ticket is that of the record`);
  }
  await mina.page.getByRole("article", { name: "Incoming call" }).getByText("Talk time").or(mina.page.locator("article.call[data-outcome=answered]")).first().waitFor();
  await mina.screenshot("helpdesk-after-call-work");

  await mina.phone.done();
  await mina.phone.shows("Available");
});

test("the agent hangs up, and notes and tags of the after-call work reach the ticket", async (t) => {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([scene.agent("mina"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking()]);
  const [call] = await mina.phone.calls();
  await mina.phone.element.getByLabel("Notes").fill("She wants the blue one.");
  await mina.phone.end();
  await mina.phone.wrapsUp("You hung up");
  await customer.meet.hasEnded();
  const tag = mina.phone.element.getByLabel("Add a tag");
  await tag.fill("exchange");
  await tag.press("Enter");
  await mina.phone.done();
  await mina.phone.shows("Available");

  const ticket = await until("the notes on the ticket", () => {
    const now = ticketOf(scene.exchange, call.id);
    return now?.comments.some((comment) => comment.body.includes("She wants the blue one.")) && now;
  });
  assert.ok(JSON.parse(ticket.tags).includes("exchange"));
  assert.equal(ticket.comments.filter((comment) => comment.body.includes("blue")).every((comment) => !comment.public), true);
  const [record] = calls(scene.exchange);
  assert.equal(record.outcome, "answered");
});

test("two agents answer in the same moment and exactly one gets the call", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([scene.agent("mina"), scene.agent("jun"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await Promise.all([mina.phone.rings(), jun.phone.rings()]);
  // The slower of the two may find the button gone.
  await Promise.all([mina, jun].map((agent) => agent.phone.incoming.click({ timeout: 1_000 }).catch(() => {})));
  await customer.meet.isTalking();
  const talking = await until("one agent with the call and one without", async () => {
    const both = await Promise.all([mina, jun].map(async (agent) => ({ agent, calls: await agent.phone.calls() })));
    const having = both.filter(({ calls }) => calls.some((call) => call.state === "connected"));
    const without = both.filter(({ calls }) => calls.length === 0);
    return having.length === 1 && without.length === 1 && having[0].agent;
  });
  await hearsTone(customer.page, talking.hertz);
  const other = talking === mina ? jun : mina;
  await other.phone.shows("Available");
  const [ended] = await events(other.page, "ringdesk-ended");
  assert.equal(ended.reason, "call.answered-elsewhere");
  assert.equal(ended.answeredAtMs, undefined, "the loser was never on the call");
  await customer.meet.end();
  await talking.phone.shows("After-call work");
  const [record] = await until("the record", () => calls(scene.exchange)[0]?.ended_at && calls(scene.exchange));
  assert.equal(record.agent, talking.name);
});

test("customers who wait are told their place, and are served in turn", async (t) => {
  const scene = await Scene.open(t);
  const [mina, first, second] = await Promise.all([
    scene.agent("mina", { state: "Work" }), scene.customer("customer"), scene.customer("second"),
  ]);
  await first.meet.call("Ada Chen");
  await first.meet.isWaiting(1);
  await second.meet.call("Bo Lind");
  await second.meet.isWaiting(2);
  await second.screenshot("meet-waiting-in-the-lounge");

  await mina.phone.become("Available");
  await mina.phone.rings();
  await mina.phone.text("Ada Chen").waitFor();
  await mina.phone.answer();
  await first.meet.isTalking();
  await second.meet.isWaiting(1);
  await hearsTone(mina.page, first.hertz);
  await first.meet.end();
  await mina.phone.shows("After-call work");
  await mina.phone.done();
  await mina.phone.rings();
  await mina.phone.text("Bo Lind").waitFor();
  await mina.phone.answer();
  await second.meet.isTalking();
  await hearsTone(mina.page, second.hertz);
});

test("a customer who gives up while it rings leaves no ringing and a missed call", async (t) => {
  const scene = await Scene.open(t);
  const [mina, customer] = await Promise.all([scene.agent("mina"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  await customer.meet.leave();
  await mina.phone.stopsRinging();
  await mina.phone.shows("Available");
  const record = await until("the record", () => calls(scene.exchange).find((call) => call.ended_at));
  assert.equal(record.answered_at, null);
  assert.notEqual(record.outcome, "answered");
  assert.equal(record.duration_s ?? 0, 0);
});
