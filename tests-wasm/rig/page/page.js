// A page with nothing but the SDK in it, steered by the tests through `window.rig`. Reloaded, it starts its phone again by itself.

import { createPhone } from "/sdk/index.js";

const PHONE_EVENTS = ["connectionchange", "registrationchange", "incoming", "ended", "error", "replaced", "transferasked", "message"];
const CALL_EVENTS = ["statechange", "media", "digit", "ended"];

const plain = (value) => JSON.parse(JSON.stringify(value ?? null, (key, value) => (value?.id && value?.remote ? tell(value) : value)));
const tell = (call) => ({ id: call.id, state: call.state, direction: call.direction, remote: { ...call.remote }, hold: call.holdState, end: call.end });
const seen = new WeakSet();

const rig = (window.rig = {
  events: [],
  phone: undefined,
  loadedAt: Date.now(),

  note(type, detail) {
    rig.events.push({ type, at: Date.now(), detail: plain(detail) });
  },

  async start(options) {
    sessionStorage.setItem("rig", JSON.stringify(options));
    const phone = await createPhone(options);
    rig.phone = phone;
    for (const type of PHONE_EVENTS) {
      phone.addEventListener(type, ({ detail }) => {
        rig.note(type, detail);
        if (detail?.call) rig.follow(detail.call);
      });
    }
    await phone.connect();
    phone.calls.forEach(rig.follow);
  },

  follow(call) {
    if (seen.has(call)) return call;
    seen.add(call);
    for (const type of CALL_EVENTS) call.addEventListener(type, ({ detail }) => rig.note(`call.${type}`, { ...(detail?.stream ? {} : detail), id: call.id }));
    return call;
  },

  async dial(target, options) {
    return rig.follow(await rig.phone.dial(target, options)).id;
  },

  /** Asks somebody beside a call; the consultation is `rig.consultation`. */
  async consult(id, target) {
    rig.consultation = await rig.call(id).consult(target);
    return rig.follow(rig.consultation.call).id;
  },

  /** Calls somebody beside a call, or adds him to its line: `how` is "parallel" or "addParty". */
  async beside(id, how, target) {
    return rig.follow(await rig.call(id)[how](target)).id;
  },

  /** The youngest call that has not ended, or the one with this id. */
  call(id) {
    return id ? rig.phone.calls.find((call) => call.id === id) : rig.phone?.calls.at(-1);
  },

  /** What all calls are doing. */
  calls() {
    return rig.phone?.calls.map(tell) ?? [];
  },

  /** Runs a command and tells how it ended, as a value: an error loses its code on the way out of the page. */
  async outcome(command) {
    try {
      return { done: plain(await command()) };
    } catch (error) {
      return { code: error.code ?? error.name, message: error.message, status: error.status };
    }
  },
});

const options = sessionStorage.getItem("rig");
if (options) rig.start(JSON.parse(options)).catch((error) => rig.note("failed", { code: error.code, message: error.message }));
rig.isLoaded = true;
