/** The phone that applications use, over a raw one. */
import type { CallEnd, CallRecord, CallSnapshot, DeskState, Dialog, PhoneEvent, RecordingFacts } from "../generated/ringdesk_sdk.js";
import { Call } from "./call.js";
import type { DialOptions, Party } from "./call.js";
import { PhoneError } from "./error.js";
import { Switchboard, Target, run, tell } from "./raw.js";
import type { Dispatch, Line, Raw, RawEvent, Typed } from "./raw.js";
import { Watch } from "./watch.js";

export { Call } from "./call.js";
export type { CallEventMap, CallId, DialOptions, Party } from "./call.js";
export { Consult } from "./consult.js";
export { PhoneError } from "./error.js";
export type { Line } from "./raw.js";
export { Watch } from "./watch.js";
export type { WatchEventMap } from "./watch.js";

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
  /** A line came, went, or changed: its stage, its parties, its recording. */
  linechange: CustomEvent<{ lines: Line[] }>;
  /** A recording is whole, or was left by a page that died, and is in the browser's storage. */
  recordingsaved: CustomEvent<{ recording: SavedRecording }>;
  /** A call took the place of another, which ends by itself: the same conversation goes on with somebody else. */
  replaced: CustomEvent<{ call: Call; old: Call | undefined }>;
  /** The far side of a call wants us to call `target` in its place: only with `transfers: "ask"`. */
  transferasked: CustomEvent<{ call: Call; target: string }>;
  /** Somebody sent a text. */
  message: CustomEvent<{ from: Party; text: string }>;
  /** With `tabs: "shared"`: this tab became the phone, or another did. */
  leadchange: CustomEvent<{ leads: boolean }>;
  /** Something went wrong that belongs to no command. */
  error: CustomEvent<Detail<"error">>;
}

/** A recording in the browser's storage. It stays there until somebody has acknowledged it, or it is discarded. */
export interface SavedRecording extends RecordingFacts {
  /** Its sound. */
  blob(): Promise<Blob>;
  /** Hands it over now, to the sink of the options or else as a download. Resolves when it is acknowledged, and so deleted. */
  deliver(): Promise<void>;
  /** Deletes it. */
  discard(): Promise<void>;
}

/** A telephone in a browser page. */
export class Phone extends (Target as new () => Typed<PhoneEventMap> & Dispatch) {
  readonly #board: Switchboard;
  readonly #watches = new Map<number, Watch>();

