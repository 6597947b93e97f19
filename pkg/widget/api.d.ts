// What this package exports. Written by `cargo xtask build --bless`, read by a reviewer.

// dist/element.d.ts

/** On a server there are no elements; importing must work there all the same. */
export declare const Base: typeof HTMLElement;
type Inside = typeof import("./inside.js");
/** Loads the WebAssembly module, once for all elements of the page. */
export declare function load(): Promise<Inside>;
/** The element could not be brought to life. */
export declare function notLoaded(element: EventTarget, cause: unknown): void;
/** The language of an element: its own, else that of the page around it, else the browser's. */
export declare function languageOf(element: Element): string;
/** Properties that were set before the element was defined hide the accessors; this sets them properly. */
export declare function upgrade<T extends HTMLElement>(element: T, ...names: (keyof T)[]): void;
export {};

// dist/event.d.ts

/** The events that leave the elements. All of them bubble and cross shadow roots. */
export interface RingdeskEventMap {
    /** A call rings. */
    "ringdesk-incoming": CustomEvent<{
        callId: string;
        number: string;
        name?: string;
        queue?: string;
    }>;
    /** The agent's state changed, or the customer's call went on. */
    "ringdesk-state": CustomEvent<{
        state: string;
        from?: string;
        position?: number;
    }>;
    /** The call has its ticket, or the agent asked for it: show it. */
    "ringdesk-ticket": CustomEvent<{
        ticketId: number;
        callId: string;
        created: boolean;
    }>;
    /** A call is over. Exactly once for each call. */
    "ringdesk-ended": CustomEvent<{
        callId: string;
        direction?: "inbound" | "outbound";
        number?: string;
        name?: string;
        queue?: string;
        startedAtMs: number;
        answeredAtMs?: number;
        endedAtMs: number;
        /** A stable code, such as `call.busy`. */
        reason: string;
        outcome?: string;
    }>;
    /** Something went wrong. The element tells its user; this is for the page's own log. */
    "ringdesk-error": CustomEvent<{
        code: string;
        message: string;
    }>;
}
/** Dispatches an event as the elements do. */
export declare function tell<K extends keyof RingdeskEventMap>(target: EventTarget, name: K, detail: RingdeskEventMap[K]["detail"]): void;

// dist/index.d.ts

/**
 * Ringdesk's custom elements: `<ringdesk-phone>`, an agent's phone, and `<ringdesk-meet>`, a customer's call
 * button. Importing this module defines both tags; the WebAssembly module is loaded when one is needed.
 */
import { RingdeskMeet } from "./ringdesk-meet.js";
import { RingdeskPhone } from "./ringdesk-phone.js";
export { RingdeskMeet } from "./ringdesk-meet.js";
export type { Guest, MeetState } from "./ringdesk-meet.js";
export { RingdeskPhone } from "./ringdesk-phone.js";
export type { Account, Helpdesk } from "./ringdesk-phone.js";
export type { RingdeskEventMap } from "./event.js";
declare global {
    interface HTMLElementTagNameMap {
        "ringdesk-phone": RingdeskPhone;
        "ringdesk-meet": RingdeskMeet;
    }
}

// dist/inside.d.ts

/** What is loaded when an element is needed: the WebAssembly module, its style sheet, the SDK's classes. */
import { mountMeet, mountPhone } from "./ringdesk_widget.js";
import type { RawPhone } from "./ringdesk_widget.js";
import { Phone } from "./sdk/phone.js";
export { mountMeet, mountPhone };
/** Starts the module. */
export declare function ready(): Promise<void>;
/** Adopts the style sheet that all elements share. */
export declare function style(root: ShadowRoot): void;
/** Calls `failed` if the module fails beyond repair; the answer takes that back. */
export declare function watch(failed: () => void): () => void;
/** The SDK's object over a handle of the module. */
export declare function phoneOf(raw: RawPhone): Phone;

// dist/ringdesk-meet.d.ts

/** `<ringdesk-meet>`: a customer's call button. It costs the page only this file until it is pressed. */
import { Base } from "./element.js";
import type { Account } from "./ringdesk-phone.js";
/** What the endpoint gives a guest. */
export interface Guest extends Account {
    /** Whom the guest may call. */
    target: string;
    queue?: {
        name: string;
    };
}
/** Where the customer's call is. */
export type MeetState = "idle" | "name" | "connecting" | "calling" | "waiting" | "in-call" | "ended" | "failed";
export declare class RingdeskMeet extends Base {
    #private;
    static readonly observedAttributes: string[];
    /** The customer's name; asked for when there is none. */
    get customerName(): string;
    set customerName(value: string);
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
}

// dist/ringdesk-phone.d.ts

