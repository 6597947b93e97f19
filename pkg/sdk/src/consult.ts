/** Asking a colleague about a call, before or instead of handing it over. */
import type { Call } from "./call.js";
import type { Switchboard } from "./raw.js";

/** A colleague is consulted about a call, which is on hold meanwhile. */
export class Consult {
  /** The call to the colleague. It may still ring: `call.answered()` tells. */
  readonly call: Call;
  /** The call that it is about. */
  readonly about: Call;
  readonly #board: Switchboard;

  /** @internal Made by `Call.consult`. */
  constructor(board: Switchboard, call: Call, about: Call) {
    this.#board = board;
    this.call = call;
    this.about = about;
  }

  /** Hands the call over to the colleague. Resolves when the two talk; both calls then end by themselves. */
  complete(): Promise<void> {
    const { about, call } = this;
    return this.#board.order({ of: `transfer${about.handle}`, about: [about] }, "complete-transfer", call.handle, "");
  }
  /**
   * Ends the consultation. Resolves when the colleague is gone and the call is as the profile wants it: talked with again, on hold
   * still, or over as well.
   */
  cancel(): Promise<void> {
    const { about, call } = this;
    const done = (): boolean => call.state === "ended" && !/ing$/.test(about.line?.stage ?? "");
    return this.#board.order({ of: "hold", about: [], done }, "end-consult", call.handle, "");
  }
  /** Makes a conference of all. Resolves when everybody is in it. */
  conference(): Promise<void> {
    const { about, call } = this;
    return this.#board.joined([about, call], "conference", "away", call.handle);
  }
}
