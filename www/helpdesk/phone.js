/**
 * Ringdesk in this helpdesk: everything an integrator writes.
 * The element itself is in index.html; documentation: the README of @ringdesk/widget.
 */
import { authorization, requestJson } from './session.js';

export const phone = document.querySelector('ringdesk-phone');

// Who is calling out and may be called: a short-lived SIP account for the signed-in agent.
phone.credentials = () => requestJson('/api/sip-credentials', { method: 'POST' });

// Where tickets live: any Zendesk-shaped API; here on the same origin, with the agent's session.
phone.helpdesk = { baseUrl: '', headers: authorization };

// A call has its ticket: show it.
phone.addEventListener('ringdesk-ticket', (event) => {
  location.hash = `ticket/${event.detail.ticketId}`;
});
