import { createPhone, PhoneError } from "@ringdesk/sdk";

const phone = await createPhone({
  servers: ["wss://sip.example.com"],
  credentials: () => fetch("/phone-account").then((response) => response.json()),
});

phone.addEventListener("incoming", async ({ detail: { call } }) => {
  console.log(`${call.remote.name ?? call.remote.number} calls through ${call.queue ?? "no queue"}`);
  call.addEventListener("ended", ({ detail }) => console.log(`ended: ${detail.reason}`));
  await call.answer();
});

try {
  await phone.connect();
  const call = await phone.dial("+12015532447");
  call.addEventListener("statechange", ({ detail }) => console.log(detail.state));
} catch (error) {
  if (error instanceof PhoneError) console.error(error.code, error.message);
}
