import type { Phone } from "@ringdesk/sdk";

export async function colleagues(phone: Phone, show: (line: string) => void): Promise<void> {
  const jun = await phone.watch("jun", "presence");
  jun.addEventListener("presence", ({ detail }) => show(`Jun ${detail.open ? "is there" : "is away"}: ${detail.note}`));
  const door = await phone.watch("200", "dialog");
  door.addEventListener("dialogs", ({ detail }) => show(`${detail.dialogs.length} calls at the door`));
  phone.addEventListener("message", ({ detail }) => show(`${detail.from.name ?? detail.from.number}: ${detail.text}`));
  await phone.sendMessage("jun", "Can you take the next one?");
}
