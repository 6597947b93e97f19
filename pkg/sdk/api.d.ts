// What this package exports. Written by `cargo xtask build --bless`, read by a reviewer.

// dist/call.d.ts

/** One call. */
import type { CallEnd, CallRecord, CallSnapshot, Control } from "./ringdesk_sdk.js";
import { Consult } from "./consult.js";
import { PhoneError } from "./error.js";
import type { Dispatch, Line, Typed } from "./raw.js";
declare const brand: unique symbol;
/** A SIP Call-ID. */
export type CallId = string & {
    readonly [brand]: "CallId";
};
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
    statechange: CustomEvent<{
        state: CallSnapshot["state"];
    }>;
    /** Its end. Exactly once, as the last event. */
    ended: CustomEvent<CallEnd & {
        record: CallRecord;
    }>;
    /** The far side pressed a key. */
    digit: CustomEvent<{
        digit: string;
    }>;
    /** The far side's sound is here, see `remoteStream`. */
    media: CustomEvent<{
        stream: MediaStream | undefined;
    }>;
}
declare const Call_base: new () => Typed<CallEventMap> & Dispatch;
/** One call. Its properties are cheap snapshots; they stay readable after the end. */
export declare class Call extends Call_base {
    #private;
    /** The SIP Call-ID. */
    get id(): CallId;
    /** Who called whom. */
    get direction(): CallSnapshot["direction"];
    /** What the call is doing. */
    get state(): CallSnapshot["state"];
    /** The far side. */
    get remote(): Party;
    /** Whom the caller called before the call was diverted to us. */
    get diversion(): CallSnapshot["diversion"];
    /** The queue that the call came through. */
    get queue(): string | undefined;
    /** Our place in the far side's queue. */
    get queuePosition(): number | undefined;
    /** Whether our microphone sends silence. */
    get muted(): boolean;
    /** Whether we hold the far side. */
    get holdState(): CallSnapshot["hold"];
    /** Whether the far side holds us. */
    get heldByRemote(): boolean;
    /** Whether the call came back after a reload and the far side has not agreed yet. */
    get returning(): boolean;
    /** Whether nothing is heard of the far side though it should be: it may have vanished without a word. */
    get inboundLost(): boolean;
    /** The line that it belongs to; none once it is over. */
    get line(): Line | undefined;
    /** What SIP calls it, once it is connected: for a colleague who is to `join` it. */
    get dialog(): CallSnapshot["dialog"];
    /** Whom this call is about, when a colleague consults us. */
    get about(): CallSnapshot["about"];
    /** The `id` of that party's own call, at the colleague's phone: whoever keeps tickets by it opens the same one. */
    get aboutCall(): CallId | undefined;
    /** Whether the far side is in a conference. */
    get inConference(): boolean;
    /** Whether we joined only to listen, see `speak`. */
    get listening(): boolean;
    /** The call of ours that the caller wants to join. */
    get joins(): Call | undefined;
    /** When it began, ISO 8601. */
    get startedAt(): string;
    /** When it was answered, ISO 8601. */
    get answeredAt(): string | undefined;
    /** When it ended, ISO 8601. */
    get endedAt(): string | undefined;
    /** How it ended. */
    get end(): CallEnd | undefined;
    /** The far side's sound and picture. The SDK plays the sound by itself. */
    get remoteStream(): MediaStream | undefined;
    /** Our own sound. */
    get localStream(): MediaStream | undefined;
    /** The peer connection, for its statistics. */
    get peerConnection(): RTCPeerConnection | undefined;
    /** Answers. Resolves when the far side has the answer. */
    answer(): Promise<void>;
    /** Resolves when the call is connected; rejects with the reason of its end if it never is. */
    answered(): Promise<void>;
    /** Refuses an incoming call. Resolves when the call is over. */
    decline(reason?: "busy" | "declined" | "unavailable"): Promise<void>;
    /** Ends the call, whatever it is doing. Resolves when it is over; again on a call that is. */
    hangUp(): Promise<void>;
    /** Sends silence. */
    mute(): Promise<void>;
    /** Sends the microphone's sound again. */
    unmute(): Promise<void>;
    /** Sends keys: `0` to `9`, `*`, `#`, `A` to `D`, and `,` for a pause. */
    sendDtmf(tones: string): Promise<void>;
    /** Why this is not possible now; `undefined` when it is. */
    can(control: Control): PhoneError | undefined;
    /** Puts the far side on hold, with everybody else of its line. Resolves when they have agreed. With two lines the other comes back. */
    hold(): Promise<void>;
    /** Ends the hold. Resolves when the far side has agreed. With two lines the other is put on hold before. */
    resume(): Promise<void>;
    /** Hands the far side over to somebody else. Resolves when that one has answered; this call then ends by itself. */
    transfer(target: string): Promise<void>;
    /** Joins the far sides of this call and of another. Resolves when they talk; both calls then end by themselves. */
    transferTo(other: Call): Promise<void>;
    /** Asks a colleague about this call, which is put on hold. Resolves when the colleague is being called. */
    consult(target: string, options?: DialOptions): Promise<Consult>;
    /** Calls somebody on a second line, while this one is put on hold. Resolves when that one is being called. */
    parallel(target: string, options?: DialOptions): Promise<Call>;
    /** Calls somebody who joins this line by answering. Resolves when that one is being called. */
    addParty(target: string, options?: DialOptions): Promise<Call>;
    /** Takes the far side out of the conference, which goes on. Resolves when it is out. */
    remove(): Promise<void>;
    /** Leaves the conference; the others talk on. Resolves when we are out. */
    leave(): Promise<void>;
    /** Ends the conference for everybody. Resolves when this call is over. */
    endForAll(): Promise<void>;
    /** Plays the announcement of the options to the far side, and ends the call after it. Resolves when it is over. */
    terminate(): Promise<void>;
    /** Starts, pauses, resumes or stops the recording of this line. Resolves when that is so. */
    record(order: "start" | "pause" | "resume" | "stop"): Promise<void>;
    /** Speaks in a call that was joined to listen. Resolves when the far side has agreed. */
    speak(): Promise<void>;
    /** Follows the transfer that a `transferasked` event asked for. */
    acceptTransfer(): Promise<void>;
    /** Refuses the transfer that a `transferasked` event asked for; the call goes on. */
    refuseTransfer(): Promise<void>;
}
export {};

