/** One call. */
import type { CallEnd, CallRecord, CallSnapshot, Command } from "../generated/ringdesk_sdk.js";
import { Target, run } from "./raw.js";
import type { Dispatch, Switchboard, Typed } from "./raw.js";

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
  #streams: { getReceivers?: MediaStream; getSenders?: MediaStream } = {};
  #settled: Promise<void>;
  #settle!: () => void;

  /** @internal Calls are made by `Phone`. */
  constructor(board: Switchboard, snapshot: CallSnapshot) {
    super();
    this.#board = board;
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
    return this.#board.raw.peerConnection(this.#now.handle);
  }

  #stream(end: "getReceivers" | "getSenders"): MediaStream | undefined {
    const tracks = this.peerConnection?.[end]().flatMap(({ track }) => track ?? []);
    return tracks && (this.#streams[end] ??= new MediaStream(tracks));
  }

  /** Answers. Resolves when the far side has the answer. */
  answer(): Promise<void> {
    return run(() => this.#board.raw.answer(this.#now.handle));
  }
  /** Refuses an incoming call. Resolves when the call is over. */
  async decline(reason: "busy" | "declined" | "unavailable" = "declined"): Promise<void> {
    await this.#command("decline", reason);
    return this.#settled;
  }
  /** Ends the call, whatever it is doing. Resolves when it is over; again on a call that is. */
  async hangUp(): Promise<void> {
    if (this.state !== "ended") await this.#command("end");
    return this.#settled;
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
  /** Puts the far side on hold. Resolves when it has agreed. */
  async hold(): Promise<void> {
    if (this.holdState !== "on") return this.#order("hold");
  }
  /** Ends the hold. Resolves when the far side has agreed. */
  async resume(): Promise<void> {
    if (this.holdState !== "off") return this.#order("resume");
  }
  /** Hands the far side over to somebody else. Resolves when that one has answered; this call then ends by itself. */
  transfer(target: string): Promise<void> {
    return this.#order("transfer", target);
  }
  /** Joins the far sides of this call and of another. Resolves when they talk; both calls then end by themselves. */
  transferTo(other: Call): Promise<void> {
    return this.#board.order(`transfer${this.#now.handle}`, "transferto", this.#now.handle, `${other.#now.handle}`);
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
    await run(() => this.#board.raw.command(verb, this.#now.handle, detail));
  }
  #order(verb: Command, detail = ""): Promise<void> {
    return this.#board.order(verb + this.#now.handle, verb, this.#now.handle, detail);
  }

  /** @internal */
  update(snapshot: CallSnapshot): void {
    this.#now = snapshot;
    const { handle, hold, end } = snapshot;
    if (hold === "on") this.#board.settle(`hold${handle}`);
    if (hold === "off") this.#board.settle(`resume${handle}`);
    if (end) {
      for (const verb of ["hold", "resume", "transfer"]) {
        this.#board.settle(verb + handle, { code: end.reason, message: "The call is over.", status: end.status });
      }
    }
  }
  /** @internal The peer connection is another one. */
  refresh(): void {
    this.#streams = {};
  }
  /** @internal */
  finish(): void {
    this.#settle();
  }
}
