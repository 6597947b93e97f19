import { PhoneError, type Call, type Phone } from "@ringdesk/sdk";

export async function consult(phone: Phone, customer: Call, expert: string): Promise<void> {
  await customer.hold();
  const inquiry = await phone.dial(expert, { displayName: "Support" });
  await new Promise<void>((answered) =>
    inquiry.addEventListener("statechange", ({ detail }) => detail.state === "connected" && answered()),
  );
  await customer.transferTo(inquiry).catch(async (error: PhoneError) => {
    console.warn(error.code, error.status);
    await customer.resume();
  });
}
