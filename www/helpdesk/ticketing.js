/**
 * The helpdesk's API, Zendesk-shaped, read into what the page shows: tickets, people, conversations, calls.
 */
import { requestJson } from './session.js';

const people = new Map();
const colleagues = new Map();

/** A person by id: `{ id, name, phone, email, role }`; undefined until a list that names them was read. */
export function person(id) {
  return people.get(id);
}

/** A colleague's name by what the exchange calls them; undefined for anyone else. */
export function colleagueName(user) {
  return colleagues.get(user);
}

function remember(users) {
  for (const user of users ?? []) people.set(user.id, user);
}

async function know(ids) {
  const unknown = [...new Set(ids)].filter((id) => id && !people.has(id));
  await Promise.all(unknown.map(async (id) => {
    try {
      people.set(id, (await requestJson(`/api/v2/users/${id}.json`)).user);
    } catch (error) {
      if (error.status === 404) people.set(id, { id, name: null });
    }
  }));
}

/** Newest first. */
export async function listTickets() {
  const { tickets, users } = await requestJson('/api/v2/tickets.json?include=users&sort_by=updated_at&sort_order=desc&per_page=100');
  remember(users);
  await know(tickets.map((ticket) => ticket.requester_id));
  return tickets.sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at));
}

/** By ticket number, subject or requester (FD-24). */
export async function searchTickets(words) {
  // Quotes and colons are the search language's own.
  const query = encodeURIComponent(`type:ticket ${words.replace(/[":]/g, ' ')}`);
  const { results, users } = await requestJson(`/api/v2/search.json?query=${query}&include=users`);
  remember(users);
  const tickets = results.filter((result) => result.result_type == null || result.result_type === 'ticket');
  await know(tickets.map((ticket) => ticket.requester_id));
  return tickets;
}

/** A ticket with its conversation: `{ ticket, entries }`. */
export async function openTicket(id) {
  const path = `/api/v2/tickets/${id}`;
  const [{ ticket, users }, commented, audited, recorded] = await Promise.all([
    requestJson(`${path}.json?include=users`),
    requestJson(`${path}/comments.json?include=users`),
    requestJson(`${path}/audits.json?include=users`).catch(unlessSignedOut({ audits: [] })),
    listCalls({ limit: 100 }).catch(unlessSignedOut([])),
  ]);
  remember(users);
  remember(commented.users);
  remember(audited.users);
  await know([ticket.requester_id, ticket.assignee_id, ...[...commented.comments, ...audited.audits].map((written) => written.author_id)]);
  return { ticket, entries: entriesOf(ticket, commented.comments, audited.audits, recorded) };
}

const unlessSignedOut = (instead) => (error) => {
  if (error.status === 401) throw error;
  return instead;
};

/** Changes a ticket: `{ comment: { body, public }, status }`. */
export async function updateTicket(id, change) {
  const { ticket } = await requestJson(`/api/v2/tickets/${id}.json`, { method: 'PUT', body: { ticket: change } });
  return ticket;
}

/** Newest first; `number` narrows to calls with that party. */
export async function listCalls({ limit, number }) {
  const narrowed = number ? `&number=${encodeURIComponent(number)}` : '';
  const { calls } = await requestJson(`/api/calls?limit=${limit}${narrowed}`);
  return calls;
}

/** Colleagues: `[{ user, name, uri, state }]`. */
export async function listAgents() {
  const agents = await requestJson('/api/agents');
  for (const { user, extension, name } of agents) for (const key of [user, extension]) if (key) colleagues.set(key, name);
  return agents;
}

/** Whether a ticket came of a call. */
export function isCallTicket(ticket) {
  return ticket.external_id?.startsWith('call:') || ['voice', 'phone'].includes(ticket.via?.channel) || (ticket.tags ?? []).includes('call');
}

/** Whether it came of a call that nobody answered. */
export function isMissedTicket(ticket) {
  return isCallTicket(ticket) && (ticket.tags ?? []).some((tag) => tag.startsWith('missed'));
}

/**
 * One line of time from comments, their audits' call facts, status changes, and the exchange's own call records:
 * a call is one entry, however many comments and records speak of it.
 */
function entriesOf(ticket, comments, audits, records) {
  const auditOf = new Map();
  const changes = [];
  for (const audit of audits) {
    for (const event of audit.events ?? []) {
      auditOf.set(event.id, audit);
      if (event.type === 'Change' && event.field_name === 'status') {
        changes.push({ kind: 'status', at: audit.created_at, authorId: audit.author_id, from: event.previous_value, to: event.value, id: `e${event.id}` });
      }
    }
    auditOf.set(`audit ${audit.id}`, audit);
  }

  const entries = [];
  const calls = new Map();
  for (const comment of comments) {
    const audit = auditOf.get(comment.id) ?? auditOf.get(`audit ${comment.audit_id}`);
    const facts = callOf(comment.metadata) ?? callOf(audit?.metadata);
    const body = comment.plain_body ?? comment.body;
    // The words a call's ticket begins with say what its entry shows; what is written later are an agent's notes (FD-31).
    const notes = body && body !== ticket.description ? [body] : [];
    if (!facts) {
      entries.push({ kind: 'message', id: `c${comment.id}`, at: comment.created_at, authorId: comment.author_id, body, public: comment.public });
    } else if (facts.callId && calls.has(facts.callId)) {
      const known = calls.get(facts.callId);
      known.call = { ...known.call, ...present(facts) };
      known.notes.push(...notes);
    } else {
      const entry = { kind: 'call', id: `c${comment.id}`, at: facts.startedAt ?? comment.created_at, authorId: comment.author_id, call: facts, notes };
      entries.push(entry);
      if (facts.callId) calls.set(facts.callId, entry);
    }
  }
  for (const record of records) {
    const facts = callFacts(record);
    const known = calls.get(facts.callId);
    if (known) {
      known.call = { ...present(facts), ...present(known.call) };
    } else if (record.ticketId != null && String(record.ticketId) === String(ticket.id)) {
      entries.push({ kind: 'call', id: `r${record.id}`, at: facts.startedAt, call: facts, notes: [] });
    }
  }
  return [...entries, ...changes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const present = (facts) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value != null && value !== ''));

function callOf(metadata) {
  const facts = metadata?.call ?? metadata?.custom?.call;
  return facts ? callFacts(facts) : null;
}

/** Call facts of a comment (snake_case) or of a call record (camelCase). */
export function callFacts(facts) {
  const read = (camel) => facts[camel] ?? facts[camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? null;
  return {
    callId: read('callId'), direction: /^out/i.test(read('direction') ?? '') ? 'outbound' : 'inbound',
    from: party(read('from')), fromName: read('fromName'), to: party(read('to')), toName: read('toName'), queue: read('queue'),
    startedAt: read('startedAt'), answeredAt: read('answeredAt'), endedAt: read('endedAt'), durationS: read('durationS'),
    outcome: read('outcome'), missedReason: read('missedReason'), agent: read('agent'), ticketId: read('ticketId'),
  };
}

/** The number or name in a SIP or tel URI. */
export function party(address) {
  const uri = /^(?:sips?|tel):([^@;?]+)/i.exec(address ?? '');
  return uri ? decodeURIComponent(uri[1]) : address;
}
