// What an application may write against the published types.
import { createPhone, PhoneError, type Call } from "@ringdesk/sdk";
import { RingdeskPhone } from "@ringdesk/widget";

const phone = await createPhone({ servers: ["wss://sip.example.com"] });
phone.addEventListener("incoming", ({ detail: { call } }) => void call.answer());
phone.addEventListener("ended", ({ detail: { record } }) => console.log(record.outcome, record.durationMs));
const call: Call = await phone.dial("+12015532447");
const stream: MediaStream | undefined = call.remoteStream;
console.log(stream?.id, new PhoneError("api.closed", "closed").code);

// @ts-expect-error: a state that does not exist.
void phone.chooseState("asleep");

const element: RingdeskPhone = document.querySelector("ringdesk-phone")!;
element.credentials = async () => ({ uri: "sip:a@b", username: "a", password: "b", servers: ["wss://b"] });
element.dial("102");
await element.phone?.chooseState("break");
