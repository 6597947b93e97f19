//! The exchange is killed in the middle of a call and started again.

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { calls, rows, ticketOf } from "../record.mjs";
import { Scene } from "../scene.mjs";
import { test } from "../told.mjs";
import { until } from "../until.mjs";

test("audio goes on, agents register again by themselves, and nothing is lost", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, customer] = await Promise.all([scene.agent("mina"), scene.agent("jun"), scene.customer()]);
  await customer.meet.call("Ada Chen");
  await mina.phone.rings();
  await mina.phone.answer();
  await Promise.all([mina.phone.isTalking(), customer.meet.isTalking()]);
  const both = () => Promise.all([
    hearsTone(customer.page, mina.hertz),
    hearsTone(mina.page, customer.hertz),
  ]);
  await both();
  const [call] = await mina.phone.calls();
  const before = await until("the ticket", () => ticketOf(scene.exchange, call.id));

  await scene.exchange.kill();
  await Promise.all([mina.phone.isReconnecting(), jun.phone.isReconnecting()]);
  await both();
  await mina.screenshot("phone-reconnecting-in-call");

  await scene.exchange.restart();
  await Promise.all([mina.phone.isConnected({ seconds: 60 }), jun.phone.isConnected({ seconds: 60 })]);
  await both();
  await mina.phone.isTalking();
  await jun.phone.shows("Available");
  assert.equal(ticketOf(scene.exchange, call.id).id, before.id, "the ticket is still there");
  const [record] = calls(scene.exchange);
  assert.equal(record.call_id, call.id);
  assert.equal(record.outcome === "answered" || record.outcome === null, true);

  await customer.meet.end();
  await Promise.all([mina.phone.wrapsUp("They hung up"), customer.meet.hasEnded()]);
  const ended = await until("the end of the record", () => calls(scene.exchange).find((row) => row.ended_at));
  assert.equal(ended.call_id, call.id);
  assert.equal(ended.outcome, "answered");
  assert.ok(ended.duration_s > 0);
  const ticket = await until("the call on the ticket", () => {
    const now = ticketOf(scene.exchange, call.id);
    return now.call?.outcome === "answered" && now;
  });
  assert.equal(ticket.id, before.id);
  assert.equal(rows(scene.exchange, "SELECT count(*) AS n FROM ticket WHERE external_id = ?", [`call:${call.id}`])[0].n, 1);

  // Agents are really back: a call reaches one of them.
  await mina.phone.done();
  await mina.phone.dial("102");
  await jun.phone.rings({ seconds: 20 });
});

test("an agent hangs up while the exchange is away, and the record is completed when it is back", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.agent("mina"), scene.agent("jun")]);
  await mina.phone.dial("102");
  await jun.phone.rings();
  await jun.phone.answer();
  await Promise.all([mina.phone.isTalking(), jun.phone.isTalking()]);
  await scene.exchange.kill();
  await Promise.all([mina.phone.isReconnecting(), jun.phone.isReconnecting()]);
  await mina.phone.end();
  await mina.phone.shows("After-call work");
  await scene.exchange.restart();
  await Promise.all([mina.phone.isConnected({ seconds: 60 }), jun.phone.isConnected({ seconds: 60 })]);
  await jun.phone.shows("After-call work");
  const record = await until("the end of the record", () => calls(scene.exchange).find((row) => row.ended_at), { seconds: 40 });
  assert.equal(record.outcome, "answered");
});
