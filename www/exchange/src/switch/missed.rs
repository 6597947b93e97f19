//! The ticket of a queue call that reached no agent.

use serde_json::json;

use crate::store::{
    CallFilter, EXCHANGE, NewContact, NewTicket, Person, Saved, Store, StoreError, TicketChange,
};

/// What people read for a reason (CT-15 to CT-18 and their like).
fn words(reason: &str) -> &str {
    match reason {
        "notInOperation" => "The call came outside of operating hours.",
        "noOperator" => "No agent was able to take the call.",
        "abandonedInQueue" => "The caller was dropped after waiting in the queue.",
        "ringTimeOver" => "An agent was rung, and the ring time passed.",
        "userleft" => "The caller hung up while waiting.",
        "exceededQueue" => "The queue was full.",
        _ => "The call ended without reaching an agent.",
    }
}

/// Writes the ticket for the newest call of this Call-ID: closed, with the reason in it, in the caller's name.
pub(super) fn write(store: &Store, call_id: &str) -> Result<(), StoreError> {
    let filter = CallFilter {
        call_id: Some(call_id.into()),
        limit: 1,
        ..CallFilter::default()
    };
    let Some(call) = store.calls(&filter)?.into_iter().next() else {
        return Ok(());
    };
    let Some(leg) = call.legs.iter().find(|leg| leg.call_id == call_id) else {
        return Ok(());
    };
    let Some(reason) = leg.missed_reason.as_deref() else {
        return Ok(());
    };
    let name = call.from_name.as_deref().unwrap_or(&call.from);
    let queue = leg.queue.as_deref().unwrap_or(&leg.to);
    let by = leg.by.as_ref();
    let by = by.map_or(String::new(), |agent| format!("\nTransferred by: {agent}"));
    let requester = match store.agent(&call.from)? {
        Some(agent) => Person::Known(agent.id),
        None => Person::Named(NewContact {
            name: name.into(),
            ..NewContact::default()
        }),
    };
    let subject = format!("Missed call from {name} ({queue})");
    let body = format!(
        "{}\nReason: {reason}\nCaller: {name}\nQueue: {queue}\nArrived: {}{by}",
        words(reason),
        leg.started_at
    );
    let facts = json!({
        "call_id": leg.call_id,
        "direction": call.direction,
        "from": call.from,
        "to": leg.to,
        "queue": leg.queue,
        "started_at": leg.started_at,
        "ended_at": leg.ended_at,
        "duration_s": 0,
        "outcome": leg.outcome,
        "missed_reason": reason,
    });
    let metadata = json!({"call": facts});
    let tags = vec!["missed-call".into(), reason.to_ascii_lowercase()];
    let saved = store.create_ticket(&NewTicket {
        external_id: Some(format!("call:{call_id}")),
        subject,
        body: body.clone(),
        public: false,
        status: "closed".into(),
        priority: None,
        kind: None,
        tags: tags.clone(),
        requester,
        assignee_id: None,
        author_id: EXCHANGE,
        metadata: metadata.clone(),
    })?;
    if let Saved::Existing(ticket) = saved {
        // He was transferred, and his call has its ticket: somebody has to look at it again.
        let change = TicketChange {
            status: Some("open".into()),
            add_tags: tags,
            comment: Some((body, false)),
            metadata,
            ..TicketChange::default()
        };
        store.change_ticket(ticket.id, EXCHANGE, &change)?;
    }
    Ok(())
}
