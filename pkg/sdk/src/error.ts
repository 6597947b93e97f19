/** Why commands fail. */

/** Why a command failed. `code` is stable and meant for programs, `message` for people. */
export class PhoneError extends Error {
  /** A stable dotted code, such as `media.permission-denied`. */
  readonly code: string;
  /** The SIP status behind it, when there was one. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "PhoneError";
    this.code = code;
    this.status = status;
  }

  /** Whatever was thrown, as a `PhoneError`. */
  static from(thrown: unknown): PhoneError {
    if (thrown instanceof PhoneError) return thrown;
    const { code, message, status } = (thrown ?? {}) as { code?: unknown; message?: unknown; status?: unknown };
    const text = typeof message === "string" ? message : String(thrown);
    const known = typeof code === "string" ? code : "internal.panic";
    return new PhoneError(known, text, typeof status === "number" ? status : undefined, thrown);
  }
}
