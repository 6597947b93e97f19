//! A conference that a server mixes (RFC 4579): the agent calls it, and her parties are sent there.

import { answers, isFree, run, showsLines, talking } from "../centre.mjs";
import { test } from "../told.mjs";
import { hear } from "../voices.mjs";

/** Sora's phone is the server: whoever calls it is let in, and hears all others. */
function openRoom(sora) {
  return run(sora, (phone) => {
    phone.addEventListener("incoming", async ({ detail: { call } }) => {
      await call.answer();
      if (phone.lines.length > 1) await phone.merge();
    });
  });
}

test("a consultation becomes a conference at the server, and ends there one by one", async (t) => {
  const { ada, mina, jun, sora } = await talking(t, { others: ["jun", "sora"], options: { profile: { conferenceUri: "103" } } });
  await openRoom(sora);
  await run(mina, async () => {
    window.consult = await window.customer.consult("102");
  });
  await answers(jun);
  await showsLines(mina, "primary held 1", "consult active 1");
  await run(mina, () => window.consult.conference());
  // One call of everybody, and that to the server.
  await showsLines(mina, "primary active 1");
  await showsLines(sora, "primary active 3");
  await hear([ada, "jun", "mina", "sora"], [mina, "customer", "jun", "sora"], [jun, "customer", "mina", "sora"]);
  await run(mina, (phone) => phone.calls[0].hangUp());
  await isFree(mina);
  await hear([ada, "jun", "sora"], [jun, "customer", "sora"], [mina]);
});
