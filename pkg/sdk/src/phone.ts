/** The classes that applications use, over the raw handles of the WebAssembly module. */
import type {
  CallEnd,
  CallRecord,
  CallSnapshot,
  DeskState,
  PhoneEvent,
  RawPhone,
} from "../generated/ringdesk_sdk.js";

declare const brand: unique symbol;
/** A SIP Call-ID. */
export type CallId = string & { readonly [brand]: "CallId" };

/** Why a command failed. `code` is stable and meant for programs, `message` for people. */
export class PhoneError extends Error {
  /** A stable dotted code, such as `media.permission-denied`. */
  readonly code: string;
  /** The SIP status behind it, when there was one. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "PhoneError";
    this.code = code;
    this.status = status;
  }

  /** Whatever was thrown, as a `PhoneError`. */
  static from(thrown: unknown): PhoneError {
    if (thrown instanceof PhoneError) return thrown;
    const { code, message, status } = (thrown ?? {}) as { code?: unknown; message?: unknown; status?: unknown };
    const text = typeof message === "string" ? message : String(thrown);
    const known = typeof code === "string" ? code : "internal.panic";
    return new PhoneError(known, text, typeof status === "number" ? status : undefined, thrown);
  }
}

/** What happens to one call. */
export interface CallEventMap {
  /** Its state, its place in a queue, or whether it is muted. */
  statechange: CustomEvent<{ state: CallSnapshot["state"] }>;
  /** Its end. Exactly once, as the last event. */
  ended: CustomEvent<CallEnd & { record: CallRecord }>;
  /** The far side pressed a key. */
  digit: CustomEvent<{ digit: string }>;
  /** The far side's sound is here, see `remoteStream`. */
  media: CustomEvent<{ stream: MediaStream | undefined }>;
}

type Detail<T extends PhoneEvent["type"]> = Omit<Extract<PhoneEvent, { type: T }>, "type">;

/** What happens to a phone. */
export interface PhoneEventMap {
  /** The way to the server opened, was lost or came back. */
  connectionchange: CustomEvent<Detail<"connectionchange">>;
  /** Calls can, or can no longer, reach this phone. */
  registrationchange: CustomEvent<Detail<"registrationchange">>;
  /** The agent's state changed. */
  statechange: CustomEvent<Detail<"statechange">>;
  /** Someone calls. */
  incoming: CustomEvent<{ call: Call }>;
  /** A call is over. */
  ended: CustomEvent<{ call: Call; record: CallRecord }>;
  /** Something went wrong that belongs to no command. */
  error: CustomEvent<Detail<"error">>;
}