/** `<ringdesk-phone>`: the agent's phone. */
import type { Phone, PhoneOptions } from "./sdk/index.js";
import { Base } from "./element.js";
/** A short-lived SIP account. */
export interface Account {
    /** The address of record, `sip:mina@example.com`. */
    uri: string;
    displayName?: string;
    username: string;
    password: string;
    /** ISO 8601. A fresh account is asked for one minute before. */
    expiresAt?: string;
    /** WebSocket addresses, best first. */
    servers: string[];
    iceServers?: RTCIceServer[];
}
/** A helpdesk with Zendesk's API, and what only the page knows. */
export interface Helpdesk {
    /** Where `/api/v2` is; empty for the page's own origin. */
    baseUrl: string;
    /** The header fields of the sign-in, asked for every request. */
    headers(): Record<string, string>;
    /** Colleagues (and contacts) that a text in the dial field may mean. */
    directory?(text: string): Suggestion[] | Promise<Suggestion[]>;
    /** The account's latest calls, as `GET /api/calls` of the exchange gives them. */
    recent?(): unknown;
}
/** One suggestion under the dial field. */
export interface Suggestion {
    name: string;
    number: string;
    kind?: "colleague" | "contact";
}
export declare class RingdeskPhone extends Base {
    #private;
    static readonly observedAttributes: string[];
    /** Gives a short-lived account: asked at every log-in and before it expires. */
    get credentials(): (() => Account | Promise<Account>) | undefined;
    set credentials(value: (() => Account | Promise<Account>) | undefined);
    /** Options of the SDK's phone, over what the attributes say. To be set before `credentials`. */
    get options(): Partial<PhoneOptions> | undefined;
    set options(value: Partial<PhoneOptions> | undefined);
    /** Where tickets and contacts are. Without it the phone has none. */
    get helpdesk(): Helpdesk | undefined;
    set helpdesk(value: Helpdesk | undefined);
    /** The SDK's phone behind this element, once it has credentials and is drawn. */
    get phone(): Phone | undefined;
    /** Calls a number, a name or an address, as if it had been typed. */
    dial(number: string): void;
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
}

// dist/ringdesk_widget.d.ts

/* tslint:disable */
/* eslint-disable */
/**
 * The `ReadableStreamType` enum.
 *
 * *This API requires the following crate features to be activated: `ReadableStreamType`*
 */

export type ReadableStreamType = "bytes";
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


export class IntoUnderlyingByteSource {
    private constructor();
    free(): void;
    cancel(): void;
    pull(controller: ReadableByteStreamController): Promise<any>;
    start(controller: ReadableByteStreamController): void;
    readonly autoAllocateChunkSize: number;
    readonly type: ReadableStreamType;
}

export class IntoUnderlyingSink {
    private constructor();
    free(): void;
    abort(reason: any): Promise<any>;
    close(): Promise<any>;
    write(chunk: any): Promise<any>;
}

export class IntoUnderlyingSource {
    private constructor();
    free(): void;
    cancel(): void;
    pull(controller: ReadableStreamDefaultController): Promise<any>;
}

/**
 * A customer's card in its element. `free()` hangs up and takes it off the page.
 */
export class MeetElement {
    private constructor();
    free(): void;
    /**
     * The SDK's handle of this phone, while there is a call.
     */
    phone(): RawPhone | undefined;
    /**
     * Takes up the call of the page before, which had this name and account.
     */
    resume(name: string, account: any): void;
    /**
     * The language of everything visible, and the element's title in it.
     */
    setLanguage(language: string, title: string): void;
    /**
     * Starts the call under this name, without asking for one.
     */
    start(name: string): void;
}

/**
 * A phone in its element. `free()` ends its calls, logs it out and takes it off the page.
 */
export class PhoneElement {
    private constructor();
    free(): void;
    /**
     * Calls a number, a name or an address, as if it had been typed.
     */
    dial(target: string): void;
    /**
     * The SDK's handle of this phone, once there are credentials.
     */
    phone(): RawPhone | undefined;
    /**
     * The words of the announcement before a call is ended by force.
     */
    setAnnouncement(words: string): void;
    /**
     * The function that gives the account, and the options of the phone, as the SDK has them.
     */
    setCredentials(ask: Function | null | undefined, options: any): void;
    /**
     * The function that asks the page's directory: `(text)` looks, `(undefined, number, name)` keeps a number in
     * frequent use, and without a name no longer.
     */
    setDirectory(ask: Function): void;
    /**
     * The helpdesk: `{ baseUrl, headers() }`.
     */
    setHelpdesk(helpdesk: any): void;
    /**
     * The language of everything visible.
     */
    setLanguage(language: string): void;
    /**
     * `docked` fills the element's place; anything else floats in a corner.
     */
    setMode(mode: string): void;
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
 * Draws the card into `root`, which is in the shadow root of `host`. `ask(name)` gives a promise of a
 * guest's account; `closed()` is called when the button is wanted back.
 */
export function mountMeet(root: HTMLElement, host: HTMLElement, language: string, title: string, ask: Function, closed: Function): MeetElement;

/**
 * Draws the phone into `root`, which is in the shadow root of `host`.
 */
export function mountPhone(root: HTMLElement, host: HTMLElement, language: string): PhoneElement;

/**
 * Makes a panic of a development build print its message and its place. In a release build a panic is a
 * trap, a `WebAssembly.RuntimeError` that `pkg/sdk/src` reports as `internal.panic`.
 */
export function start(): void;

/**
 * The style sheet of both elements, to be adopted by their shadow roots.
 */
export function stylesheet(): string;
