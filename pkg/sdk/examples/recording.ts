import { createPhone, type AccountOptions } from "@ringdesk/sdk";

const credentials = (): Promise<AccountOptions> => fetch("/phone-account").then((response) => response.json());
const phone = await createPhone({
  credentials,
  recording: {
    mode: "always",
    pauseResumesAfterMs: 30_000,
    // A recording stays in the browser, and is offered again and again, until this promise resolves.
    sink: async (recording) => {
      const body = await recording.blob();
      const answer = await fetch(`/recordings/${recording.id}`, { method: "PUT", body });
      if (!answer.ok) throw new Error(`${answer.status}`);
    },
  },
});
phone.addEventListener("recordingsaved", ({ detail: { recording } }) => console.log(recording.id, recording.durationMs));
// What a tab that crashed has left is here as well, but for its last two seconds.
for (const recording of await phone.savedRecordings()) console.log(recording.id, recording.state);
await phone.connect();
document.querySelector("#card-number")?.addEventListener("focus", () => void phone.calls[0]?.record("pause"));
document.querySelector("#card-number")?.addEventListener("blur", () => void phone.calls[0]?.record("resume"));
