/** One call. */
import type { CallEnd, CallRecord, CallSnapshot, Command, Control } from "../generated/ringdesk_sdk.js";
import { Consult } from "./consult.js";
import { PhoneError } from "./error.js";
import { Target, run } from "./raw.js";
import type { Dispatch, Line, Switchboard, Typed } from "./raw.js";

declare const brand: unique symbol;
/** A SIP Call-ID. */
export type CallId = string & { readonly [brand]: "CallId" };

/** Somebody at the far end. */
export interface Party {
  /** The number, or the user part of the address. */
  number: string;
  /** The name. */
  name: string | undefined;
  /** The whole address. */
  uri: string;
}

/** How a call is placed. */
export interface DialOptions {
  /** The name that the called side sees, instead of the account's. */
  displayName?: string;
  /** The number that the called side sees, where the server permits it. */
  caller?: string;
}

/** What happens to one call. */
export interface CallEventMap {
  /** Its state, its place in a queue, whether it is muted, held, heard or returning. */
  statechange: CustomEvent<{ state: CallSnapshot["state"] }>;
  /** Its end. Exactly once, as the last event. */
  ended: CustomEvent<CallEnd & { record: CallRecord }>;
  /** The far side pressed a key. */
  digit: CustomEvent<{ digit: string }>;
  /** The far side's sound is here, see `remoteStream`. */
  media: CustomEvent<{ stream: MediaStream | undefined }>;
}

/** One call. Its properties are cheap snapshots; they stay readable after the end. */
export class Call extends (Target as new () => Typed<CallEventMap> & Dispatch) {
  readonly #board: Switchboard;
  #now: CallSnapshot;
  /** @internal The phone's own number of it. */
  readonly handle: number;
  #streams: { getReceivers?: MediaStream; getSenders?: MediaStream } = {};

