// What an application may write against the published types.
import { createPhone, PhoneError, type Call, type Consult, type Line } from "@ringdesk/sdk";
import { RingdeskPhone } from "@ringdesk/widget";

const phone = await createPhone({ servers: ["wss://sip.example.com"] });
phone.addEventListener("incoming", ({ detail: { call } }) => void call.answer());
phone.addEventListener("ended", ({ detail: { record } }) => console.log(record.outcome, record.durationMs));
const call: Call = await phone.dial("+12015532447");
const stream: MediaStream | undefined = call.remoteStream;
console.log(stream?.id, new PhoneError("api.closed", "closed").code);

// @ts-expect-error: a state that does not exist.
void phone.chooseState("asleep");

const consult: Consult = await call.consult("expert", { displayName: "Support" });
const why: string | undefined = call.can("complete-transfer")?.code;
const line: Line | undefined = phone.lines.find(({ stage, parties }) => stage === "active" && parties.includes(consult.call));
console.log(why, line?.recording, (await phone.savedRecordings()).map(({ id, durationMs }) => `${id} ${durationMs}`));
await createPhone({ profile: { endConsult: "end-all" }, recording: { sink: async (recording) => console.log((await recording.blob()).size) } });
// @ts-expect-error: a control that does not exist.
call.can("explode");
// @ts-expect-error: a rule that does not exist.
await createPhone({ profile: { endConsult: "sometimes" } });

const element: RingdeskPhone = document.querySelector("ringdesk-phone")!;
element.credentials = async () => ({ uri: "sip:a@b", username: "a", password: "b", servers: ["wss://b"] });
element.dial("102");
await element.phone?.chooseState("break");
