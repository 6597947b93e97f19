//! The demo's people, customers and conversations. Seeding twice adds nothing.

use serde_json::Value;

use crate::secret;
use crate::store::{
    NewAgent, NewContact, NewTicket, Person, Saved, Store, StoreError, TicketChange,
};

const MINA: usize = 0;
const JUN: usize = 1;
const AGENTS: [(&str, &str, &str, &str); 3] = [
    ("mina", "101", "Mina Park", "mina@ringdesk.localhost"),
    ("jun", "102", "Jun Lee", "jun@ringdesk.localhost"),
    ("sora", "103", "Sora Kim", "sora@ringdesk.localhost"),
];

/// Name, number, e-mail, note. The numbers are from ranges kept for fiction.
const CUSTOMERS: [(&str, &str, &str, &str); 8] = [
    (
        "Hana Sato",
        "+81 3 5550 0142",
        "hana.sato@example.jp",
        "Prefers Japanese.",
    ),
    (
        "Oliver Grant",
        "+44 20 7946 0321",
        "oliver.grant@example.co.uk",
        "Business plan, 12 seats.",
    ),
    (
        "Sofia Marques",
        "+351 21 555 0188",
        "sofia.marques@example.pt",
        "",
    ),
    (
        "Kim Jiwoo",
        "+82 2 555 0133",
        "jiwoo.kim@example.kr",
        "Prefers to be called in the afternoon.",
    ),
    (
        "Amara Okafor",
        "+234 1 555 0170",
        "amara.okafor@example.ng",
        "",
    ),
    (
        "Lukas Brandt",
        "+49 30 555 0124",
        "lukas.brandt@example.de",
        "Owner of two shops.",
    ),
    (
        "Priya Nair",
        "+91 22 5555 0165",
        "priya.nair@example.in",
        "",
    ),
    (
        "Daniel Reyes",
        "+1 202 555 0117",
        "daniel.reyes@example.com",
        "VIP.",
    ),
];

/// Numbers that Mina and Jun call often (KC-22).
const FREQUENT: [(&str, &str); 2] = [
    ("Carrier hotline", "+1 202 555 0143"),
    ("Accounts office", "+44 20 7946 0958"),
];

struct Story {
    customer: usize,
    agent: usize,
    subject: &'static str,
    status: &'static str,
    priority: &'static str,
    tags: &'static [&'static str],
    opening: &'static str,
    /// What was written after it, with whether the customer could read it.
    replies: &'static [(&'static str, bool)],
}

const STORIES: [Story; 7] = [
    Story {
        customer: 0,
        agent: MINA,
        subject: "Parcel shows delivered, nothing arrived",
        status: "open",
        priority: "high",
        tags: &["delivery", "tracking"],
        opening: "Hello, the tracking page says that my order R-20418 was delivered on Tuesday at 14:10, but nobody rang and \
                  there is no parcel with the neighbours either. Could you find out where it was left?",
        replies: &[
            (
                "I am sorry about this. I have asked the carrier for the proof of delivery and will call you as soon as I have it.",
                true,
            ),
            (
                "Carrier case 77-1932. Driver's photo shows a blue door; the customer's door is white.",
                false,
            ),
        ],
    },
    Story {
        customer: 1,
        agent: JUN,
        subject: "Invoice 2026-1107 charges two seats too many",
        status: "pending",
        priority: "normal",
        tags: &["billing", "invoice"],
        opening: "We removed two seats on the 28th of last month, yet the November invoice still lists fourteen. Please correct it.",
        replies: &[(
            "You are right: the change was booked a day late. A credit note is on its way; could you confirm the billing address?",
            true,
        )],
    },
    Story {
        customer: 2,
        agent: MINA,
        subject: "How do I move my number to the new account?",
        status: "solved",
        priority: "normal",
        tags: &["account", "number-transfer"],
        opening: "I opened a second account for my new company and would like to take my old number with me. Is that possible?",
        replies: &[
            (
                "Yes. I have started the transfer; it takes one working day, and calls keep arriving in the meantime.",
                true,
            ),
            ("It worked, thank you for the quick help!", true),
        ],
    },
    Story {
        customer: 3,
        agent: JUN,
        subject: "Echo in calls from the Busan office",
        status: "open",
        priority: "urgent",
        tags: &["audio", "office-network"],
        opening: "Since Monday everybody in our Busan office hears an echo about half a second late. Seoul is fine.",
        replies: &[(
            "Echo is back on the speaker phones only; headsets are clean. Waiting for the model numbers.",
            false,
        )],
    },
    Story {
        customer: 5,
        agent: MINA,
        subject: "Opening hours announcement for the holidays",
        status: "open",
        priority: "low",
        tags: &["announcement"],
        opening: "From 24 December to 2 January both shops are closed. Can the queue say so from 17:00 on the 23rd?",
        replies: &[],
    },
    Story {
        customer: 6,
        agent: JUN,
        subject: "Refund for a double payment",
        status: "solved",
        priority: "normal",
        tags: &["billing", "refund"],
        opening: "My card was charged twice for the same order within a minute.",
        replies: &[(
            "The second charge was reversed today; banks show it within three days.",
            true,
        )],
    },
    Story {
        customer: 7,
        agent: MINA,
        subject: "Call back about the contract renewal",
        status: "pending",
        priority: "high",
        tags: &["contract", "callback"],
        opening: "My contract ends in December. Please call me before the 30th so that we can talk about the new terms.",
        replies: &[(
            "Tried twice today, no answer. Next attempt tomorrow at 10:00 his time.",
            false,
        )],
    },
];