/** An `EventTarget` that knows the events of `M`. */
interface Typed<M> {
  addEventListener<K extends keyof M & string>(
    type: K,
    listener: (event: M[K]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  removeEventListener<K extends keyof M & string>(
    type: K,
    listener: (event: M[K]) => void,
    options?: EventListenerOptions | boolean,
  ): void;
}
const Target = EventTarget as {
  new <M>(): Typed<M> & Pick<EventTarget, "dispatchEvent">;
};

function tell(target: Pick<EventTarget, "dispatchEvent">, type: string, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}

/** Runs a command, and turns what it throws or rejects with into a `PhoneError`. */
async function run<T>(command: () => T | Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (thrown) {
    throw PhoneError.from(thrown);
  }
}

/** One call. Its properties are cheap snapshots; they stay readable after the end. */
export class Call extends (Target as new () => Typed<CallEventMap> & Pick<EventTarget, "dispatchEvent">) {
  readonly #raw: RawPhone;
  #now: CallSnapshot;
  #streams: { getReceivers?: MediaStream; getSenders?: MediaStream } = {};
  #settled: Promise<void>;
  #settle!: () => void;

  /** @internal Calls are made by `Phone`. */
  constructor(raw: RawPhone, snapshot: CallSnapshot) {
    super();
    this.#raw = raw;
    this.#now = snapshot;
    this.#settled = new Promise((resolve) => (this.#settle = resolve));
  }

  /** The SIP Call-ID. */
  get id(): CallId {
    return this.#now.id as CallId;
  }
  /** Who called whom. */
  get direction(): CallSnapshot["direction"] {
    return this.#now.direction;
  }
  /** What the call is doing. */
  get state(): CallSnapshot["state"] {
    return this.#now.state;
  }
  /** The far side. */
  get remote(): { number: string; name: string | undefined } {
    return { number: this.#now.number, name: this.#now.name };
  }
  /** The queue that the call came through. */
  get queue(): string | undefined {
    return this.#now.queue;
  }
  /** Our place in the far side's queue. */
  get queuePosition(): number | undefined {
    return this.#now.queuePosition;
  }
  /** Whether our microphone sends silence. */
  get muted(): boolean {
    return this.#now.muted;
  }
  /** When it began, ISO 8601. */
  get startedAt(): string {
    return this.#now.startedAt;
  }
  /** When it was answered, ISO 8601. */
  get answeredAt(): string | undefined {
    return this.#now.answeredAt;
  }
  /** When it ended, ISO 8601. */
  get endedAt(): string | undefined {
    return this.#now.endedAt;
  }
  /** How it ended. */
  get end(): CallEnd | undefined {
    return this.#now.end;
  }
  /** The far side's sound and picture. The SDK plays the sound by itself. */
  get remoteStream(): MediaStream | undefined {
    return this.peerConnection?.remoteDescription ? this.#stream("getReceivers") : undefined;
  }
  /** Our own sound. */
  get localStream(): MediaStream | undefined {
    return this.#stream("getSenders");
  }
  /** The peer connection, for its statistics. */
  get peerConnection(): RTCPeerConnection | undefined {
    return this.#raw.peerConnection(this.#now.handle);
  }

  #stream(end: "getReceivers" | "getSenders"): MediaStream | undefined {
    const tracks = this.peerConnection?.[end]().flatMap(({ track }) => track ?? []);
    return tracks && (this.#streams[end] ??= new MediaStream(tracks));
  }

  /** Answers. Resolves when the far side has the answer. */
  answer(): Promise<void> {
    return run(() => this.#raw.answer(this.#now.handle));
  }
  /** Refuses an incoming call. Resolves when the call is over. */
  async decline(reason: "busy" | "declined" | "unavailable" = "declined"): Promise<void> {
    await run(() => this.#raw.command("decline", this.#now.handle, reason));
    return this.#settled;
  }
  /** Ends the call, whatever it is doing. Resolves when it is over; again on a call that is. */
  async hangUp(): Promise<void> {
    if (this.state !== "ended") await run(() => this.#raw.command("end", this.#now.handle, ""));
    return this.#settled;
  }
  /** Sends silence. */
  mute(): Promise<void> {
    return run(() => this.#raw.command("mute", this.#now.handle, ""));
  }
  /** Sends the microphone's sound again. */
  unmute(): Promise<void> {
    return run(() => this.#raw.command("unmute", this.#now.handle, ""));
  }
  /** Sends keys: `0` to `9`, `*`, `#`, `A` to `D`, and `,` for a pause. */
  sendDtmf(tones: string): Promise<void> {
    return run(() => this.#raw.command("tones", this.#now.handle, tones));
  }

  /** @internal */
  update(snapshot: CallSnapshot): void {
    this.#now = snapshot;
  }
  /** @internal */
  finish(): void {
    this.#settle();
  }
}

/** A telephone in a browser page. */
export class Phone extends (Target as new () => Typed<PhoneEventMap> & Pick<EventTarget, "dispatchEvent">) {
  readonly #raw: RawPhone;
  readonly #calls = new Map<number, Call>();

  /** @internal Use `createPhone`. */
  constructor(raw: RawPhone) {
    super();
    this.#raw = raw;
    for (const snapshot of raw.calls()) this.#call(snapshot);
    raw.listen((event) => this.#heard(event));
  }

  /** Whether there is a way to the server. */
  get connection(): Detail<"connectionchange">["state"] {
    return this.#raw.status().connection;
  }
  /** Whether calls can reach this phone. */
  get registration(): Detail<"registrationchange">["state"] {
    return this.#raw.status().registration;
  }
  /** What the agent is doing. */
  get state(): DeskState {
    return this.#raw.status().state;
  }
  /** All calls that have not ended. */
  get calls(): Call[] {
    return [...this.#calls.values()];
  }
  /** The calls that are over, latest first. */
  get recent(): CallRecord[] {
    return this.#raw.recent();
  }

  /** Opens the socket and registers. From then on the phone comes back by itself after every loss. */
  connect(): Promise<void> {
    return run(() => this.#raw.connect());
  }
  /** Unregisters and closes the socket. */
  disconnect(): Promise<void> {
    return run(() => this.#raw.disconnect());
  }
  /** Ends all calls, unregisters, and gives microphone and socket back. For good; may be called again. */
  close(): void {
    this.#raw.close();
  }
  /** Calls a number, a user name, a `sip:` or a `tel:` address. Resolves when the INVITE is on its way. */
  async dial(target: string, options: { displayName?: string } = {}): Promise<Call> {
    const handle = await run(() => this.#raw.dial(target, options.displayName ?? ""));
    const call = this.#calls.get(handle);
    if (call) return call;
    // A call that failed within the same breath: its `ended` event said why.
    throw new PhoneError("call.failed", "The call was not connected.");
  }
  /** Chooses what the agent is doing. */
  chooseState(state: "available" | "work" | "break"): Promise<void> {
    return run(() => this.#raw.command("choose", 0, state));
  }
  /** Ends after-call work. */
  finishWrapUp(): Promise<void> {
    return run(() => this.#raw.command("finish", 0, ""));
  }

  /** @internal The module has failed: what can still be given back is given back. */
  fail(): void {
    try {
      this.#raw.close();
    } catch {
      // The trap may have left the phone in the middle of something.
    }
    tell(this, "error", { code: "internal.panic", message: "The phone failed and was closed." });
  }

  #call(snapshot: CallSnapshot): Call {
    let call = this.#calls.get(snapshot.handle);
    if (call) call.update(snapshot);
    else this.#calls.set(snapshot.handle, (call = new Call(this.#raw, snapshot)));
    return call;
  }

  #heard(event: PhoneEvent): void {
    switch (event.type) {
      case "incoming":
        return tell(this, "incoming", { call: this.#call(event.call) });
      case "callchange":
        return tell(this.#call(event.call), "statechange", { state: event.call.state });
      case "ended": {
        const call = this.#call(event.call);
        this.#calls.delete(event.call.handle);
        tell(call, "ended", { ...event.call.end, record: event.record });
        tell(this, "ended", { call, record: event.record });
        return call.finish();
      }
      case "media": {
        const call = this.#calls.get(event.handle);
        return call && tell(call, "media", { stream: call.remoteStream });
      }
      case "digit": {
        const call = this.#calls.get(event.handle);
        return call && tell(call, "digit", { digit: event.digit });
      }
      default: {
        const { type, ...detail } = event;
        return tell(this, type, detail);
      }
    }
  }
}