  /** @internal Use `createPhone`. */
  constructor(raw: Raw) {
    super();
    this.#board = new Switchboard(raw);
    this.#look();
    raw.listen((event) => this.#heard(event));
  }

  /** Whether there is a way to the server. */
  get connection(): Detail<"connectionchange">["state"] {
    return this.#board.raw.status().connection;
  }
  /** Whether calls can reach this phone. */
  get registration(): Detail<"registrationchange">["state"] {
    return this.#board.raw.status().registration;
  }
  /** What the agent is doing. */
  get state(): DeskState {
    return this.#board.raw.status().state;
  }
  /** All calls that have not ended. */
  get calls(): Call[] {
    return [...this.#board.calls.values()];
  }
  /** What the calls are to the agent: lines, of which at most one is not on hold. */
  get lines(): Line[] {
    return this.#board.lines;
  }
  /** The calls that are over, latest first. */
  get recent(): CallRecord[] {
    return this.#board.raw.recent();
  }
  /** Whether this tab is the phone: always, unless `tabs: "shared"` lets another be it. */
  get leads(): boolean {
    return this.#board.raw.leads ?? true;
  }

  /** Opens the socket and registers. From then on the phone comes back by itself after every loss. */
  async connect(): Promise<void> {
    await run(() => this.#board.raw.connect());
    this.#look();
  }
  /** Unregisters and closes the socket. */
  disconnect(): Promise<void> {
    return run(() => this.#board.raw.disconnect());
  }
  /** Ends all calls, unregisters, and gives microphone and socket back. For good; may be called again. */
  close(): void {
    this.#board.raw.close();
    this.#board.abandon(new PhoneError("api.closed", "The phone is closed."));
  }
  /** Makes this tab the phone, with the calls there are. With `tabs: "shared"`, for a window that outlives the page. */
  takeOver(): Promise<void> {
    return run(() => this.#board.raw.takeOver?.());
  }
  /** Calls a number, a user name, a `sip:` or a `tel:` address. Resolves when the INVITE is on its way. */
  dial(target: string, options: DialOptions = {}): Promise<Call> {
    return this.#board.place(target, options);
  }
  /** Puts the line that is talked on on hold and goes on with the other. Resolves when both have agreed. */
  swap(): Promise<void> {
    const [back] = this.lines.flatMap(({ stage, parties }) => (stage === "held" ? parties : []));
    return this.#board.joined(back ? [back] : [], "swap", "hold");
  }
  /** Makes one conversation of the two lines. Resolves when everybody is in it. */
  merge(): Promise<void> {
    return this.#board.joined(this.lines.flatMap(({ parties }) => parties), "merge", "away");
  }
  /** Joins a running call of a colleague, to `listen` or to talk along at once; `dialog` is `Call.dialog` there. */
  join(target: string, dialog: Dialog, { listen = true }: { listen?: boolean } = {}): Promise<Call> {
    return this.#board.place(target, { ...dialog, listen }, "join");
  }
  /** Watches somebody, through every reconnect: is he there, or what is his telephone doing? */
  async watch(target: string, what: "presence" | "dialog" = "presence"): Promise<Watch> {
    const handle = await run(() => this.#board.raw.command(what, 0, target));
    const watch = new Watch(this.#board, handle, () => this.#watches.delete(handle));
    this.#watches.set(handle, watch);
    await this.#board.outcome({ of: `watch${handle}`, about: [] });
    // Whoever awaits the watch has to have its listeners in place.
    setTimeout(() => watch.begin());
    return watch;
  }
  /** Sends a text of 1,300 bytes at most. Resolves when the far side, or its server, has it. */
  async sendMessage(target: string, text: string): Promise<void> {
    const handle = await run(() => this.#board.raw.command("message", 0, target, text));
    return this.#board.outcome({ of: `message${handle}`, about: [] });
  }
  /** Chooses what the agent is doing. */
  async chooseState(state: "available" | "work" | "break"): Promise<void> {
    await run(() => this.#board.raw.command("choose", 0, state));
  }
  /** Ends after-call work. */
  async finishWrapUp(): Promise<void> {
    await run(() => this.#board.raw.command("finish", 0, ""));
  }

  /** The recordings in the browser's storage, oldest first: what a page that died has left, too. */
  async savedRecordings(): Promise<SavedRecording[]> {
    const all = await run(() => this.#board.raw.recordings("list", ""));
    return (all as RecordingFacts[]).map((facts) => this.saved(facts));
  }

  /** @internal */
  saved(facts: RecordingFacts): SavedRecording {
    const ask = (verb: "blob" | "deliver" | "discard") => () =>
      run(() => this.#board.raw.recordings(verb, facts.id)) as Promise<never>;
    return { ...facts, blob: ask("blob"), deliver: ask("deliver"), discard: ask("discard") };
  }
  /** @internal The module has failed: what can still be given back is given back. */
  fail(): void {
    const failure = { code: "internal.panic", message: "The phone failed and was closed." };
    try {
      this.#board.raw.close();
    } catch {
      // The trap may have left the phone in the middle of something.
    }
    this.#board.abandon(failure);
    tell(this, "error", failure);
  }

  /** Calls may have come back with the connection. */
  #look(): void {
    for (const snapshot of this.#board.raw.calls()) this.#call(snapshot);
  }

  #call(snapshot: CallSnapshot): Call {
    let call = this.#board.calls.get(snapshot.handle);
    if (call) call.update(snapshot);
    else this.#board.calls.set(snapshot.handle, (call = new Call(this.#board, snapshot)));
    return call;
  }

  #heard(event: RawEvent): void {
    this.#tell(event);
    this.#board.look();
  }
  #tell(event: RawEvent): void {
    const { type, ...detail } = event;
    switch (event.type) {
      case "incoming":
        return tell(this, type, { call: this.#call(event.call) });
      case "callchange":
        return tell(this.#call(event.call), "statechange", { state: event.call.state });
      case "ended": {
        const call = this.#call(event.call);
        this.#board.calls.delete(event.call.handle);
        const { reason: code, status } = event.call.end as CallEnd;
        this.#board.lost(call, { code, message: "The call is over.", status });
        tell(call, "ended", { ...event.call.end, record: event.record });
        return tell(this, "ended", { call, record: event.record });
      }
      case "media": {
        const call = this.#board.calls.get(event.handle);
        call?.refresh();
        return call && tell(call, type, { stream: call.remoteStream });
      }
      case "recordingsaved":
        return tell(this, type, { recording: this.saved(event.recording) });
      case "linechange":
        return tell(this, type, { lines: this.lines });
      case "digit": {
        const call = this.#board.calls.get(event.handle);
        return call && tell(call, type, { digit: event.digit });
      }
      case "replaced":
        return tell(this, type, { call: this.#board.calls.get(event.handle), old: this.#board.calls.get(event.old) });
      case "transferasked":
        return tell(this, type, { call: this.#board.calls.get(event.handle), target: event.target });
      case "outcome":
        return this.#outcome(event.of, event.handle, event.error);
      case "presence":
      case "dialogs": {
        const { handle, ...seen } = detail as typeof event;
        return this.#watches.get(event.handle)?.saw(event.type, seen);
      }
      case "error":
        // What can not be recorded here is told beside what ordered it.
        if (/^recording/.test(event.code)) this.#board.settle("record", event);
        return tell(this, type, detail);
      case "leadchange":
        this.#board.abandon({ code: "api.moved", message: "The phone moved to another tab." });
      // Like the rest, it is told as it is.
      default:
        return tell(this, type, detail);
    }
  }

  #outcome(of: string, handle: number, error: unknown): void {
    this.#board.settle(of + handle, error);
    // There is one line that is talked on: where one does not agree, nothing moves.
    if (/hold|record/.test(of)) this.#board.settle(of, error);
    // Who leaves, or moves to a conference, has the others transferred.
    if (error && /hold|transfer/.test(of)) this.#board.settle("away", error);
    if (of === "watch" && error) {
      this.#watches.get(handle)?.finish(error as PhoneError);
      this.#watches.delete(handle);
    }
  }
}
