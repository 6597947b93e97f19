import { type Call, PhoneError } from "@ringdesk/sdk";

/** Looks something up while the customer hears music. */
export async function lookUp(call: Call, look: () => Promise<void>): Promise<void> {
  const refusal = call.can("hold");
  if (refusal) return console.warn(refusal.code, refusal.message);
  try {
    await call.hold();
    await look();
    await call.resume();
  } catch (error) {
    if (error instanceof PhoneError) console.warn(error.code, error.status);
  }
}
