//! A page with nothing in it but the SDK's phone, under the policy of the exchange's pages: for stories about the phone and not about its widget.

import { barePage } from "./bare-page.mjs";
import { Party } from "./party.mjs";
import { until } from "./until.mjs";

/** The SIP account of an agent, as the helpdesk's page would get it. */
export async function accountOf(exchange, name) {
  const [, demo] = new URL(exchange.addresses[name]).hash.split("demo=");
  const ask = async (path, body, headers = {}) => {
    const answer = await fetch(new URL(path, exchange.url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: exchange.url, ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { token } = await ask("/api/session", { demo });
  const { uri, displayName, username, password, servers, iceServers } = await ask("/api/sip-credentials", {}, { authorization: `Bearer ${token}` });
  return { uri, displayName, username, password, servers, iceServers };
}

/** Opens such a page. `options` are the phone's; `servers` in them replaces the exchange's own. */
export async function bare(scene, name, hertz, { options = {}, launch = {}, url = scene.exchange.url, prepare, start = true } = {}) {
  const party = scene.with(await Party.launch(name, hertz, launch));
  const { page } = party;
  await prepare?.(page);
  await page.addInitScript(barePage);
  party.options = { account: await accountOf(scene.exchange, name), ...options };
  if (options.servers) party.options.account.servers = options.servers;
  await page.goto(`${url}/`);
  await isLoaded(party);
  if (start) await page.evaluate((options) => window.bare.start(options), party.options);
  return party;
}

/** Calls `to` from `from` and answers. */
export async function talk(from, to, target) {
  await from.page.evaluate((target) => window.bare.dial(target), target);
  await until("an incoming call", () => to.page.evaluate(() => window.bare.call()?.state === "incoming"));
  await to.page.evaluate(() => window.bare.call().answer());
  for (const party of [from, to]) await isTalking(party);
}

export const isTalking = (party, { seconds = 15 } = {}) =>
  until("a call that is up", () => party.page.evaluate(() => window.bare.call()?.state === "connected"), { seconds });

/** What the page noted: `[{ type, at, … }]`. */
export const noted = (party, type) =>
  party.page.evaluate((type) => window.bare.events.filter((event) => !type || event.type === type), type);

/** Waits until something is heard, and notes from then on when nothing is. */
export const listenForGaps = (party) => party.page.evaluate(() => window.bare.listen());

/** The silences since then, in milliseconds, the one that goes on included. */
export const gaps = (party) => party.page.evaluate(() => window.bare.gaps());

export const isLoaded = (party) => party.page.waitForFunction(() => window.bare?.isLoaded);

/** Waits for half a second without sound. */
export const isSilent = (party, { seconds = 20 } = {}) =>
  until("silence", () => party.page.evaluate(() => window.bare.silentFor() > 500), { seconds, everyMs: 50 });

/** When sound is heard after a silence: resolves with the time of its first sample that was seen. */
export const heardAgain = (party, { seconds = 20 } = {}) =>
  until("sound after silence", () => party.page.evaluate(() => window.bare.heardAgainAt()), { seconds, everyMs: 50 });

/** The browser stands still, as on a machine that sleeps, while `during` runs. Resolves with the time of its waking. */
export async function asleep(party, during) {
  // It is the worker of the timers that notices a sleep; on a busy machine it starts after the phone has registered.
  await until("the worker of the timers", async () => {
    const [worker] = party.page.workers();
    return worker && (await worker.evaluate("typeof last")) === "number";
  });
  const processes = await party.processes();
  const signal = (name) => processes.forEach((id) => process.kill(id, name));
  signal("SIGSTOP");
  try {
    await during();
  } finally {
    signal("SIGCONT");
  }
  return Date.now();
}

/** Waits until the phone says that it hears nothing, or that it hears again. */
export const inboundLost = (party, wanted) =>
  until(`inboundLost ${wanted}`, () => party.page.evaluate((wanted) => window.bare.call()?.inboundLost === wanted, wanted));
