/** What the classes stand on: the handle of the module, or another tab's. */
import type { Command, Control, Failure, LineSnapshot, PhoneEvent, RawPhone } from "../generated/ringdesk_sdk.js";
import type { Call } from "./call.js";
import { PhoneError } from "./error.js";

declare const brand: unique symbol;

/** What an agent sees as one: a call, or several that are joined. */
export interface Line extends Omit<LineSnapshot, "id" | "parties"> {
  id: string & { readonly [brand]: "LineId" };
  /** Those at the far end, the one it began with first. */
  parties: Call[];
}

/** What a raw phone tells. In shared tabs also that the phone has moved, and what was asked of it is not known. */
export type RawEvent = PhoneEvent | { type: "leadchange"; leads: boolean };

/** @internal The part of a `RawPhone` that the classes use, be it in this tab or in another. */
export interface Raw extends Pick<RawPhone, "status" | "calls" | "recent" | "peerConnection" | "close"> {
  listen(listener: (event: RawEvent) => void): void;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  dial(...order: Parameters<RawPhone["dial"]>): Promise<number>;
  answer(handle: number): Promise<void>;
  command(...order: Parameters<RawPhone["command"]>): number | Promise<number>;
  recordings(...order: Parameters<RawPhone["recordings"]>): Promise<unknown>;
  /** What `command` would say to `can`, where it can not say so at once. */
  can?(handle: number, control: Control): { code: string } | undefined;
  takeOver?(): Promise<void>;
  leads?: boolean;
}

/** An `EventTarget` that knows the events of `M`. */
export interface Typed<M> {
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
/** What events are given to. */
export type Dispatch = Pick<EventTarget, "dispatchEvent">;
/** @internal */
export const Target = EventTarget as { new <M>(): Typed<M> & Dispatch };

/** @internal */
export function tell(target: Dispatch, type: string, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}

/** @internal Runs a command, and turns what it throws or rejects with into a `PhoneError`. */
export async function run<T>(command: () => T | Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (thrown) {
    throw PhoneError.from(thrown);
  }
}

/** What is waited for. */
interface Wait {
  /** What an `outcome` names, or what a failure puts an end to. */
  of: string;
  /** The calls without which it can not come. */
  about: readonly Call[];
  /** Whether it is there. Without it, an outcome says so. */
  done?: () => boolean;
  /** The code to reject with when all lines are at rest and it is not there: another order took its place. */
  otherwise?: string;
  /** Whether the order has been given. */
  given?: boolean;
}

/** @internal A raw phone, its calls, and the commands that are under way. */
export class Switchboard {
  readonly raw: Raw;
  readonly calls = new Map<number, Call>();
  /** The call that ended last. */
  last: Call | undefined;
  readonly #waits = new Map<Wait, (error?: unknown) => void>();

  constructor(raw: Raw) {
    this.raw = raw;
  }

  /** The lines, in the order of their age. */
  get lines(): Line[] {
    return this.raw.status().lines.map(({ id, parties, ...line }) => ({
      ...line,
      id: `${id}` as Line["id"],
      parties: parties.flatMap((handle) => this.calls.get(handle) ?? []),
    }));
  }
  /** The one that a call belongs to. */
  line(call: Call | undefined): Line | undefined {
    return this.lines.find(({ parties }) => call && parties.includes(call));
  }

  /** Why a control is refused now. */
  can(handle: number, control: Control): PhoneError | undefined {
    const { raw } = this;
    try {
      const refusal = raw.can ? raw.can(handle, control) : void raw.command("can", handle, control);
      return refusal && PhoneError.from(refusal);
    } catch (refusal) {
      return PhoneError.from(refusal);
    }
  }
  /** Places a call, with the handle of another that it is for. */
  async place(...order: Parameters<Raw["dial"]>): Promise<Call> {
    const handle = await run(() => this.raw.dial(...order));
    const call = this.calls.get(handle);
    if (call) return call;
    // A call that failed within the same breath.
    const end = this.last?.handle === handle ? this.last.end : undefined;
    throw new PhoneError(end?.reason ?? "call.failed", "The call was not connected.", end?.status);
  }
  /**
   * Gives an order that makes one line of these calls; resolves when all are in it, and none is on hold. At a server's conference they
   * are all over here, and the line is ours to it.
   */
  joined(calls: Call[], verb: Command, of: string, handle = 0): Promise<void> {
    const done = (): boolean => {
      // Calls are told of one by one; lines are as they are now.
      const lines = this.lines.filter(({ stage }) => stage !== "ended");
      const left = calls.filter((call) => lines.some(({ parties }) => parties.includes(call)));
      return lines.some(({ parties, stage }) => stage === "active" && left.every((call) => parties.includes(call)));
    };
    return this.order({ of, about: calls, done, otherwise: "line.on-hold" }, verb, handle, "");
  }
  /** Gives an order; resolves when what is waited for is there. */
  order(wait: Wait, ...order: Parameters<RawPhone["command"]>): Promise<void> {
    return run(async () => {
      const outcome = this.outcome(wait);
      try {
        await this.raw.command(...order);
        wait.given = true;
        this.look();
      } catch (thrown) {
        this.#waits.get(wait)?.(thrown);
      }
      return outcome;
    });
  }

  /** Resolves when it is there; rejects when it can not come any more. */
  outcome(wait: Wait): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waits.set(wait, (error) => {
        this.#waits.delete(wait);
        if (error === undefined) resolve();
        else reject(PhoneError.from(error));
      });
    });
  }

  /** Ends all waits that are so. */
  #endIf(is: (wait: Wait) => unknown, error?: unknown): void {
    for (const [wait, end] of [...this.#waits]) if (is(wait)) end(error);
  }
  /** Something changed: what is there is waited for no longer, nor what can not come any more. */
  look(): void {
    this.#endIf(({ done }) => done?.());
    if (this.lines.some(({ stage }) => /ing$/.test(stage))) return;
    for (const [{ given, otherwise: code }, end] of [...this.#waits]) {
      if (given && code) end({ code, message: "Another order took the place of this one." });
    }
  }
  settle(of: string, error?: unknown): void {
    this.#endIf((wait) => wait.of === of, error);
  }
  /** What needed this call can not come any more, unless it was to go away. */
  lost(call: Call, error: Failure): void {
    this.last = call;
    const goes = error.code === "call.transferred";
    this.#endIf(({ about, of }) => about.includes(call) && !(goes && of === "away"), error);
  }
  /** Nothing more will be told of what is under way. */
  abandon(error: unknown): void {
    this.#endIf(() => true, error);
  }
}
