import type { Call } from "@ringdesk/sdk";

/** Asks an expert about the customer, who is on hold meanwhile, and does what was agreed. */
export async function ask(customer: Call, expert: string, agreed: () => Promise<"hers" | "mine" | "together">): Promise<void> {
  const consult = await customer.consult(expert, { displayName: "Support" });
  try {
    await consult.call.answered();
  } catch {
    // Busy, declined, nobody there: `consult.call.end` says so, and the customer is back.
    return;
  }
  const decision = await agreed();
  if (decision === "hers") await consult.complete();
  else if (decision === "mine") await consult.cancel();
  else await consult.conference();
}
