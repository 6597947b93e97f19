//! What the endpoint hears, and whose business it is.

use alloc::string::String;

use sip::{
    Dialog, HeaderName, Instant, Method, Request, Response, ServerTransaction, Status,
    TransactionError,
};

use crate::leg::Leg;
use crate::phone::MOST_CALLS;
use crate::user_agent::{Owner, Sent, UserAgent};
use crate::{Call, CallId, Event, Joins, Muted, Phone, Purpose, Stage};

impl Phone {
    pub(crate) fn heard(&mut self, now: Instant, event: sip::Event) {
        match event {
            sip::Event::Request { tx, flow, request } => self.request(now, tx, flow, request),
            sip::Event::Cancelled { tx, request, .. } => {
                for leg in &mut self.legs {
                    leg.withdrawn(&mut self.ua, now, tx, Some(&request));
                }
            }
            sip::Event::ServerGone { tx } => {
                for leg in &mut self.legs {
                    leg.withdrawn(&mut self.ua, now, tx, None);
                }
            }
            sip::Event::Ack { request, .. } => {
                if let Some((leg, ua)) = self.leg_of(&request) {
                    leg.acked(ua, now, &request);
                }
            }
            sip::Event::Response { tx, response, .. } if response.status.is_provisional() => {
                if let Some(Owner::Call(id)) = self.ua.sent(tx).map(|sent| sent.owner)
                    && let Ok((leg, ua)) = self.leg(id)
                {
                    leg.provisional(ua, now, tx, &response);
                }
            }
            sip::Event::Response { tx, response, .. } => match self.ua.take_sent(tx) {
                Some(sent) => self.response(now, sent, &response),
                None => self.late(now, &response),
            },
            sip::Event::StrayResponse { response, .. } => self.late(now, &response),
            sip::Event::Failed { tx, error } => {
                let Some(sent) = self.ua.take_sent(tx) else {
                    return;
                };
                match sent.owner {
                    Owner::Register(flow) => {
                        self.registrar(flow, |registrar, ua| registrar.unanswered(ua, now, error))
                    }
                    Owner::Publish => self.publisher.unanswered(),
                    Owner::Watch(id) => self.watching.unanswered(&mut self.ua, now, id, error),
                    Owner::Message(id) => self.message_done(
                        id,
                        match error {
                            TransactionError::Timeout => Status::TIMEOUT,
                            TransactionError::Transport => Status::SERVICE_UNAVAILABLE,
                        },
                    ),
                    Owner::Probe(_) | Owner::Nobody => {}
                    Owner::Call(id) => {
                        if let Ok((leg, ua)) = self.leg(id) {
                            leg.unanswered(ua, now, &sent, error);
                        }
                    }
                }
            }
            sip::Event::Pong { .. } | sip::Event::Malformed { .. } => {}
        }
    }

    fn response(&mut self, now: Instant, sent: Sent, response: &Response) {
        if matches!(response.status, Status::UNAUTHORIZED | Status::PROXY_AUTH)
            && self.challenged(now, &sent, response)
        {
            return;
        }
        match sent.owner {
            Owner::Register(flow) => {
                let waited = !self.ua.ready;
                self.registrar(flow, |registrar, ua| registrar.response(ua, now, response));
                if waited && self.ua.ready {
                    self.come_back(now);
                }
            }
            Owner::Publish => self.publisher.response(&mut self.ua, now, response),
            Owner::Watch(id) => self
                .watching
                .response(&mut self.ua, now, id, &sent, response),
            Owner::Message(id) => self.message_done(id, response.status),
            Owner::Probe(_) | Owner::Nobody => {}
            Owner::Call(id) => match self.leg(id) {
                Ok((leg, ua)) => leg.response(ua, now, &sent, response),
                Err(_) => self.late(now, response),
            },
        }
    }

