/**
 * Ringdesk: a telephone for browsers. SIP over WebSocket and WebRTC, in Rust and WebAssembly.
 *
 * @example
 * const phone = await createPhone({ credentials: () => fetch("/phone-account").then((r) => r.json()) });
 * phone.addEventListener("incoming", ({ detail: { call } }) => call.answer());
 * await phone.connect();
 */
import init, { RawPhone } from "../generated/ringdesk_sdk.js";
import type { AccountOptions, RecordingFacts, PhoneOptions as RawOptions, RecordingOptions as RawRecording } from "../generated/ringdesk_sdk.js";
import { Phone, PhoneError } from "./phone.js";
import type { SavedRecording } from "./phone.js";
import type { Raw } from "./raw.js";

export { Call, Phone, PhoneError, Watch } from "./phone.js";
export { Consult } from "./phone.js";
export type { CallEventMap, CallId, DialOptions, Line, Party, PhoneEventMap, SavedRecording, WatchEventMap } from "./phone.js";
export type {
  AccountOptions,
  AudioOptions,
  CallEnd,
  CallRecord,
  CallSnapshot,
  Control,
  DeskState,
  Dialog,
  IceServerOptions,
  LineSnapshot,
  ProfileOptions,
  RecordingFacts,
  WatchedDialog,
} from "../generated/ringdesk_sdk.js";

/** Whether calls are recorded, by whom, and where recordings go. */
export interface RecordingOptions extends Omit<RawRecording, "sink"> {
  /**
   * Where recordings go: nowhere by themselves by default (see `savedRecordings`), into the user's downloads, to a server by PUT, or
   * to a function. A recording stays in the browser's storage until a 2xx, or the function's promise, has acknowledged it. In the
   * address `{id}`, `{callId}`, `{number}`, `{name}`, `{startedMs}` and `{durationMs}` stand for the recording's own.
   */
  sink?: RawRecording["sink"] | ((recording: SavedRecording) => Promise<void>);
}

/** How a phone is made. Unknown keys are refused with `api.unknown-option`. */
export interface PhoneOptions extends Omit<RawOptions, "recording"> {
  /** Whether calls are recorded, by whom, and where recordings go. Nothing is recorded without it. */
  recording?: RecordingOptions;
  /** Gives a short-lived account; asked at every connect and one minute before it expires. */
  credentials?: () => AccountOptions | Promise<AccountOptions>;
}

let loading: Promise<unknown> | undefined;
const phones = new Set<WeakRef<Phone>>();

/** A panic is our bug, and a trap of the module: every phone is closed once, and says so. */
function watchForPanic(event: ErrorEvent): void {
  const trap: unknown = event.error;
  if (!(trap instanceof WebAssembly.RuntimeError) || !/ringdesk/.test(trap.stack ?? "")) return;
  for (const phone of phones) phone.deref()?.fail();
  phones.clear();
}

/**
 * Loads the WebAssembly module, once. `createPhone` does so by itself; call it early to be ready sooner, or
 * with the address, the response or the bytes of the module where a bundler has put it elsewhere.
 */
export function load(module?: string | URL | Response | BufferSource | Promise<Response>): Promise<void> {
  loading ??= init({ module_or_path: module ?? new URL("./ringdesk_sdk_bg.wasm", import.meta.url) }).then(
    () => globalThis.addEventListener?.("error", watchForPanic),
    (cause: unknown) => {
      loading = undefined;
      throw new PhoneError("internal.not-loaded", "The phone's WebAssembly module could not be loaded.", undefined, cause);
    },
  );
  return loading.then(() => undefined);
}

/** Makes a phone. Nothing happens on the network, but for loading the module, before `phone.connect()`. */
export async function createPhone(options: PhoneOptions): Promise<Phone> {
  await load();
  const { credentials, ...rest } = options;
  const sink = rest.recording?.sink;
  if (typeof sink === "function") {
    const take = (facts: RecordingFacts): Promise<void> => sink(phone.saved(facts));
    Object.assign(rest, { recording: { ...rest.recording, sink: take } });
  }
  const make = () => new RawPhone(rest as RawOptions, credentials);
  let phone: Phone;
  try {
    phone = new Phone(rest.tabs === "shared" ? await shared(make, options) : make());
    phones.add(new WeakRef(phone));
    return phone;
  } catch (thrown) {
    throw PhoneError.from(thrown);
  }
}

/** Whoever does not share a phone does not load what it takes. */
async function shared(make: () => RawPhone, { account, credentials }: PhoneOptions): Promise<Raw> {
  const { SharedPhone } = await import("./tabs.js");
  return new SharedPhone(make, async () => (account ?? (await credentials?.()))?.uri ?? "", PhoneError);
}