// dist/consult.d.ts

/** Asking a colleague about a call, before or instead of handing it over. */
import type { Call } from "./call.js";
/** A colleague is consulted about a call, which is on hold meanwhile. */
export declare class Consult {
    #private;
    /** The call to the colleague. It may still ring: `call.answered()` tells. */
    readonly call: Call;
    /** The call that it is about. */
    readonly about: Call;
    /** Hands the call over to the colleague. Resolves when the two talk; both calls then end by themselves. */
    complete(): Promise<void>;
    /**
     * Ends the consultation. Resolves when the colleague is gone and the call is as the profile wants it: talked with again, on hold
     * still, or over as well.
     */
    cancel(): Promise<void>;
    /** Makes a conference of all. Resolves when everybody is in it. */
    conference(): Promise<void>;
}

// dist/error.d.ts

/** Why commands fail. */
/** Why a command failed. `code` is stable and meant for programs, `message` for people. */
export declare class PhoneError extends Error {
    /** A stable dotted code, such as `media.permission-denied`. */
    readonly code: string;
    /** The SIP status behind it, when there was one. */
    readonly status: number | undefined;
    constructor(code: string, message: string, status?: number, cause?: unknown);
    /** Whatever was thrown, as a `PhoneError`. */
    static from(thrown: unknown): PhoneError;
}

// dist/index.d.ts

import type { AccountOptions, PhoneOptions as RawOptions, RecordingOptions as RawRecording } from "./ringdesk_sdk.js";
import { Phone } from "./phone.js";
import type { SavedRecording } from "./phone.js";
export { Call, Phone, PhoneError, Watch } from "./phone.js";
export { Consult } from "./phone.js";
export type { CallEventMap, CallId, DialOptions, Line, Party, PhoneEventMap, SavedRecording, WatchEventMap } from "./phone.js";
export type { AccountOptions, AudioOptions, CallEnd, CallRecord, CallSnapshot, Control, DeskState, Dialog, IceServerOptions, LineSnapshot, ProfileOptions, RecordingFacts, WatchedDialog, } from "./ringdesk_sdk.js";
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
/**
 * Loads the WebAssembly module, once. `createPhone` does so by itself; call it early to be ready sooner, or
 * with the address, the response or the bytes of the module where a bundler has put it elsewhere.
 */
export declare function load(module?: string | URL | Response | BufferSource | Promise<Response>): Promise<void>;
/** Makes a phone. Nothing happens on the network, but for loading the module, before `phone.connect()`. */
export declare function createPhone(options: PhoneOptions): Promise<Phone>;

// dist/phone.d.ts

