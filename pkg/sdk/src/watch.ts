/** Watching somebody: presence, or what a telephone is doing. */
import type { WatchedDialog } from "../generated/ringdesk_sdk.js";
import { Target, tell } from "./raw.js";
import type { Dispatch, Switchboard, Typed } from "./raw.js";

/** What happens to somebody who is watched. */
export interface WatchEventMap {
  /** Whether calls are welcome, and a word on it. */
  presence: CustomEvent<{ open: boolean; note: string }>;
  /** All calls of a watched telephone. */
  dialogs: CustomEvent<{ dialogs: WatchedDialog[] }>;
  /** The watch is over, because the server ended it. */
  ended: CustomEvent<{ reason: string }>;
}

/** Somebody who is watched. */
export class Watch extends (Target as new () => Typed<WatchEventMap> & Dispatch) {
  readonly #board: Switchboard;
  readonly #handle: number;
  readonly #gone: () => void;
  /** What came before anybody could listen; absent from then on. */
  #early: (() => void)[] | undefined = [];
  #state: "active" | "ended" = "active";

  /** @internal Watches are made by `Phone`. */
  constructor(board: Switchboard, handle: number, gone: () => void) {
    super();
    this.#board = board;
    this.#handle = handle;
    this.#gone = gone;
  }

  /** Whether changes are told. */
  get state(): "active" | "ended" {
    return this.#state;
  }

  /** Watches no longer. */
  close(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#gone();
    try {
      void Promise.resolve(this.#board.raw.command("unwatch", this.#handle, "")).catch(() => undefined);
    } catch {
      // The phone is closed, and with it the watch.
    }
  }

  /** @internal */
  begin(): void {
    const early = this.#early;
    this.#early = undefined;
    for (const told of early ?? []) told();
  }
  /** @internal */
  saw(type: string, detail: unknown): void {
    if (this.#early) this.#early.push(() => this.saw(type, detail));
    else if (this.#state === "active") tell(this, type, detail);
  }
  /** @internal */
  finish({ code }: { code: string }): void {
    this.saw("ended", { reason: code });
    if (this.#early) this.#early.push(() => (this.#state = "ended"));
    else this.#state = "ended";
  }
}
