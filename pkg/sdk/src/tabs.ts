/**
 * One phone for all tabs of a site: the tab that holds a Web Lock is the phone, the others show and steer it over a
 * `BroadcastChannel`. In TypeScript and loaded only by those who ask for it, because it moves plain objects from tab to tab;
 * in Rust each of them would need a reader of its own. It imports no values, so that it shares no chunk with the rest.
 */
import type { CallRecord, CallSnapshot, Control, PhoneEvent, PhoneStatus, RawPhone } from "../generated/ringdesk_sdk.js";
import type { PhoneError } from "./error.js";
import type { Raw, RawEvent } from "./raw.js";

/** What a follower shows. */
interface State {
  status: PhoneStatus;
  calls: CallSnapshot[];
  recent?: CallRecord[];
  /** Why what can not be done with a call can not be done, by the number of the call. */
  refusals: Record<number, Partial<Record<Control, Thrown>>>;
  /** Somebody connected, and nobody disconnected since: who becomes the phone registers. */
  wanted: boolean;
}

type Verb = "connect" | "disconnect" | "dial" | "answer" | "command" | "recordings" | "yield";
type Thrown = { code: string; message: string; status?: number };

/** What tabs say to each other. `state` is said by a new phone and to those who ask; `event` repeats what the phone told. */
type Word =
  | { say: "hello" }
  | { say: "state"; lead: string; state: State }
  | { say: "event"; lead: string; event: PhoneEvent; state: State }
  | { say: "ask"; id: string; verb: Verb; args: unknown[] }
  | { say: "answer"; id: string; value?: unknown; error?: Thrown | undefined };

interface Watched {
  verb: "presence" | "dialog";
  target: string;
  /** The number that the tab which is the phone knows it by. */
  handle: number;
}

const NOBODY: State = {
  status: { connection: "disconnected", registration: "unregistered", state: "logged-out", stateSinceMs: Date.now(), lines: [] },
  calls: [],
  refusals: {},
  wanted: false,
};
/** What a call may refuse. */
const CONTROLS: readonly Control[] = [
  "answer", "decline", "end", "hold", "resume", "mute", "dtmf", "transfer", "consult", "parallel", "swap", "complete-transfer",
  "end-consult", "conference", "merge", "add-party", "remove-party", "leave", "end-for-all", "record", "pause-recording", "terminate",
];
/** How long after a failure the phone is tried again by itself, in milliseconds. */
const AGAIN_MS = 2_000;
/** How long a tab that was asked may take, in milliseconds, until somebody else is the phone or nobody is. */
const SILENCE_MS = 15_000;

/** Why the phone would not do this with that call. */
function refusal(raw: RawPhone, handle: number, control: Control): Thrown | undefined {
  try {
    return void raw.command("can", handle, control);
  } catch (thrown) {
    const { code, message } = thrown as PhoneError;
    return { code, message };
  }
}

/** @internal What tabs share, in place of a raw phone. */
export class SharedPhone implements Raw {
  readonly #make: () => RawPhone;
  readonly #who: () => Promise<string>;
  readonly #failure: new (code: string, message: string, status?: number) => PhoneError;
  readonly #me = crypto.randomUUID();
  #raw: RawPhone | undefined;
  #listener: (event: RawEvent) => void = () => undefined;
  #name = "";
  #channel: BroadcastChannel | undefined;
  #waiting: AbortController | undefined;
  #release: () => void = () => undefined;
  #leads = false;
  #lead = "";
  #closed = false;
  #state = NOBODY;
  #connecting: Promise<void> | undefined;
  #recent: CallRecord[] = [];
  #asked = 0;
  readonly #answers = new Map<string, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  /** Our own numbers of calls, which outlive a move of the phone: by its numbers, and by Call-ID when those changed. */
  #numbers = new Map<number, number>();
  #known = new Map<number, CallSnapshot>();
  #last = 0;
  readonly #watches = new Map<number, Watched>();
  #watchedBy = "";
  readonly #left = (): void => this.#forgetWatches();

  constructor(make: () => RawPhone, who: () => Promise<string>, failure: new (code: string, message: string, status?: number) => PhoneError) {
    this.#make = make;
    this.#who = who;
    this.#failure = failure;
    // What can not be made is refused here and now.
    this.#raw = make();
  }