    /// Answers a challenge, if that is worth it.
    fn challenged(&mut self, now: Instant, sent: &Sent, response: &Response) -> bool {
        let repeated = sent.request.headers.cseq_number() + 1;
        match sent.owner {
            Owner::Probe(_) => false,
            Owner::Register(flow) => {
                let tx = self.ua.answer_challenge(now, sent, response, repeated);
                self.registrar(flow, |registrar, _| registrar.challenged(repeated));
                tx.is_some()
            }
            Owner::Publish => {
                let tx = self.ua.answer_challenge(now, sent, response, repeated);
                self.publisher.challenged(repeated);
                tx.is_some()
            }
            Owner::Watch(id) => {
                let cseq = self.watching.challenged(id, &sent.request);
                let tx = self.ua.answer_challenge(now, sent, response, cseq);
                tx.is_some()
            }
            Owner::Message(_) | Owner::Nobody => self
                .ua
                .answer_challenge(now, sent, response, repeated)
                .is_some(),
            Owner::Call(id) => {
                let Ok((leg, ua)) = self.leg(id) else {
                    return false;
                };
                if !leg.goes_on(&sent.request.method) {
                    return false;
                }
                let cseq = leg.next_cseq(&sent.request);
                let tx = ua.answer_challenge(now, sent, response, cseq);
                if let Some(tx) = tx {
                    leg.challenged(sent.tx, tx);
                }
                tx.is_some()
            }
        }
    }

    /// A 2xx to an INVITE that has had its answer: repeated, or from another fork, which is told to hang up (RFC 3261 §13.2.2.4).
    fn late(&mut self, now: Instant, response: &Response) {
        let headers = &response.headers;
        let (Ok(call_id), Ok(to)) = (headers.call_id(), headers.to()) else {
            return;
        };
        let invited = headers.cseq_method() == Method::Invite.as_str();
        if !invited || !response.status.is_success() || !self.ua.up {
            return;
        }
        let cseq = headers.cseq_number();
        let (local, remote) = (headers.from_tag(), headers.to_tag());
        if let Some(leg) = self
            .legs
            .iter()
            .find(|leg| leg.has_dialog(call_id, local, remote))
        {
            return leg.acknowledge_again(&mut self.ua, now, cseq);
        }
        // The INVITE is no longer there, but its answer has all of it that matters.
        let mut invite = Request::new(Method::Invite, to.uri);
        invite.headers = headers.clone();
        if let Ok(mut dialog) = Dialog::from_response(&invite, response) {
            self.ua.send_ack(now, None, dialog.ack(cseq));
            let bye = dialog.request(Method::Bye);
            self.ua.send(now, bye, Owner::Nobody);
        }
    }

    /// The call whose dialog a request belongs to.
    pub(crate) fn leg_of(&mut self, request: &Request) -> Option<(&mut Leg, &mut UserAgent)> {
        let headers = &request.headers;
        let (remote, local) = (headers.from_tag(), headers.to_tag());
        let call_id = headers.call_id().ok().filter(|_| !local.is_empty())?;
        let leg = self
            .legs
            .iter_mut()
            .find(|leg| leg.has_dialog(call_id, local, remote))?;
        Some((leg, &mut self.ua))
    }

    fn request(&mut self, now: Instant, tx: ServerTransaction, flow: sip::Flow, request: Request) {
        // RFC 3261 §8.2.2.3.
        let known = self.ua.supported();
        let mut required = String::new();
        for tag in request.headers.values(HeaderName::Require) {
            if knows(known, tag) {
                continue;
            }
            if !required.is_empty() {
                required.push_str(", ");
            }
            required.push_str(tag);
        }
        if !required.is_empty() {
            let mut response = request.response(Status::BAD_EXTENSION);
            response.headers.push(HeaderName::Unsupported, required);
            let tag = self.ua.entropy.token(10);
            return self.ua.respond(now, tx, response.with_to_tag(&tag));
        }
        let done = match request.method {
            Method::Refer => self.referred(now, tx, &request),
            Method::Notify => self.notified(now, tx, &request),
            Method::Message => Err(self.written_to(&request)),
            _ => return self.about_a_call(now, tx, flow, request),
        };
        if let Err(status) = done {
            self.ua.answer(now, tx, &request, status, None);
        }
    }

