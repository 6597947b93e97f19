import { createPhone, type AccountOptions, type Call } from "@ringdesk/sdk";

const credentials = (): Promise<AccountOptions> => fetch("/phone-account").then((response) => response.json());
const phone = await createPhone({ credentials, announcement: "/announcements/abuse.wav" });
await phone.connect();

/** The announcement is played to the customer to its end, and then the call is over. */
export async function terminate(call: Call): Promise<void> {
  if (call.can("terminate") || !confirm("The customer hears the announcement, and the call ends. Go on?")) return;
  await call.terminate();
  console.log(call.end?.reason === "call.terminated");
}
