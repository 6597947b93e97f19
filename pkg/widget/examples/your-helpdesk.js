const phone = document.querySelector("ringdesk-phone");
phone.credentials = () => fetch("/api/sip-credentials", { method: "POST" }).then((answer) => answer.json());
phone.helpdesk = { baseUrl: "", headers: () => ({}) };
phone.addEventListener("ringdesk-ticket", ({ detail }) => location.assign(`/tickets/${detail.ticketId}`));