/** The phone that applications use, over a raw one. */
import type { CallRecord, DeskState, Dialog, PhoneEvent, RecordingFacts } from "./ringdesk_sdk.js";
import { Call } from "./call.js";
import type { DialOptions, Party } from "./call.js";
import type { Dispatch, Line, Typed } from "./raw.js";
import { Watch } from "./watch.js";
export { Call } from "./call.js";
export type { CallEventMap, CallId, DialOptions, Party } from "./call.js";
export { Consult } from "./consult.js";
export { PhoneError } from "./error.js";
export type { Line } from "./raw.js";
export { Watch } from "./watch.js";
export type { WatchEventMap } from "./watch.js";
type Detail<T extends PhoneEvent["type"]> = Omit<Extract<PhoneEvent, {
    type: T;
}>, "type">;
/** What happens to a phone. */
export interface PhoneEventMap {
    /** The way to the server opened, was lost or came back. */
    connectionchange: CustomEvent<Detail<"connectionchange">>;
    /** Calls can, or can no longer, reach this phone. */
    registrationchange: CustomEvent<Detail<"registrationchange">>;
    /** The agent's state changed. */
    statechange: CustomEvent<Detail<"statechange">>;
    /** Someone calls. */
    incoming: CustomEvent<{
        call: Call;
    }>;
    /** A call is over. */
    ended: CustomEvent<{
        call: Call;
        record: CallRecord;
    }>;
    /** A line came, went, or changed: its stage, its parties, its recording. */
    linechange: CustomEvent<{
        lines: Line[];
    }>;
    /** A recording is whole, or was left by a page that died, and is in the browser's storage. */
    recordingsaved: CustomEvent<{
        recording: SavedRecording;
    }>;
    /** A call took the place of another, which ends by itself: the same conversation goes on with somebody else. */
    replaced: CustomEvent<{
        call: Call;
        old: Call | undefined;
    }>;
    /** The far side of a call wants us to call `target` in its place: only with `transfers: "ask"`. */
    transferasked: CustomEvent<{
        call: Call;
        target: string;
    }>;
    /** Somebody sent a text. */
    message: CustomEvent<{
        from: Party;
        text: string;
    }>;
    /** With `tabs: "shared"`: this tab became the phone, or another did. */
    leadchange: CustomEvent<{
        leads: boolean;
    }>;
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
declare const Phone_base: new () => Typed<PhoneEventMap> & Dispatch;
/** A telephone in a browser page. */
export declare class Phone extends Phone_base {
    #private;
    /** Whether there is a way to the server. */
    get connection(): Detail<"connectionchange">["state"];
    /** Whether calls can reach this phone. */
    get registration(): Detail<"registrationchange">["state"];
    /** What the agent is doing. */
    get state(): DeskState;
    /** All calls that have not ended. */
    get calls(): Call[];
    /** What the calls are to the agent: lines, of which at most one is not on hold. */
    get lines(): Line[];
    /** The calls that are over, latest first. */
    get recent(): CallRecord[];
    /** Whether this tab is the phone: always, unless `tabs: "shared"` lets another be it. */
    get leads(): boolean;
    /** Opens the socket and registers. From then on the phone comes back by itself after every loss. */
    connect(): Promise<void>;
    /** Unregisters and closes the socket. */
    disconnect(): Promise<void>;
    /** Ends all calls, unregisters, and gives microphone and socket back. For good; may be called again. */
    close(): void;
    /** Makes this tab the phone, with the calls there are. With `tabs: "shared"`, for a window that outlives the page. */
    takeOver(): Promise<void>;
    /** Calls a number, a user name, a `sip:` or a `tel:` address. Resolves when the INVITE is on its way. */
    dial(target: string, options?: DialOptions): Promise<Call>;
    /** Puts the line that is talked on on hold and goes on with the other. Resolves when both have agreed. */
    swap(): Promise<void>;
    /** Makes one conversation of the two lines. Resolves when everybody is in it. */
    merge(): Promise<void>;
    /** Joins a running call of a colleague, to `listen` or to talk along at once; `dialog` is `Call.dialog` there. */
    join(target: string, dialog: Dialog, { listen }?: {
        listen?: boolean;
    }): Promise<Call>;
    /** Watches somebody, through every reconnect: is he there, or what is his telephone doing? */
    watch(target: string, what?: "presence" | "dialog"): Promise<Watch>;
    /** Sends a text of 1,300 bytes at most. Resolves when the far side, or its server, has it. */
    sendMessage(target: string, text: string): Promise<void>;
    /** Chooses what the agent is doing. */
    chooseState(state: "available" | "work" | "break"): Promise<void>;
    /** Ends after-call work. */
    finishWrapUp(): Promise<void>;
    /** The recordings in the browser's storage, oldest first: what a page that died has left, too. */
    savedRecordings(): Promise<SavedRecording[]>;
}

// dist/raw.d.ts

/** What the classes stand on: the handle of the module, or another tab's. */
import type { LineSnapshot, PhoneEvent } from "./ringdesk_sdk.js";
import type { Call } from "./call.js";
declare const brand: unique symbol;
/** What an agent sees as one: a call, or several that are joined. */
export interface Line extends Omit<LineSnapshot, "id" | "parties"> {
    id: string & {
        readonly [brand]: "LineId";
    };
    /** Those at the far end, the one it began with first. */
    parties: Call[];
}
/** What a raw phone tells. In shared tabs also that the phone has moved, and what was asked of it is not known. */
export type RawEvent = PhoneEvent | {
    type: "leadchange";
    leads: boolean;
};
/** An `EventTarget` that knows the events of `M`. */
export interface Typed<M> {
    addEventListener<K extends keyof M & string>(type: K, listener: (event: M[K]) => void, options?: AddEventListenerOptions | boolean): void;
    removeEventListener<K extends keyof M & string>(type: K, listener: (event: M[K]) => void, options?: EventListenerOptions | boolean): void;
}
/** What events are given to. */
export type Dispatch = Pick<EventTarget, "dispatchEvent">;
export {};

// dist/ringdesk_sdk.d.ts

/* tslint:disable */
/* eslint-disable */
/**
 * A call is over.
 */
export interface EndedCall {
    /**
     * The call, with its end.
     */
    call: CallSnapshot;
    /**
     * The record made of it.
     */
    record: CallRecord;
}

/**
 * A call took the place of another.
 */
export interface CallReplacement {
    /**
     * The call that is.
     */
    handle: number;
    /**
     * The call that was.
     */
    old: number;
}

/**
 * A recording is in the browser's storage.
 */
export interface RecordingResult {
    /**
     * The recording.
     */
    recording: RecordingFacts;
}

/**
 * All calls of somebody who is watched.
 */
export interface DialogReport {
    /**
     * The watch.
     */
    handle: number;
    /**
     * The calls.
     */
    dialogs: WatchedDialog[];
}

/**
 * Everything that can happen, by its event name.
 */
export type PhoneEvent = ({ type: "connectionchange" } & ConnectionChange) | ({ type: "registrationchange" } & RegistrationChange) | ({ type: "statechange" } & StateChange) | ({ type: "incoming" } & IncomingCall) | ({ type: "callchange" } & CallChange) | ({ type: "ended" } & EndedCall) | ({ type: "media" } & MediaChange) | ({ type: "digit" } & DigitPress) | ({ type: "outcome" } & CommandOutcome) | { type: "linechange" } | ({ type: "replaced" } & CallReplacement) | ({ type: "transferasked" } & TransferRequest) | ({ type: "presence" } & PresenceReport) | ({ type: "dialogs" } & DialogReport) | ({ type: "message" } & TextMessage) | ({ type: "recordingsaved" } & RecordingResult) | ({ type: "error" } & Failure);

/**
 * How a phone is made. Unknown keys are refused with `api.unknown-option`.
 */
export interface PhoneOptions {
    /**
     * WebSocket addresses, best first; the next is tried when one fails.
     */
    servers?: string[];
    /**
     * The account, when it is known in advance. Else `credentials` is asked.
     */
    account?: AccountOptions;
    /**
     * STUN and TURN servers.
     */
    iceServers?: IceServerOptions[];
    /**
     * What is asked of the microphone.
     */
    audio?: AudioOptions;
    /**
     * Whether an agent sits here: states, after-call work, presence. Without it, the default, every call rings.
     */
    desk?: boolean;
    /**
     * How many of the servers the phone is registered with at a time (RFC 5626): 1, the default, or 2.
     */
    flows?: 1 | 2;
    /**
     * After how many seconds the two sides of a call make sure that it is still there (RFC 4028); 1800 by default, `false` for never.
     */
    sessionTimer?: number | false;
    /**
     * What becomes of the far side's wish that we call somebody else in its place; `accept` by default.
     */
    transfers?: "accept" | "ask" | "refuse";
    /**
     * Whether calls survive a reload of the page. On by default.
     */
    keepCalls?: boolean;
    /**
     * `shared`: one tab of the site is the phone, the others show and steer it. By default every tab is a phone of its own.
     */
    tabs?: "single" | "shared";
    /**
     * Which addresses media may use: `all`, the default, or only a TURN server's.
     */
    iceTransportPolicy?: "all" | "relay";
    /**
     * For how long a call waits for ICE candidates at most. 1000 by default.
     */
    iceGatheringCapMs?: number;
    /**
     * What an agent may do with calls, and what follows from what: rules of your own, or those of the Webex agent desktop.
     */
    profile?: "webex" | ProfileOptions;
    /**
     * With `desk`: a call that comes while the agent talks is told of, and whoever answers it holds (`hold`, the default) or ends
     * the present one; or it is refused.
     */
    secondCall?: "hold" | "end" | "refuse";
    /**
     * What somebody hears whom this phone holds: a tune that is built in (`tune`, the default), nothing (`none`, where the
     * server plays), or the file at an address: WAV, mono, 48 kHz.
     */
    holdMusic?: "tune" | "none" | (string & {});
    /**
     * The address of what somebody hears before his call is terminated: WAV, mono, 48 kHz.
     */
    announcement?: string;
    /**
     * Whether calls are recorded, by whom, and where recordings go. Nothing is recorded without it.
     */
    recording?: RecordingOptions;
    /**
     * The `User-Agent` header.
     */
    userAgent?: string;
}

/**
 * How and why a call ended.
 */
export interface CallEnd {
    /**
     * A stable code, such as `call.busy`.
     */
    reason: string;
    /**
     * The SIP status behind it, when there was one.
     */
    status?: number;
    /**
     * The reason phrase behind it, when there was one.
     */
    text?: string;
    /**
     * Who ended it.
     */
    by: "local" | "remote" | "network";
}

/**
 * How things stand with a phone.
 */
export interface PhoneStatus {
    /**
     * Whether there is a way to the server.
     */
    connection: ConnectionChange["state"];
    /**
     * Whether calls can reach this phone.
     */
    registration: RegistrationChange["state"];
    /**
     * What the agent is doing.
     */
    state: DeskState;
    /**
     * Since when, in milliseconds since the Unix epoch.
     */
    stateSinceMs: number;
    /**
     * What the calls are to the agent.
     */
    lines: LineSnapshot[];
}

/**
 * One STUN or TURN server.
 */
export interface IceServerOptions {
    /**
     * `stun:` or `turn:` addresses.
     */
    urls: string | string[];
    /**
     * The user name of a TURN server.
     */
    username?: string;
    /**
     * The password of a TURN server.
     */
    credential?: string;
}

/**
 * One call of a telephone that is watched.
 */
export interface WatchedDialog {
    /**
     * What the server calls it.
     */
    id: string;
    /**
     * Who called, seen from the watched telephone.
     */
    direction?: "inbound" | "outbound";
    /**
     * Where it stands.
     */
    state: "trying" | "proceeding" | "early" | "confirmed" | "terminated";
    /**
     * The far side, where the server says who it is.
     */
    remote?: Sender;
    /**
     * What SIP calls it there, where the server says so: for `join`.
     */
    dialog?: Dialog;
}

/**
 * One call that is over.
 */
export interface CallRecord {
    /**
     * The SIP Call-ID.
     */
    id: string;
    /**
     * Who called whom.
     */
    direction: "inbound" | "outbound";
    /**
     * The far side's number.
     */
    number: string;
    /**
     * The far side's name.
     */
    name?: string;
    /**
     * The queue that the call came through.
     */
    queue?: string;
    /**
     * When it began, ISO 8601 in UTC.
     */
    startedAt: string;
    /**
     * When it was answered, ISO 8601 in UTC.
     */
    answeredAt?: string;
    /**
     * When it ended, ISO 8601 in UTC.
     */
    endedAt: string;
    /**
     * How long it was talked, in milliseconds.
     */
    durationMs: number;
    /**
     * Whether somebody answered.
     */
    outcome: "answered" | "missed" | "not-answered";
    /**
     * Why it was missed, such as `ringTimeOver`, or the code of the end of a call of ours that nobody answered.
     */
    reason?: string;
    /**
     * Whether the agent ended it by force, with an announcement.
     */
    terminated: boolean;
}

/**
 * One call, as it is now.
 */
export interface CallSnapshot {
    /**
     * The phone's own number of the call.
     */
    handle: number;
    /**
     * The SIP Call-ID.
     */
    id: string;
    /**
     * Who called whom.
     */
    direction: "inbound" | "outbound";
    /**
     * What the call is doing.
     */
    state: "dialling" | "queued" | "ringing" | "early-media" | "incoming" | "answering" | "connected" | "ending" | "ended";
    /**
     * The far side's number, or the user part of its address.
     */
    number: string;
    /**
     * The far side's name.
     */
    name?: string;
    /**
     * The far side's whole address.
     */
    uri: string;
    /**
     * Whom the caller called before the call was diverted to us.
     */
    diversion?: Sender;
    /**
     * The queue that the call came through.
     */
    queue?: string;
    /**
     * Our place in the far side's queue.
     */
    queuePosition?: number;
    /**
     * Whether our microphone sends silence.
     */
    muted: boolean;
    /**
     * Whether we hold the far side.
     */
    hold: "off" | "holding" | "on" | "resuming";
    /**
     * Whether the far side holds us.
     */
    heldByRemote: boolean;
    /**
     * Whether the call came back and the far side has not agreed yet.
     */
    returning: boolean;
    /**
     * Whether nothing is heard of the far side though it should be.
     */
    inboundLost: boolean;
    /**
     * The phone's own number of the call that the caller wants to join.
     */
    joins?: number;
    /**
     * What SIP calls it, once it is known.
     */
    dialog?: Dialog;
    /**
     * Whom it is about, when a colleague consults us.
     */
    about?: Sender;
    /**
     * The Call-ID of that party's own call, at the colleague: their ticket is the same.
     */
    aboutCall?: string;
    /**
     * Whether the far side is a conference.
     */
    inConference: boolean;
    /**
     * Whether we joined to listen.
     */
    listening: boolean;
    /**
     * When the call began, ISO 8601 in UTC.
     */
    startedAt: string;
    /**
     * When it was answered, ISO 8601 in UTC.
     */
    answeredAt?: string;
    /**
     * When it ended, ISO 8601 in UTC.
     */
    endedAt?: string;
    /**
     * How it ended.
     */
    end?: CallEnd;
}

/**
 * Somebody at the far end.
 */
export interface Sender {
    /**
     * The number, or the user part of the address.
     */
    number: string;
    /**
     * The name.
     */
    name?: string;
    /**
     * The whole address.
     */
    uri: string;
}

/**
 * Somebody sent a text.
 */
export interface TextMessage {
    /**
     * Who.
     */
    from: Sender;
    /**
     * What.
     */
    text: string;
}

/**
 * Someone calls.
 */
export interface IncomingCall {
    /**
     * The call.
     */
    call: CallSnapshot;
}

/**
 * Something about a call changed.
 */
export interface CallChange {
    /**
     * The call.
     */
    call: CallSnapshot;
}

/**
 * The account that a phone registers with. The password is meant to be short-lived.
 */
export interface AccountOptions {
    /**
     * The address of record, `sip:mina@example.com`.
     */
    uri: string;
    /**
     * The name that others see.
     */
    displayName?: string;
    /**
     * The user name of the digest. Often, but not always, the user part of `uri`.
     */
    username?: string;
    /**
     * The password of the digest.
     */
    password?: string;
    /**
     * A bearer token (RFC 8898), in place of user name and password.
     */
    token?: string;
    /**
     * When the password or the token stops working, ISO 8601. Fresh credentials are asked for one minute before.
     */
    expiresAt?: string;
    /**
     * WebSocket addresses, best first. When present they replace those of the phone's options.
     */
    servers?: string[];
    /**
     * STUN and TURN servers. When present they replace those of the phone's options.
     */
    iceServers?: IceServerOptions[];
}

/**
 * The agent's state changed.
 */
export interface StateChange {
    /**
     * The state before.
     */
    from: DeskState;
    /**
     * The state now.
     */
    to: DeskState;
}

/**
 * The far side pressed a key.
 */
export interface DigitPress {
    /**
     * The phone's own number of the call.
     */
    handle: number;
    /**
     * The key: `0` to `9`, `*`, `#`, `A` to `D`.
     */
    digit: string;
}

/**
 * The far side wants us to call somebody else in its place.
 */
export interface TransferRequest {
    /**
     * The phone's own number of the call.
     */
    handle: number;
    /**
     * Whom.
     */
    target: string;
}

/**
 * The far side's sound can be had.
 */
export interface MediaChange {
    /**
     * The phone's own number of the call.
     */
    handle: number;
}

/**
 * The names by which SIP knows a call.
 */
export interface Dialog {
    /**
     * The Call-ID.
     */
    callId: string;
    /**
     * The tag of this side.
     */
    localTag: string;
    /**
     * The tag of the far side.
     */
    remoteTag: string;
}

/**
 * The verbs of `RawPhone.command`.
 */
export type Command = "can" | "choose" | "finish" | "decline" | "end" | "mute" | "unmute" | "tones" | "hold" | "resume" | "transfer" | "transferto" | "swap" | "complete-transfer" | "end-consult" | "conference" | "merge" | "remove-party" | "leave" | "end-for-all" | "terminate" | "record" | "speak" | "accepttransfer" | "refusetransfer" | "presence" | "dialog" | "unwatch" | "message" | "handover";

/**
 * What an agent is doing.
 */
export type DeskState = "logged-out" | "logging-in" | "available" | "work" | "break" | "dialling" | "on-call" | "after-call-work";

/**
 * What an agent sees as one: a call, or several that are joined.
 */
export interface LineSnapshot {
    /**
     * The phone's own number of the line.
     */
    id: number;
    /**
     * What it is there for.
     */
    purpose: "primary" | "consult" | "parallel";
    /**
     * What it is doing.
     */
    stage: "ringing" | "dialling" | "active" | "holding" | "held" | "resuming" | "transferring" | "ended";
    /**
     * Whether it is the one that is talked on, or is going to be.
     */
    focus: boolean;
    /**
     * The numbers of its calls, the one it began with first.
     */
    parties: number[];
    /**
     * Whether it is recorded.
     */
    recording: "off" | "on" | "paused";
    /**
     * Whether an announcement is played before its end.
     */
    terminating: boolean;
}

/**
 * What became of a command that was under way.
 */
export interface CommandOutcome {
    /**
     * The command.
     */
    of: "hold" | "record" | "transfer" | "watch" | "message";
    /**
     * The phone's own number of the call, the watch or the message.
     */
    handle: number;
    /**
     * Why it failed. A watch may do so at any time.
     */
    error?: Failure;
}

/**
 * What can be done with a call, and may be refused.
 */
export type Control = "answer" | "decline" | "end" | "hold" | "resume" | "mute" | "dtmf" | "transfer" | "consult" | "parallel" | "swap" | "complete-transfer" | "end-consult" | "conference" | "merge" | "add-party" | "remove-party" | "leave" | "end-for-all" | "record" | "pause-recording" | "terminate";

/**
 * What is asked of the microphone.
 */
export interface AudioOptions {
    /**
     * The microphone to use; any when absent.
     */
    deviceId?: string;
    /**
     * Remove the loudspeaker's sound from the microphone's. On by default.
     */
    echoCancellation?: boolean;
    /**
     * Remove steady background noise. On by default.
     */
    noiseSuppression?: boolean;
    /**
     * Even out the level. On by default.
     */
    autoGainControl?: boolean;
}

/**
 * What is known of a recording beside its sound.
 */
export interface RecordingFacts {
    /**
     * Its name in the storage, and in that of whoever takes it.
     */
    id: string;
    /**
     * The SIP Call-ID of the call that was recorded.
     */
    callId: string;
    /**
     * The far side's number.
     */
    number: string;
    /**
     * The far side's name.
     */
    name?: string;
    /**
     * When it began, in milliseconds since the Unix epoch.
     */
    startedMs: number;
    /**
     * How long it is, without what was left out while it was paused.
     */
    durationMs: number;
    /**
     * What its sound is written in, such as `audio/webm;codecs=opus`.
     */
    mimeType: string;
    /**
     * Whether it waits for somebody to take it, or is on its way.
     */
    state: "running" | "stopped" | "delivering";
}

/**
 * What is permitted, and what follows from what.
 */
export interface ProfileOptions {
    /**
     * Who this phone is: an agent, the default, or a customer, who can not consult, transfer or conference.
     */
    role?: "agent" | "customer";
    /**
     * Whether there are parallel calls. On by default.
     */
    parallel?: boolean;
    /**
     * Whether colleagues can be consulted. On by default.
     */
    warmTransfer?: boolean;
    /**
     * Whether there are conferences. On by default.
     */
    conference?: boolean;
    /**
     * Whether a conference may begin without a consultation. On by default.
     */
    conferenceWithoutConsult?: boolean;
    /**
     * Whether a call may be ended while it is on hold. On by default.
     */
    endWhileHeld?: boolean;
    /**
     * What becomes of the line that waits when the other one ends; `resume` by default.
     */
    secondLineEnded?: "resume" | "keep-held";
    /**
     * What the end of a consultation by its agent ends: the consultation alone, the default, or the customer's call as well.
     */
    endConsult?: "return-to-customer" | "end-all";
    /**
     * What becomes of the call with the colleague when the customer hangs up; `end-all` by default.
     */
    customerLeft?: "end-all" | "go-on";
    /**
     * The server's conference (RFC 4579). Without it conferences are mixed here.
     */
    conferenceUri?: string;
    /**
     * Whether calls are answered with the microphone muted. Off by default.
     */
    muteOnJoin?: boolean;
    /**
     * What becomes of somebody who asks to join a call: it rings (`ask`, the default), is refused, or joins at once.
     */
    join?: "ask" | "refuse" | "accept";
}

/**
 * What somebody who is watched shows of himself.
 */
export interface PresenceReport {
    /**
     * The watch.
     */
    handle: number;
    /**
     * Whether calls are welcome.
     */
    open: boolean;
    /**
     * A word on it.
     */
    note: string;
}

/**
 * Whether calls are recorded, by whom, and where recordings go.
 */
export interface RecordingOptions {
    /**
     * From the answer on (`always`, the default), or when `call.record` says so.
     */
    mode?: "always" | "on-demand" | "off";
    /**
     * This browser, the default, or the server, which is told by INFO with `Record: on` or `Record: off`.
     */
    by?: "browser" | "server";
    /**
     * After how long a paused recording goes on by itself; never by default.
     */
    pauseResumesAfterMs?: number;
    /**
     * Where recordings go: nowhere by themselves by default, into the user's downloads, or to a server by PUT; see
     * `savedRecordings`. In the address `{id}`, `{callId}`, `{number}`, `{name}`, `{startedMs}` and `{durationMs}` stand for the
     * recording's own.
     */
    sink?: "download" | { put: string; headers?: Record<string, string> };
}

/**
 * Whether calls can reach this phone.
 */
export interface RegistrationChange {
    /**
     * The state now.
     */
    state: "unregistered" | "registering" | "registered" | "retrying" | "rejected";
    /**
     * Why it is not registered.
     */
    error?: Failure;
}

/**
 * Whether there is a way to the server.
 */
export interface ConnectionChange {
    /**
     * The state now.
     */
    state: "disconnected" | "connecting" | "connected" | "reconnecting";
}

/**
 * Why something went wrong.
 */
export interface Failure {
    /**
     * A stable dotted code, such as `media.permission-denied`.
     */
    code: string;
    /**
     * What happened, for people.
     */
    message: string;
    /**
     * The SIP status behind it, when there was one.
     */
    status?: number;
}


/**
 * The phone behind the `Phone` class of `@ringdesk/sdk`. Not for applications: take that class.
 */
export class RawPhone {
    free(): void;
    /**
     * Answers an incoming call. Resolves when the far side has our answer.
     */
    answer(handle: number): Promise<void>;
    /**
     * All calls that have not ended.
     */
    calls(): CallSnapshot[];
    /**
     * Ends all calls, unregisters, and gives microphone and socket back.
     */
    close(): void;
    /**
     * The commands that are done, or under way, when they return; the answer is the number of the watch or message. One
     * door for all: each export costs every page its bytes.
     */
    command(verb: Command, handle: number, detail: string, text?: string | null): number;
    /**
     * Opens the socket and registers.
     */
    connect(): Promise<void>;
    /**
     * Calls `target`, for the sake of the call `handle` where a control says so. Resolves with the call's handle when the INVITE
     * is on its way.
     */
    dial(target: string, options: object, control?: "consult" | "parallel" | "add-party" | "join", handle?: number): Promise<number>;
    /**
     * Unregisters and closes the socket.
     */
    disconnect(): Promise<void>;
    /**
     * Calls `listener` with every event from now on; a second listener replaces the first.
     */
    listen(listener: (event: PhoneEvent) => void): void;
    /**
     * Makes a phone. `credentials` is asked for an account at every connect and before it expires.
     */
    constructor(options: PhoneOptions, credentials?: Function | null);
    /**
     * What a call's media goes through.
     */
    peerConnection(handle: number): RTCPeerConnection | undefined;
    /**
     * The calls that are over, latest first.
     */
    recent(): CallRecord[];
    /**
     * The recordings in the browser's storage: all of them (`list`), the sound of one (`blob`), or its end.
     */
    recordings(verb: "list" | "blob" | "deliver" | "discard", id: string): Promise<any>;
    /**
     * How things stand.
     */
    status(): PhoneStatus;
}

/**
 * Makes a panic of a development build print its message and its place. In a release build a panic is a
 * trap, a `WebAssembly.RuntimeError` that `pkg/sdk/src` reports as `internal.panic`.
 */
export function start(): void;

// dist/tabs.d.ts

export {};

// dist/watch.d.ts

/** Watching somebody: presence, or what a telephone is doing. */
import type { WatchedDialog } from "./ringdesk_sdk.js";
import type { Dispatch, Typed } from "./raw.js";
/** What happens to somebody who is watched. */
export interface WatchEventMap {
    /** Whether calls are welcome, and a word on it. */
    presence: CustomEvent<{
        open: boolean;
        note: string;
    }>;
    /** All calls of a watched telephone. */
    dialogs: CustomEvent<{
        dialogs: WatchedDialog[];
    }>;
    /** The watch is over, because the server ended it. */
    ended: CustomEvent<{
        reason: string;
    }>;
}
declare const Watch_base: new () => Typed<WatchEventMap> & Dispatch;
/** Somebody who is watched. */
export declare class Watch extends Watch_base {
    #private;
    /** Whether changes are told. */
    get state(): "active" | "ended";
    /** Watches no longer. */
    close(): void;
}
export {};
