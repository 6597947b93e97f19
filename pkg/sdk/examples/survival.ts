import { createPhone, type AccountOptions } from "@ringdesk/sdk";

const credentials = (): Promise<AccountOptions> => fetch("/phone-account").then((response) => response.json());
const phone = await createPhone({ servers: ["wss://a.example.com", "wss://b.example.com"], credentials });
await phone.connect();
for (const call of phone.calls) {
  // It was going on when the page was reloaded, and has its old id and its old start.
  const show = () => console.log(call.id, call.returning ? "coming back" : call.inboundLost ? "not heard" : call.state);
  call.addEventListener("statechange", show);
  show();
}
