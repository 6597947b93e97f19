/** What the classes stand on: the handle of the module, or another tab's. */
import type { PhoneEvent, RawPhone } from "../generated/ringdesk_sdk.js";
import type { Call } from "./call.js";
import { PhoneError } from "./error.js";

/** What a raw phone tells. In shared tabs also that the phone has moved, and what was asked of it is not known. */
export type RawEvent = PhoneEvent | { type: "leadchange"; leads: boolean };

/** @internal The part of a `RawPhone` that the classes use, be it in this tab or in another. */
export interface Raw extends Pick<RawPhone, "status" | "calls" | "recent" | "peerConnection" | "close"> {
  listen(listener: (event: RawEvent) => void): void;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  dial(target: string, options: unknown): Promise<number>;
  answer(handle: number): Promise<void>;
  command(...order: Parameters<RawPhone["command"]>): number | Promise<number>;
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

/** @internal A raw phone, and the commands whose outcome an event will tell. */
export class Switchboard {
  readonly raw: Raw;
  readonly calls = new Map<number, Call>();
  readonly #open = new Map<string, (error?: unknown) => void>();

  constructor(raw: Raw) {
    this.raw = raw;
  }

  /** Gives an order; resolves when `settle` says so for `of`. */
  order(of: string, ...order: Parameters<RawPhone["command"]>): Promise<void> {
    return run(async () => {
      const outcome = this.outcome(of);
      try {
        await this.raw.command(...order);
      } catch (thrown) {
        this.settle(of, thrown);
      }
      return outcome;
    });
  }

  /** Resolves when `settle` says so for `of`. A later order of the same kind takes the place of an earlier. */
  outcome(of: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const before = this.#open.get(of);
      this.#open.set(of, (error) => {
        before?.(error);
        if (error === undefined) resolve();
        else reject(PhoneError.from(error));
      });
    });
  }

  settle(of: string, error?: unknown): void {
    const settle = this.#open.get(of);
    this.#open.delete(of);
    settle?.(error);
  }

  /** Nothing more will be told of what is open. */
  abandon(error: unknown): void {
    for (const of of [...this.#open.keys()]) this.settle(of, error);
  }
}