/// Adds the demo to a database that has never seen it; agents who are missing come back in any case.
pub fn seed(store: &Store) -> Result<(), StoreError> {
    for (user, extension, name, email) in AGENTS {
        if store.agent(user)?.is_none() {
            // Nobody knows this password: the demo's links sign in, or `add-agent` sets another.
            let hash = secret::hash_password(&secret::token()?)?;
            let mut agent = NewAgent {
                user,
                extension: Some(extension),
                name,
                email: Some(email),
                password_hash: &hash,
            };
            match store.put_agent(&agent) {
                // Somebody else got this number meanwhile.
                Err(StoreError::Conflict(_)) => {
                    agent.extension = None;
                    store.put_agent(&agent)?;
                }
                put => put?,
            }
        }
    }
    if !store.mark_once("demo-seeded")? {
        return Ok(());
    }
    let mut agents = Vec::new();
    for (user, ..) in AGENTS {
        agents.extend(store.agent(user)?);
    }
    let mut contacts = Vec::new();
    for (name, phone, email, notes) in CUSTOMERS {
        let contact = store.add_contact(&NewContact {
            name: name.into(),
            phone: Some(phone.into()),
            email: Some(email.into()),
            notes: Some(notes.into()).filter(|notes: &String| !notes.is_empty()),
        })?;
        contacts.push(contact.id);
    }
    for agent in agents.iter().take(2) {
        for (name, number) in FREQUENT {
            store.put_frequent(agent.id, name, number)?;
        }
    }
    for (number, story) in STORIES.iter().enumerate() {
        let (Some(agent), Some(customer)) = (agents.get(story.agent), contacts.get(story.customer))
        else {
            continue;
        };
        let saved = store.create_ticket(&NewTicket {
            external_id: Some(format!("demo:{number}")),
            subject: story.subject.into(),
            body: story.opening.into(),
            public: true,
            status: "new".into(),
            priority: Some(story.priority.into()),
            kind: Some("question".into()),
            tags: story.tags.iter().map(|tag| String::from(*tag)).collect(),
            requester: Person::Known(*customer),
            assignee_id: Some(agent.id),
            author_id: *customer,
            metadata: Value::Null,
        })?;
        let Saved::Changed(ticket, _) = saved else {
            continue;
        };
        let last = story.replies.len();
        for (index, (text, public)) in story.replies.iter().enumerate() {
            let change = TicketChange {
                comment: Some((String::from(*text), *public)),
                status: (index + 1 == last).then(|| story.status.into()),
                ..TicketChange::default()
            };
            store.change_ticket(ticket.id, agent.id, &change)?;
        }
        if last == 0 {
            let change = TicketChange {
                status: Some(story.status.into()),
                ..TicketChange::default()
            };
            store.change_ticket(ticket.id, agent.id, &change)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::TicketSort;

    #[test]
    fn seeding_again_adds_nothing() {
        let store = Store::in_memory();
        seed(&store).unwrap();
        seed(&store).unwrap();
        assert_eq!(store.agents().unwrap().len(), AGENTS.len());
        let tickets = store.find_tickets(&[], TicketSort::default(), 100).unwrap();
        assert_eq!(tickets.len(), STORIES.len());
        assert!(tickets.iter().all(|ticket| ticket.status != "new"));
    }
}
