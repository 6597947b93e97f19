import { type Call, PhoneError } from "@ringdesk/sdk";

/** Hands the customer over unannounced: he is on hold until the target answers, and comes back if it does not. */
export async function handOver(customer: Call, target: string, tell: (text: string) => void): Promise<boolean> {
  try {
    await customer.transfer(target);
    return true;
  } catch (error) {
    const { code, status } = PhoneError.from(error);
    const busy = status === 486 || status === 600;
    tell(code !== "transfer.failed" ? code : busy ? "busy" : status === 404 ? "nobody there" : "not accepted");
    return false;
  }
}
