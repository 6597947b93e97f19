//! A small window that is the phone, so that the page beside it may come and go.

import assert from "node:assert/strict";

import { hearsTone } from "../probe.mjs";
import { Scene } from "../scene.mjs";
import { callsOf, command, leads, openPhone } from "../sdk.mjs";
import { test } from "../told.mjs";
import { throughout, until } from "../until.mjs";

/** Mina at a page with a pop-out beside it, and Jun. */
async function beside(t) {
  const scene = await Scene.open(t);
  const [mina, jun] = await Promise.all([scene.party("mina"), scene.party("jun")]);
  await openPhone(mina.page, scene.exchange, "mina", { tabs: "shared" });
  await openPhone(jun.page, scene.exchange, "jun");
  const popOut = async () => {
    const opened = mina.context.waitForEvent("page");
    await mina.page.evaluate(() => void window.open("/healthz", "phone", "popup,width=320,height=480"));
    const page = await opened;
    await openPhone(page, scene.exchange, "mina", { tabs: "shared" });
    await page.evaluate(() => window.phone.takeOver());
    return page;
  };
  return { scene, mina, jun, popOut };
}

const call = async (page) => (await callsOf(page))[0];

test("a pop-out keeps a call while the page that opened it goes elsewhere and comes back", async (t) => {
  const { scene, mina, jun, popOut } = await beside(t);
  const popup = await popOut();
  assert.deepEqual([await leads(mina.page), await leads(popup)], [false, true]);
  await jun.page.evaluate(async () => void (await window.phone.dial("101")));
  await until("the page shows the ring", async () => (await call(mina.page))?.state === "incoming");
  await command(mina.page, "answer");
  await Promise.all([hearsTone(popup, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  const { id } = await call(popup);

  await mina.page.goto(`${scene.exchange.url}/lounge/`);
  await throughout("Jun's call", 2, async () => (await call(jun.page))?.state === "connected");
  await Promise.all([hearsTone(popup, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  await openPhone(mina.page, scene.exchange, "mina", { tabs: "shared" });
  assert.equal((await call(mina.page)).id, id);
  await command(mina.page, "hangUp");
  await until("Jun's end", async () => !(await call(jun.page)));
});

test("a pop-out takes over a call that is going on", async (t) => {
  const { mina, jun, popOut } = await beside(t);
  await jun.page.evaluate(async () => void (await window.phone.dial("101")));
  await until("it rings", async () => (await call(mina.page))?.state === "incoming");
  await command(mina.page, "answer");
  await hearsTone(jun.page, mina.hertz);
  const { id } = await call(mina.page);
  const popup = await popOut();
  const taken = Date.now();
  for (const page of [popup, mina.page]) {
    await until("the call is agreed again", async () => {
      const now = await call(page);
      return now?.id === id && now.state === "connected" && !now.returning;
    });
  }
  await Promise.all([hearsTone(popup, jun.hertz), hearsTone(jun.page, mina.hertz)]);
  t.diagnostic(`both sides hear each other ${Date.now() - taken} ms after the pop-out took over`);
  assert.equal(await mina.page.evaluate(() => window.phone.calls[0].peerConnection), undefined);
  await command(popup, "hangUp");
  await until("Jun's end", async () => !(await call(jun.page)));
});
