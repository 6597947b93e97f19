import type { Call, Phone } from "@ringdesk/sdk";

/** Calls an interpreter into the conversation, and leaves customer and interpreter to each other. */
export async function interpret(customer: Call, interpreter: string): Promise<void> {
  const third = await customer.addParty(interpreter);
  await third.answered();
  console.log(customer.line?.parties.map(({ remote }) => remote.name ?? remote.number));
  const alone = customer.can("leave");
  if (alone) await third.remove();
  else await customer.leave();
}

/** Listens to the call of a colleague, `dialog` being `call.dialog` there, and speaks when it is time to. */
export async function supervise(phone: Phone, colleague: string, dialog: NonNullable<Call["dialog"]>): Promise<Call> {
  const call = await phone.join(colleague, dialog, { listen: true });
  await call.answered();
  return call;
}
