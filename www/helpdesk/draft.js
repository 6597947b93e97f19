/**
 * What an agent has typed and not sent, per ticket. It survives reloads, screen pops and the end of a session.
 */

const PREFIX = 'northlight.draft.';

/** `{ body, public }` or null. */
export function draftOf(ticketId) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + ticketId));
  } catch {
    return null;
  }
}

export function keepDraft(ticketId, draft) {
  if (draft.body.trim()) sessionStorage.setItem(PREFIX + ticketId, JSON.stringify(draft));
  else sessionStorage.removeItem(PREFIX + ticketId);
}

export function dropDraft(ticketId) {
  sessionStorage.removeItem(PREFIX + ticketId);
}

/** Another agent signs in to this tab: the drafts are not theirs. */
export function dropAllDrafts() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
