/** The events that leave the elements. All of them bubble and cross shadow roots. */
export interface RingdeskEventMap {
  /** A call rings. */
  "ringdesk-incoming": CustomEvent<{ callId: string; number: string; name?: string; queue?: string }>;
  /** The agent's state changed, or the customer's call went on. */
  "ringdesk-state": CustomEvent<{ state: string; from?: string; position?: number }>;
  /** The call has its ticket, or the agent asked for it: show it. */
  "ringdesk-ticket": CustomEvent<{ ticketId: number; callId: string; created: boolean }>;
  /** A call is over. Exactly once for each call. */
  "ringdesk-ended": CustomEvent<{
    callId: string;
    direction?: "inbound" | "outbound";
    number?: string;
    name?: string;
    queue?: string;
    startedAtMs: number;
    answeredAtMs?: number;
    endedAtMs: number;
    /** A stable code, such as `call.busy`. */
    reason: string;
    outcome?: string;
  }>;
  /** Something went wrong. The element tells its user; this is for the page's own log. */
  "ringdesk-error": CustomEvent<{ code: string; message: string }>;
}

/** Dispatches an event as the elements do. */
export function tell<K extends keyof RingdeskEventMap>(
  target: EventTarget,
  name: K,
  detail: RingdeskEventMap[K]["detail"],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
