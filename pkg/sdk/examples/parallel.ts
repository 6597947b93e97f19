import type { Call, Phone } from "@ringdesk/sdk";

/** Asks a workshop for a date while the customer waits, goes back to the customer, and has both agree on it. */
export async function arrange(phone: Phone, customer: Call, workshop: string, agreed: () => Promise<boolean>): Promise<void> {
  phone.addEventListener("linechange", ({ detail }) =>
    console.log(detail.lines.map(({ purpose, stage, parties }) => `${purpose}: ${stage}, ${parties.length}`)),
  );
  const other = await customer.parallel(workshop);
  await other.answered();
  // There and back, as often as it takes: at most one of both is not on hold.
  await phone.swap();
  if (await agreed()) await phone.merge();
  else await other.hangUp();
}
