import { createPhone, type AccountOptions } from "@ringdesk/sdk";

const credentials = (): Promise<AccountOptions> => fetch("/phone-account").then((response) => response.json());
const phone = await createPhone({ credentials, tabs: "shared" });
phone.addEventListener("leadchange", ({ detail }) => console.log(detail.leads ? "the phone is here" : "elsewhere"));
await phone.connect();
// A small window that outlives the page: what it runs ends with `takeOver()`.
document.querySelector("#pop-out")?.addEventListener("click", () => window.open("/phone.html", "phone", "popup"));
if (location.pathname === "/phone.html") await phone.takeOver();