  get leads(): boolean {
    return this.#leads;
  }
  listen(listener: (event: RawEvent) => void): void {
    this.#listener = listener;
  }
  status(): PhoneStatus {
    const { lines, ...status } = this.#now().status;
    const own = (theirs: number): number => this.#numbers.get(theirs) ?? 0;
    return { ...status, lines: lines.map((line) => ({ ...line, parties: line.parties.map(own) })) };
  }
  can(handle: number, control: Control): Thrown | undefined {
    const theirs = this.#theirs(handle);
    return this.#leads && this.#raw ? refusal(this.#raw, theirs, control) : this.#state.refusals[theirs]?.[control];
  }
  calls(): CallSnapshot[] {
    return this.#now().calls.map((call) => this.#own(call));
  }
  recent(): CallRecord[] {
    return this.#leads && this.#raw ? this.#raw.recent() : this.#recent;
  }
  peerConnection(handle: number): RTCPeerConnection | undefined {
    return this.#leads ? this.#raw?.peerConnection(this.#theirs(handle)) : undefined;
  }

  async connect(): Promise<void> {
    this.#open();
    if (!this.#channel) {
      const name = `ringdesk:${await this.#who()}`;
      this.#open();
      this.#join(name);
      if (!(await this.#tryToLead())) await this.#follow();
    }
    await this.#order("connect");
    if (this.#leads) this.#announce();
  }
  async disconnect(): Promise<void> {
    await this.#order("disconnect");
  }
  async dial(target: string, options: unknown, control?: string, handle = 0): Promise<number> {
    const theirs = (await this.#order("dial", target, options, control, this.#theirs(handle))) as number;
    return this.#numbers.get(theirs) ?? 0;
  }
  async answer(handle: number): Promise<void> {
    await this.#order("answer", this.#theirs(handle));
  }
  /** All tabs of a site have one storage. */
  recordings(...order: Parameters<RawPhone["recordings"]>): Promise<unknown> {
    return this.#raw ? this.#raw.recordings(...order) : this.#order("recordings", ...order);
  }
  async command(verb: Parameters<RawPhone["command"]>[0], handle: number, detail: string, text?: string): Promise<number> {
    if (verb === "presence" || verb === "dialog") {
      const theirs = (await this.#order("command", verb, 0, detail)) as number;
      this.#watches.set(++this.#last, { verb, target: detail, handle: theirs });
      return this.#last;
    }
    if (verb === "unwatch") {
      const watched = this.#watches.get(handle);
      this.#watches.delete(handle);
      return watched ? ((await this.#order("command", verb, watched.handle, "")) as number) : 0;
    }
    const other = verb === "transferto" ? `${this.#theirs(Number(detail))}` : detail;
    return (await this.#order("command", verb, this.#theirs(handle), other, text)) as number;
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgetWatches();
    removeEventListener("pagehide", this.#left);
    this.#raw?.close();
    this.#waiting?.abort();
    this.#release();
    this.#channel?.close();
    for (const { reject } of this.#answers.values()) reject(this.#error("api.closed", "The phone is closed."));
    this.#answers.clear();
  }
  async takeOver(): Promise<void> {
    this.#open();
    if (this.#leads) return;
    // The lock stays with the tab that yields until it is taken away, so that no third tab comes between.
    await this.#ask("yield", []);
    this.#waiting?.abort();
    if (await this.#request({ steal: true })) await this.#comeUp();
  }

  #now(): State {
    if (!this.#leads || !this.#raw) return this.#state;
    return { status: this.#raw.status(), calls: this.#raw.calls(), refusals: {}, wanted: this.#state.wanted };
  }
  #open(): void {
    if (this.#closed) throw this.#error("api.closed", "The phone is closed.");
  }
  #error(code: string, message: string, status?: number): PhoneError {
    return new this.#failure(code, message, status);
  }

  #join(name: string): void {
    this.#name = name;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => void this.#heard(data);
    addEventListener("pagehide", this.#left);
  }
  #say(word: Word): void {
    if (!this.#closed) this.#channel?.postMessage(word);
  }
  #snapshot(): State {
    return { ...this.#shown(), recent: this.recent() };
  }
  /** How things stand, for those who can not ask the phone themselves. */
  #shown(): State {
    const now = this.#now();
    const raw = this.#raw;
    for (const { handle } of raw && this.#leads ? now.calls : []) {
      const refused = CONTROLS.flatMap((control) => {
        const why = raw && refusal(raw, handle, control);
        return why ? [[control, why]] : [];
      });
      now.refusals[handle] = Object.fromEntries(refused);
    }
    return now;
  }

  /** Takes the lock if nobody has it. */
  #tryToLead(): Promise<boolean> {
    return this.#request({ ifAvailable: true });
  }
  /** Resolves when it is known whether we lead; the lock is kept from then on. */
  #request(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const held = navigator.locks.request(this.#name, options, (lock) => {
        if (!lock || this.#closed) return resolve(false);
        const released = new Promise<void>((release) => (this.#release = release));
        this.#become();
        resolve(true);
        return released;
      });
      // The wait was given up, or the lock was taken away by a tab that asked before.
      held.catch(() => resolve(false));
    });
  }
  /** Waits in the queue for the lock; meanwhile the one who has it says how things stand. */
  async #follow(): Promise<void> {
    this.#queue();
    const told = this.#answer("hello");
    this.#say({ say: "hello" });
    await told;
  }
  #queue(): void {
    this.#waiting = new AbortController();
    void this.#request({ signal: this.#waiting.signal }).then((leads) => {
      if (leads) void this.#comeUp();
    });
  }
  /** The phone was elsewhere and is here now: register, take up the calls that were left, do what the agent was doing. */
  async #comeUp(): Promise<void> {
    const { status, wanted } = this.#state;
    while (wanted && this.#leads && this.#raw?.status().connection === "disconnected") {
      try {
        await this.#connectHere(this.#raw);
        if (/^(available|work|break)$/.test(status.state)) this.#raw.command("choose", 0, status.state);
      } catch (thrown) {
        // A phone without a desk has nothing to choose.
        if (/^state\./.test((thrown as PhoneError).code)) break;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    if (this.#leads) this.#announce();
  }
  /** A second tab that connects finds the phone connected, or on the way there. */
  #connectHere(raw: RawPhone): Promise<void> {
    if (raw.status().connection !== "disconnected") return this.#connecting ?? Promise.resolve();
    this.#connecting = raw.connect().then(() => void (this.#state = { ...this.#state, wanted: true }));
    return this.#connecting;
  }

  #become(): void {
    this.#leads = true;
    const raw = (this.#raw ??= this.#make());
    raw.listen((event) => {
      // Those who follow have numbers of their own, and so have we.
      const state = event.type === "ended" ? this.#snapshot() : this.#shown();
      this.#say({ say: "event", lead: this.#me, event, state });
      this.#tell(event);
    });
    this.#ledBy(this.#me);
    this.#settle("hello");
  }
  #announce(): void {
    const state = this.#snapshot();
    this.#say({ say: "state", lead: this.#me, state });
    this.#adopt(state);
  }
  /** Another tab is the phone from now on. What the one before was asked, it can not answer any more. */
  #ledBy(lead: string): void {
    if (this.#lead === lead) return;
    const moved = this.#lead !== "";
    this.#lead = lead;
    this.#numbers.clear();
    for (const id of [...this.#answers.keys()]) {
      if (moved && id !== "hello") this.#settle(id, this.#error("api.moved", "The phone moved to another tab."));
    }
    this.#listener({ type: "leadchange", leads: this.#leads });
  }

  /** Gives an order to the phone, wherever it is. */
  async #order(verb: Verb, ...args: unknown[]): Promise<unknown> {
    this.#open();
    if (!this.#channel) throw this.#error("api.not-connected", "The phone is not connected.");
    return this.#leads ? this.#obey(verb, args) : this.#ask(verb, args);
  }
  #obey(verb: Verb, args: unknown[]): unknown {
    const raw = this.#raw;
    if (!raw) throw this.#error("api.moved", "The phone moved to another tab.");
    if (verb === "yield") return this.#yield(raw);
    if (verb === "connect") return this.#connectHere(raw);
    if (verb === "disconnect") this.#state = { ...this.#state, wanted: false };
    return (raw[verb] as (...args: unknown[]) => unknown).apply(raw, args);
  }
  /** Lets go of the calls without ending them: who takes the lock from us takes them up. */
  #yield(raw: RawPhone): void {
    this.#state = this.#now();
    this.#recent = raw.recent();
    this.#leads = false;
    this.#raw = undefined;
    raw.listen(() => undefined);
    raw.command("handover", 0, "");
  }

  #ask(verb: Verb, args: unknown[]): Promise<unknown> {
    const id = `${this.#me}/${++this.#asked}`;
    const answer = this.#answer(id);
    this.#say({ say: "ask", id, verb, args });
    const silence = setTimeout(
      () => this.#settle(id, this.#error("api.moved", "The tab that is the phone does not answer.")),
      // A person may be asked for the microphone meanwhile.
      verb === "dial" || verb === "answer" ? 60_000 : SILENCE_MS,
    );
    return answer.finally(() => clearTimeout(silence));
  }
  #answer(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }
  #settle(id: string, error?: unknown, value?: unknown): void {
    const waiting = this.#answers.get(id);
    this.#answers.delete(id);
    if (error) waiting?.reject(error);
    else waiting?.resolve(value as never);
  }

  async #heard(word: Word): Promise<void> {
    switch (word.say) {
      case "hello":
        return this.#leads ? this.#say({ say: "state", lead: this.#me, state: this.#snapshot() }) : undefined;
      case "state":
        this.#ledBy(word.lead);
        this.#adopt(word.state);
        return this.#settle("hello");
      case "event":
        this.#ledBy(word.lead);
        this.#state = word.state;
        if (word.state.recent) this.#recent = word.state.recent;
        return this.#tell(word.event);
      case "answer":
        return this.#settle(word.id, word.error && this.#error(word.error.code, word.error.message, word.error.status), word.value);
      case "ask": {
        if (!this.#leads) return;
        const { id } = word;
        try {
          this.#say({ say: "answer", id, value: await this.#obey(word.verb, word.args) });
        } catch (thrown) {
          const { code, message, status } = thrown as PhoneError;
          this.#say({ say: "answer", id, error: { code: code ?? "internal.panic", message, status } as Thrown });
        }
        if (word.verb === "yield") this.#queue();
      }
    }
  }

  /** Whoever is the phone now knows these calls and no others. */
  #adopt(state: State): void {
    this.#state = state;
    this.#recent = state.recent ?? this.#recent;
    this.#watchAgain();
    const calls = state.calls.map((call) => this.#own(call));
    for (const [handle, call] of [...this.#known]) {
      if (!calls.some((now) => now.handle === handle)) this.#lost(call);
    }
    // Who is the phone was told by it.
    if (this.#leads) return;
    for (const call of calls) this.#listener({ type: "callchange", call });
    const { connection, registration, state: doing } = state.status;
    this.#listener({ type: "connectionchange", state: connection });
    this.#listener({ type: "registrationchange", state: registration });
    this.#listener({ type: "statechange", from: doing, to: doing });
    this.#listener({ type: "linechange" });
  }
  #lost(call: CallSnapshot): void {
    this.#known.delete(call.handle);
    const endedAt = new Date().toISOString();
    const ended: CallSnapshot = { ...call, state: "ended", endedAt, end: { reason: "call.lost", by: "network" } };
    const { id, direction, number, name, queue, startedAt, answeredAt } = call;
    const durationMs = answeredAt ? Date.parse(endedAt) - Date.parse(answeredAt) : 0;
    const record = { id, direction, number, name, queue, startedAt, answeredAt, endedAt, durationMs, terminated: false };
    const outcome = answeredAt ? "answered" : direction === "inbound" ? "missed" : "not-answered";
    this.#listener({ type: "ended", call: ended, record: { ...record, outcome } as CallRecord });
  }

  /** Tells the page what the phone told, in our own numbers. */
  #tell(event: PhoneEvent): void {
    if ("call" in event) {
      const call = this.#own(event.call);
      if (event.type === "ended") {
        this.#known.delete(call.handle);
        this.#numbers.delete(event.call.handle);
      }
      return this.#listener({ ...event, call });
    }
    if (event.type === "presence" || event.type === "dialogs" || (event.type === "outcome" && event.of === "watch")) {
      for (const [handle, watched] of [...this.#watches]) {
        if (watched.handle === event.handle) this.#listener({ ...event, handle });
      }
      return;
    }
    if (event.type === "replaced") {
      return this.#listener({ ...event, handle: this.#numbers.get(event.handle) ?? 0, old: this.#numbers.get(event.old) ?? 0 });
    }
    if ("handle" in event && !(event.type === "outcome" && event.of === "message")) {
      return this.#listener({ ...event, handle: this.#numbers.get(event.handle) ?? 0 });
    }
    this.#listener(event);
  }
  #own(call: CallSnapshot): CallSnapshot {
    let handle = this.#numbers.get(call.handle);
    if (handle === undefined) {
      const before = [...this.#known.values()].find(({ id }) => id === call.id);
      handle = before?.handle ?? ++this.#last;
      this.#numbers.set(call.handle, handle);
    }
    const joins = call.joins === undefined ? undefined : this.#numbers.get(call.joins);
    const own = { ...call, handle, ...(joins && { joins }) };
    if (call.state !== "ended") this.#known.set(handle, own);
    return own;
  }
  #theirs(own: number): number {
    for (const [theirs, known] of this.#numbers) if (known === own) return theirs;
    return 0;
  }

  /** Another tab became the phone and watches nobody yet. */
  #watchAgain(): void {
    if (this.#watchedBy === this.#lead) return;
    this.#watchedBy = this.#lead;
    for (const watched of this.#watches.values()) {
      watched.handle = 0;
      this.#order("command", watched.verb, 0, watched.target).then(
        (theirs) => (watched.handle = theirs as number),
        () => undefined,
      );
    }
  }
  #forgetWatches(): void {
    if (this.#leads) return;
    for (const { handle } of this.#watches.values()) {
      this.#say({ say: "ask", id: "", verb: "command", args: ["unwatch", handle, ""] });
    }
  }
}
