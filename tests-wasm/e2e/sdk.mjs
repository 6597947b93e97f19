//! The SDK in a page of its own, without the widget: an agent's phone as an application would write it.

/**
 * Opens a bare page of the exchange in `page` and makes `window.phone` there, with the agent's account and these options.
 * What it tells is collected in `window.told`. `connect` is left to the caller with `connect: false`.
 */
export async function openPhone(page, exchange, agent, { connect = true, ...options } = {}) {
  const mark = new URL(exchange.addresses[agent]).hash.slice("#demo=".length);
  await page.goto(`${exchange.url}/healthz`);
  await page.evaluate(startPhone, { mark, options });
  if (connect) await page.evaluate(() => window.phone.connect());
}

async function startPhone({ mark, name, options }) {
  const post = async (path, body, headers = {}) => {
    const sent = await fetch(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
    if (!sent.ok) throw new Error(`${path}: ${sent.status}`);
    return sent.json();
  };
  const { createPhone } = await import("/sdk/index.js");
  const agent = mark && (await post("/api/session", { demo: mark }));
  const credentials = async () => {
    const { uri, username, password, displayName, expiresAt, servers, iceServers, target } = agent
      ? await post("/api/sip-credentials", {}, { authorization: `Bearer ${agent.token}` })
      : await post("/api/guest", { name });
    window.queue = target;
    return { uri, username, password, displayName, expiresAt, servers, iceServers };
  };
  // A function does not come from the test into the page: what is called is the page's own.
  if (options.recording?.sink === "page") options.recording.sink = (recording) => window.sink(recording);
  const phone = await createPhone({ credentials, ...options });
  window.phone = phone;
  window.told = [];
  for (const type of ["incoming", "ended", "registrationchange", "leadchange", "linechange", "recordingsaved", "replaced", "transferasked", "message", "error"]) {
    phone.addEventListener(type, ({ detail }) => {
      const { call, lines, recording, ...rest } = detail;
      window.told.push({ type, ...rest, ...(call && { call: { id: call.id, state: call.state } }) });
    });
  }
}

/** The same for a customer, who can call the lounge's queue: resolves with its address. */
export async function openCustomer(page, exchange, name, options = {}) {
  await page.goto(`${exchange.url}/healthz`);
  await page.evaluate(startPhone, { name, options });
  return page.evaluate(() => window.phone.connect().then(() => window.queue));
}

/** What the page shows of its lines. */
export const linesOf = (page) =>
  page.evaluate(() =>
    window.phone.lines.map(({ parties, ...line }) => ({ ...line, parties: parties.map(({ remote }) => remote.name ?? remote.number) })));

/** What the page shows of its calls. */
export const callsOf = (page) =>
  page.evaluate(() =>
    window.phone.calls.map((call) => ({
      id: call.id, state: call.state, hold: call.holdState, heldByRemote: call.heldByRemote, returning: call.returning,
      number: call.remote.number,
    })));

/** Runs a command of the page's only call. */
export const command = (page, verb, ...args) =>
  page.evaluate(([verb, args]) => window.phone.calls[0][verb](...args), [verb, args]);

export const registration = (page) => page.evaluate(() => window.phone.registration);
export const leads = (page) => page.evaluate(() => window.phone.leads);