    /// A NOTIFY: about a transfer within its call, or about somebody who is watched.
    fn notified(
        &mut self,
        now: Instant,
        tx: ServerTransaction,
        notify: &Request,
    ) -> Result<(), Status> {
        match self.leg_of(notify) {
            Some((leg, ua)) => leg.refer_told(ua, now, tx, notify),
            None => Err(self.watching.notified(&mut self.ua, now, notify)),
        }
    }

    fn about_a_call(
        &mut self,
        now: Instant,
        tx: ServerTransaction,
        flow: sip::Flow,
        request: Request,
    ) {
        let inside = !request.headers.to_tag().is_empty();
        let allowed = matches!(
            request.method,
            Method::Invite
                | Method::Bye
                | Method::Info
                | Method::Options
                | Method::Prack
                | Method::Update
        );
        let status = match self.leg_of(&request) {
            _ if !allowed => Status::METHOD_NOT_ALLOWED,
            Some((leg, ua)) => match leg.inside(ua, now, tx, request) {
                Some((request, status)) => return self.ua.answer(now, tx, &request, status, None),
                None => return,
            },
            None if request.method == Method::Options && !inside => Status::OK,
            None if request.method == Method::Invite && !inside => {
                return self.invited(now, tx, flow, request);
            }
            None => Status::NO_SUCH_CALL,
        };
        self.ua.answer(now, tx, &request, status, None);
    }

    fn invited(&mut self, now: Instant, tx: ServerTransaction, flow: sip::Flow, request: Request) {
        let status = if self.legs.iter().any(|leg| leg.is_rung_by(&request)) {
            // RFC 3261 §8.2.2.2: the same call came by two ways.
            Status::LOOP_DETECTED
        } else if self.legs.len() >= MOST_CALLS {
            Status::BUSY_HERE
        } else {
            match self.named(&request) {
                Ok((old, joins)) => return self.rung(now, tx, flow, request, old, joins),
                Err(status) => status,
            }
        };
        self.ua.answer(now, tx, &request, status, None);
    }

    /// An INVITE that is one more call, or takes the place of one.
    fn rung(
        &mut self,
        now: Instant,
        tx: ServerTransaction,
        flow: sip::Flow,
        request: Request,
        old: Option<CallId>,
        joins: Option<CallId>,
    ) {
        let id = self.next_call();
        self.ua.set_home(id, UserAgent::flow_of(flow));
        let Some(mut leg) = Leg::ring(&mut self.ua, now, id, tx, request, old) else {
            return;
        };
        leg.call.joins = joins;
        leg.set_focus(&mut self.ua, now, joins.is_some());
        match (old, joins) {
            (Some(old), _) => self.take_place(old, id),
            (None, Some(joined)) => self.come_to(joined, id),
            (None, None) => {
                self.open_line(Purpose::Primary, Stage::Ringing, id);
            }
        }
        let before = old.and_then(|old| self.call(old));
        let profile = &self.ua.config.profile;
        // CT-38.
        let muted = before.map_or(profile.mute_on_join, Call::muted);
        let joins_at_once = joins.is_some() && profile.join == Joins::Accept;
        match before {
            Some(before) => leg.call.queue = before.queue.clone(),
            None if joins_at_once => {
                leg.waits_for_line = true;
                self.ua.event(Event::CallChanged(id));
            }
            None => self.ua.event(Event::Incoming(id)),
        }
        if muted {
            leg.set_muted(&mut self.ua, Muted::Yes);
        }
        self.legs.push(leg);
    }
}

/// Whether a list of ours names this extension.
fn knows(mut list: &str, tag: &str) -> bool {
    while !list.is_empty() {
        let (known, others) = sip::cut_or_all(list, b',');
        if known.trim_ascii().eq_ignore_ascii_case(tag) {
            return true;
        }
        list = others;
    }
    false
}
