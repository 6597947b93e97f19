//! Requests we sent.

use super::event::{ClientTransaction, Event, Flow, Outbox, TransactionError};
use crate::cseq::CSeq;
use crate::header::HeaderName;
use crate::instant::Instant;
use crate::message::{Request, Response};
use crate::method::Method;
use crate::text;
use alloc::string::String;

/// RFC 3261 §17.1 and RFC 6026 §8.4, with timers A, D, E and K at zero as reliable transports have them.
///
/// ```text
///             1xx
///   Calling ───────► Proceeding
///    │ │  │            │  │  │ 300-699 (an INVITE sends ACK),
///    │ │  └────────────┼──┼──┴───────────────────────────────► Done
///    │ │ 2xx to INVITE │  │ any final to another request        ▲
///    │ └───────┬───────┘  └─────────────────────────────────────┤
///    │         ▼            timer M                             │
///    │      Accepted ───────────────────────────────────────────┤
///    └──────────────────────────────────────────────────────────┘
///      timer B or F, 64 T1 after a CANCEL, connection lost
/// ```
#[derive(Copy, Clone, PartialEq, Debug)]
enum State {
    Calling,
    Proceeding,
    Accepted,
    Done,
}

#[derive(Clone, PartialEq, Debug)]
enum Cancel {
    No,
    /// Until a provisional response (§9.1).
    Waiting(Option<String>),
    Sent,
}

#[derive(Debug)]
pub(super) struct Client {
    pub(super) id: u64,
    pub(super) flow: Flow,
    pub(super) branch: String,
    pub(super) deadline: Option<Instant>,
    state: State,
    cancel: Cancel,
    /// As sent, without its body: ACK and CANCEL are made from it.
    request: Request,
}

impl Client {
    pub(super) fn new(
        id: u64,
        flow: Flow,
        branch: String,
        mut request: Request,
        deadline: Instant,
    ) -> Self {
        request.body.clear();
        Self {
            id,
            flow,
            branch,
            deadline: Some(deadline),
            state: State::Calling,
            cancel: Cancel::No,
            request,
        }
    }

    pub(super) fn method(&self) -> &Method {
        &self.request.method
    }

    pub(super) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    fn is_invite(&self) -> bool {
        self.request.method == Method::Invite
    }

    #[inline(never)]
    fn transition(&mut self, to: State, deadline: Option<Instant>) {
        self.state = to;
        self.deadline = deadline;
    }

    pub(super) fn receive(&mut self, response: Response, later: Instant, outputs: &mut Outbox) {
        let status = response.status;
        match self.state {
            State::Done => return,
            // RFC 6026 §7.2: only further 2xx, of other forks, are passed on.
            State::Accepted if !status.is_success() => return,
            State::Accepted => {}
            State::Calling | State::Proceeding if status.is_provisional() => {
                // Timer B ends here; timer F and the wait after a CANCEL go on.
                let runs_on = !self.is_invite() || self.cancel == Cancel::Sent;
                let deadline = self.deadline.filter(|_| runs_on);
                self.transition(State::Proceeding, deadline);
                if let Cancel::Waiting(reason) = &mut self.cancel {
                    let reason = reason.take();
                    self.send_cancel(reason.as_deref(), later, outputs);
                }
            }
            State::Calling | State::Proceeding if !self.is_invite() => {
                self.transition(State::Done, None)
            }
            State::Calling | State::Proceeding if status.is_success() => {
                self.transition(State::Accepted, Some(later));
            }
            State::Calling | State::Proceeding => {
                let to = response.headers.get(HeaderName::To);
                let ack = self.follow_up(Method::Ack, to, None);
                outputs.send(self.flow, ack.to_bytes());
                self.transition(State::Done, None);
            }
        }
        let tx = ClientTransaction(self.id);
        let flow = self.flow;
        outputs.tell(Event::Response { tx, flow, response });
    }

    pub(super) fn cancel(&mut self, reason: Option<&str>, later: Instant, outputs: &mut Outbox) {
        if !self.is_invite() || self.cancel != Cancel::No {
            return;
        }
        match self.state {
            State::Calling => self.cancel = Cancel::Waiting(reason.map(Into::into)),
            State::Proceeding => self.send_cancel(reason, later, outputs),
            State::Accepted | State::Done => {}
        }
    }

    fn send_cancel(&mut self, reason: Option<&str>, later: Instant, outputs: &mut Outbox) {
        let request = self.follow_up(Method::Cancel, None, reason);
        outputs.send(self.flow, request.to_bytes());
        self.cancel = Cancel::Sent;
        // §9.1: without a final response in 64 T1 the INVITE counts as cancelled.
        self.transition(State::Proceeding, Some(later));
    }

    /// The ACK of a refusal (§17.1.1.3) or a CANCEL (§9.1): same branch, same way.
    fn follow_up(&self, method: Method, to: Option<&str>, reason: Option<&str>) -> Request {
        let mut request = Request::new(method.clone(), self.request.uri.clone());
        let sent = &self.request.headers;
        let headers = &mut request.headers;
        if let Some(via) = sent.values(HeaderName::Via).next() {
            headers.push(HeaderName::Via, via);
        }
        headers.push(HeaderName::MaxForwards, "70");
        for route in sent.all(HeaderName::Route) {
            headers.push(HeaderName::Route, route);
        }
        for name in [HeaderName::From, HeaderName::To, HeaderName::CallId] {
            let answered = to.filter(|_| name == HeaderName::To);
            if let Some(value) = answered.or(sent.get(name)) {
                headers.push(name, value);
            }
        }
        let number = sent.cseq_number();
        headers.push(HeaderName::CSeq, CSeq { number, method }.to_text());
        if let Some(reason) = reason {
            headers.push(HeaderName::Reason, reason);
        }
        request
    }

    fn fail(&mut self, error: TransactionError, outputs: &mut Outbox) {
        if self.state != State::Accepted {
            let tx = ClientTransaction(self.id);
            outputs.tell(Event::Failed { tx, error });
        }
        self.transition(State::Done, None);
    }

    pub(super) fn lose_flow(&mut self, outputs: &mut Outbox) {
        self.fail(TransactionError::Transport, outputs);
    }

    pub(super) fn tick(&mut self, now: Instant, outputs: &mut Outbox) {
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.fail(TransactionError::Timeout, outputs);
        }
    }
}

/// The id at the end of one of our branches.
pub(super) fn id_of(branch: &str) -> Option<u64> {
    let (_, id) = text::cut(branch.strip_prefix(super::COOKIE)?, b'.')?;
    text::read_number(id, u64::MAX)
}
