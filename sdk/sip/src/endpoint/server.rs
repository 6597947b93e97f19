//! Requests we received.

use super::event::{Event, Flow, Outbox, ServerTransaction};
use super::{COOKIE, TRYING_AFTER};
use crate::instant::Instant;
use crate::message::{Request, Response};
use crate::method::Method;
use crate::status::Status;
use crate::text;
use crate::via::Via;
use alloc::string::String;
use alloc::vec::Vec;

/// RFC 3261 §17.2 and RFC 6026 §8.5, with timers G, I and J at zero as reliable transports have them.
///
/// ```text
///                 300-699 to INVITE
///   Proceeding ───────────────────► Completed
///    │  │  │                            │ ACK, timer H
///    │  │  │ 2xx to INVITE              │
///    │  │  └─────────► Accepted         │
///    │  │                  │ timer L    │
///    │  │ any final to     ▼            │
///    │  └──────────────► Done ◄─────────┘
///    │   another request   ▲
///    └─────────────────────┘
///     nobody answered another request in 64 T1, connection lost
/// ```
#[derive(Copy, Clone, PartialEq, Debug)]
enum State {
    Proceeding,
    Accepted,
    Completed,
    Done,
}

/// What a request is recognised by (§17.2.3): the topmost Via, or for clients of RFC 2543 what they offer in its place.
pub(super) fn key(request: &Request, via: &Via) -> String {
    let mut key = via.sent_by();
    key.make_ascii_lowercase();
    let branch = via.branch().unwrap_or_default();
    push_part(&mut key, branch);
    // A bare cookie recognises nothing (RFC 4475 §3.2.1).
    if !branch.starts_with(COOKIE) || branch == COOKIE {
        let headers = &request.headers;
        push_part(&mut key, headers.call_id().unwrap_or_default());
        text::push_number(&mut key, headers.cseq_number().into());
        push_part(&mut key, headers.from_tag());
    }
    key
}

fn push_part(key: &mut String, part: &str) {
    key.push('|');
    key.push_str(part);
}

#[derive(Debug)]
pub(super) struct Server {
    pub(super) id: u64,
    pub(super) flow: Flow,
    pub(super) key: String,
    pub(super) method: Method,
    pub(super) deadline: Option<Instant>,
    state: State,
    /// What was sent last, for a request that comes again. Before that, in an INVITE: the 100 to send.
    last: Vec<u8>,
    answered: bool,
    to_tag: String,
}

impl Server {
    pub(super) fn new(
        id: u64,
        flow: Flow,
        key: String,
        request: &Request,
        now: Instant,
        later: Instant,
    ) -> Self {
        let invite = request.method == Method::Invite;
        let last = if invite {
            request.response(Status::TRYING).to_bytes()
        } else {
            Vec::new()
        };
        Self {
            id,
            flow,
            key,
            method: request.method.clone(),
            deadline: Some(if invite { now + TRYING_AFTER } else { later }),
            state: State::Proceeding,
            last,
            answered: false,
            to_tag: String::new(),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Whether a CANCEL comes in time.
    pub(super) fn is_pending(&self) -> bool {
        self.state == State::Proceeding
    }

    /// The tag our responses carry, for the answer to a CANCEL (§9.2); empty before the first.
    pub(super) fn to_tag(&self) -> &str {
        &self.to_tag
    }

    #[inline(never)]
    fn transition(&mut self, to: State, deadline: Option<Instant>) {
        self.state = to;
        self.deadline = deadline;
    }

    pub(super) fn respond(&mut self, response: &Response, later: Instant, outputs: &mut Outbox) {
        let (status, invite) = (response.status, self.method == Method::Invite);
        match self.state {
            State::Accepted if status.is_success() => {}
            State::Accepted | State::Completed | State::Done => return,
            State::Proceeding if !status.is_final() => {
                let deadline = self.deadline.filter(|_| !invite);
                self.transition(State::Proceeding, deadline);
            }
            State::Proceeding if !invite => self.transition(State::Done, None),
            State::Proceeding if status.is_success() => {
                self.transition(State::Accepted, Some(later));
            }
            State::Proceeding => self.transition(State::Completed, Some(later)),
        }
        self.to_tag = response.headers.to_tag().into();
        self.last = response.to_bytes();
        self.answered = true;
        outputs.send(self.flow, self.last.clone());
    }

    /// The same request once more.
    pub(super) fn receive_again(&mut self, outputs: &mut Outbox) {
        if self.answered && self.state != State::Accepted {
            outputs.send(self.flow, self.last.clone());
        }
    }

    /// An ACK with our branch; whether it belongs to the owner, since it came after a 2xx (RFC 6026 §7.1).
    pub(super) fn receive_ack(&mut self) -> bool {
        if self.state == State::Completed {
            self.transition(State::Done, None);
        }
        self.state == State::Accepted
    }

    fn gone(&mut self, outputs: &mut Outbox) {
        self.transition(State::Done, None);
        let tx = ServerTransaction(self.id);
        outputs.tell(Event::ServerGone { tx });
    }

    pub(super) fn lose_flow(&mut self, outputs: &mut Outbox) {
        if self.state == State::Proceeding {
            self.gone(outputs);
        }
        self.transition(State::Done, None);
    }

    pub(super) fn tick(&mut self, now: Instant, outputs: &mut Outbox) {
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            match self.state {
                State::Proceeding if self.method == Method::Invite => {
                    self.answered = true;
                    self.transition(State::Proceeding, None);
                    outputs.send(self.flow, self.last.clone());
                }
                State::Proceeding | State::Completed => self.gone(outputs),
                State::Accepted | State::Done => self.transition(State::Done, None),
            }
        }
    }
}