  /** @internal Calls are made by `Phone`. */
  constructor(board: Switchboard, snapshot: CallSnapshot) {
    super();
    this.#board = board;
    this.#now = snapshot;
    this.handle = snapshot.handle;
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
  get remote(): Party {
    const { number, name, uri } = this.#now;
    return { number, name, uri };
  }
  /** Whom the caller called before the call was diverted to us. */
  get diversion(): CallSnapshot["diversion"] {
    return this.#now.diversion;
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
  /** Whether we hold the far side. */
  get holdState(): CallSnapshot["hold"] {
    return this.#now.hold;
  }
  /** Whether the far side holds us. */
  get heldByRemote(): boolean {
    return this.#now.heldByRemote;
  }
  /** Whether the call came back after a reload and the far side has not agreed yet. */
  get returning(): boolean {
    return this.#now.returning;
  }
  /** Whether nothing is heard of the far side though it should be: it may have vanished without a word. */
  get inboundLost(): boolean {
    return this.#now.inboundLost;
  }
  /** The line that it belongs to; none once it is over. */
  get line(): Line | undefined {
    return this.#board.line(this);
  }
  /** What SIP calls it, once it is connected: for a colleague who is to `join` it. */
  get dialog(): CallSnapshot["dialog"] {
    return this.#now.dialog;
  }
  /** Whom this call is about, when a colleague consults us. */
  get about(): CallSnapshot["about"] {
    return this.#now.about;
  }
  /** The `id` of that party's own call, at the colleague's phone: whoever keeps tickets by it opens the same one. */
  get aboutCall(): CallId | undefined {
    return this.#now.aboutCall as CallId | undefined;
  }
  /** Whether the far side is in a conference. */
  get inConference(): boolean {
    return this.#now.inConference;
  }
  /** Whether we joined only to listen, see `speak`. */
  get listening(): boolean {
    return this.#now.listening;
  }
  /** The call of ours that the caller wants to join. */
  get joins(): Call | undefined {
    return this.#board.calls.get(this.#now.joins ?? 0);
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
    return this.#board.raw.peerConnection(this.handle);
  }

  #stream(end: "getReceivers" | "getSenders"): MediaStream | undefined {
    const tracks = this.peerConnection?.[end]().flatMap(({ track }) => track ?? []);
    return tracks && (this.#streams[end] ??= new MediaStream(tracks));
  }

  /** Answers. Resolves when the far side has the answer. */
  answer(): Promise<void> {
    return run(() => this.#board.raw.answer(this.handle));
  }
  /** Resolves when the call is connected; rejects with the reason of its end if it never is. */
  async answered(): Promise<void> {
    if (this.answeredAt === undefined) {
      const { end } = this;
      // Nothing more will be told of it.
      if (end) throw new PhoneError(end.reason, "The call is over.", end.status);
      return this.#board.outcome({ of: "", about: [this], done: () => this.answeredAt !== undefined });
    }
  }
  /** Refuses an incoming call. Resolves when the call is over. */
  decline(reason: "busy" | "declined" | "unavailable" = "declined"): Promise<void> {
    return this.#over("decline", reason);
  }
  /** Ends the call, whatever it is doing. Resolves when it is over; again on a call that is. */
  async hangUp(): Promise<void> {
    if (this.state !== "ended") return this.#over("end");
  }
  /** Sends silence. */
  mute(): Promise<void> {
    return this.#command("mute");
  }
  /** Sends the microphone's sound again. */
  unmute(): Promise<void> {
    return this.#command("unmute");
  }
  /** Sends keys: `0` to `9`, `*`, `#`, `A` to `D`, and `,` for a pause. */
  sendDtmf(tones: string): Promise<void> {
    return this.#command("tones", tones);
  }

  /** Why this is not possible now; `undefined` when it is. */
  can(control: Control): PhoneError | undefined {
    return this.#board.can(this.handle, control);
  }
  /** Puts the far side on hold, with everybody else of its line. Resolves when they have agreed. With two lines the other comes back. */
  async hold(): Promise<void> {
    if (this.line?.stage !== "held") return this.#line("hold", "held");
  }
  /** Ends the hold. Resolves when the far side has agreed. With two lines the other is put on hold before. */
  async resume(): Promise<void> {
    if (this.line?.stage !== "active") return this.#line("resume", "active");
  }
  /** Hands the far side over to somebody else. Resolves when that one has answered; this call then ends by itself. */
  transfer(target: string): Promise<void> {
    return this.#transfer("transfer", target);
  }
  /** Joins the far sides of this call and of another. Resolves when they talk; both calls then end by themselves. */
  transferTo(other: Call): Promise<void> {
    return this.#transfer("transferto", `${other.handle}`);
  }
  /** Asks a colleague about this call, which is put on hold. Resolves when the colleague is being called. */
  async consult(target: string, options: DialOptions = {}): Promise<Consult> {
    return new Consult(this.#board, await this.#board.place(target, options, "consult", this.handle), this);
  }
  /** Calls somebody on a second line, while this one is put on hold. Resolves when that one is being called. */
  parallel(target: string, options: DialOptions = {}): Promise<Call> {
    return this.#board.place(target, options, "parallel", this.handle);
  }
  /** Calls somebody who joins this line by answering. Resolves when that one is being called. */
  addParty(target: string, options: DialOptions = {}): Promise<Call> {
    return this.#board.place(target, options, "add-party", this.handle);
  }
  /** Takes the far side out of the conference, which goes on. Resolves when it is out. */
  remove(): Promise<void> {
    return this.#over("remove-party");
  }
  /** Leaves the conference; the others talk on. Resolves when we are out. */
  leave(): Promise<void> {
    return this.#over("leave", "", "away");
  }
  /** Ends the conference for everybody. Resolves when this call is over. */
  endForAll(): Promise<void> {
    return this.#over("end-for-all");
  }
  /** Plays the announcement of the options to the far side, and ends the call after it. Resolves when it is over. */
  terminate(): Promise<void> {
    return this.#over("terminate");
  }
  /** Starts, pauses, resumes or stops the recording of this line. Resolves when that is so. */
  record(order: "start" | "pause" | "resume" | "stop"): Promise<void> {
    const wanted = { start: "on", pause: "paused", resume: "on", stop: "off" }[order];
    const done = (): boolean => this.line?.recording === wanted;
    return this.#board.order({ of: "record", about: [this], done }, "record", this.handle, order);
  }
  /** Speaks in a call that was joined to listen. Resolves when the far side has agreed. */
  speak(): Promise<void> {
    const done = (): boolean => !this.#now.listening;
    return this.#board.order({ of: "hold", about: [this], done }, "speak", this.handle, "");
  }
  /** Follows the transfer that a `transferasked` event asked for. */
  acceptTransfer(): Promise<void> {
    return this.#command("accepttransfer");
  }
  /** Refuses the transfer that a `transferasked` event asked for; the call goes on. */
  refuseTransfer(): Promise<void> {
    return this.#command("refusetransfer");
  }

  async #command(verb: Command, detail = ""): Promise<void> {
    await run(() => this.#board.raw.command(verb, this.handle, detail));
  }
  #line(verb: Command, stage: Line["stage"]): Promise<void> {
    const otherwise = verb === "hold" ? "line.not-on-hold" : "line.on-hold";
    return this.#board.order({ of: "hold", about: [this], done: () => this.line?.stage === stage, otherwise }, verb, this.handle, "");
  }
  #transfer(verb: Command, target: string): Promise<void> {
    return this.#board.order({ of: `transfer${this.handle}`, about: [this] }, verb, this.handle, target);
  }
  #over(verb: Command, detail = "", of = "end"): Promise<void> {
    return this.#board.order({ of, about: [], done: () => this.state === "ended" }, verb, this.handle, detail);
  }

  /** @internal */
  update(snapshot: CallSnapshot): void {
    this.#now = snapshot;
  }
  /** @internal The peer connection is another one. */
  refresh(): void {
    this.#streams = {};
  }
}
