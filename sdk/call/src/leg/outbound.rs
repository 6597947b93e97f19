//! A call that this phone places, up to its answer (RFC 3261 §13.2).

use sip::{Dialog, HeaderName, Instant, Method, Response, TransactionError, Uri};

use super::*;
use crate::user_agent::T1_64;
use crate::{CallId, DialOptions, Direction, End, EndReason, EndedBy, Listen, sdp};

impl Leg {
    pub fn dial(
        ua: &mut UserAgent,
        now: Instant,
        id: CallId,
        target: Uri,
        options: DialOptions,
    ) -> Box<Self> {
        let call_id = ua.entropy.token(24);
        let name = options
            .display_name
            .or_else(|| ua.config.display_name.clone());
        let mut invite = ua.request(
            Method::Invite,
            target.clone(),
            &target,
            name.as_deref(),
            &call_id,
            1,
        );
        ua.introduce(&mut invite.headers);
        // It was looked at when the application asked for it.
        if let Some(Ok(caller)) = options
            .caller
            .map(|name| identity::caller(&name, &ua.config.uri))
        {
            identity::present(&mut invite, ua, caller, name.as_deref());
        }
        for (name, value) in options.headers {
            invite.headers.push(HeaderName::new(&name), value);
        }
        if let Some(join) = options.join {
            invite.headers.push(HeaderName::Require, "join");
            invite.headers.push(HeaderName::Join, join);
        }
        let remote = party(&NameAddr::new(target));
        let mut leg = Leg::new(
            Call::new(id, call_id, Direction::Outbound, remote, options.media, now),
            String::new(),
        );
        leg.invite = Some(invite);
        leg.call.listens = options.listen == Listen::Only;
        leg.changed(ua);
        leg
    }

    /// Asks for the offer that the INVITE goes out with.
    pub fn place(&mut self, ua: &mut UserAgent) {
        self.negotiation = Negotiation::Describing;
        self.begin_exchange(ua, None);
    }

    /// The call is given up before it was placed, for the present one could not be put on hold.
    pub fn not_placed(&mut self, ua: &mut UserAgent, now: Instant) {
        self.take_back(ua, now, End::new(EndReason::Failed, EndedBy::Local), None);
    }

    /// The offer is described: the INVITE goes out.
    pub(super) fn send_invite(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        sdp: alloc::string::String,
    ) {
        let Some(mut invite) = self.invite.take() else {
            return;
        };
        self.name_focus(ua, &mut invite.headers);
        invite
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        invite.body = sdp.into_bytes();
        self.invite(ua, now, invite);
        self.asked(ua, now);
    }

    pub(super) fn progress(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ClientTransaction,
        response: &Response,
    ) {
        let state = self.call.state();
        let code = response.status.code();
        if code == 100 || matches!(state, CallState::Ending | CallState::Ended) {
            return;
        }
        if !self.ringing_there(ua, now, tx, response) {
            return;
        }
        let tag = response.headers.to_tag();
        if code == 199 {
            // RFC 6228: this fork is gone; the others ring on.
            return self.forks.retain(|fork| fork.dialog.id().remote_tag != tag);
        }
        let renamed = self.learn_name(response);
        let described = sdp::of(&response.body);
        if let (Some(fork), Some(sdp)) = (self.fork(tag), described) {
            fork.sdp.get_or_insert_with(|| String::from(sdp));
        }
        let early = match described {
            Some(answer) if self.heard.is_none() => {
                self.heard = Some(String::from(tag));
                let exchange = self.exchange;
                ua.media(
                    self.call.id,
                    MediaCommand::Accept {
                        exchange,
                        answer: String::from(answer),
                        early: true,
                    },
                );
                true
            }
            _ => false,
        };
        let next = match code {
            182 => CallState::Queued,
            _ if early => CallState::EarlyMedia,
            180 => CallState::Ringing,
            _ => state,
        };
        let stepped = self.call.transition(next, now);
        match next {
            CallState::Ringing | CallState::EarlyMedia if stepped => {
                self.limit_ringing(ua, now, None)
            }
            CallState::Queued => self.cancel(ua, CallTimer::Ring),
            _ => {}
        }
        let position = if code == 182 {
            first_number(&response.reason)
        } else {
            self.call.queue_position
        };
        let moved = self.call.queue_position != position;
        self.call.queue_position = position;
        if stepped || moved || renamed {
            self.changed(ua);
        }
    }

    pub(super) fn limit_ringing(&self, ua: &mut UserAgent, now: Instant, expires: Option<u32>) {
        let ours = ua.config.no_answer_after.map(|limit| now + limit);
        let theirs = expires.map(|limit| now.plus_millis(u64::from(limit) * 1000));
        if let Some(limit) = Instant::earlier(ours, theirs) {
            self.set(ua, CallTimer::Ring, limit);
        }
    }

    /// The final response to the INVITE that places the call.
    pub(super) fn dialled(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        sent: &Sent,
        response: &Response,
    ) {
        self.placed = None;
        if response.status.is_success() {
            return self.answered(ua, now, sent, response);
        }
        if self.call.returning {
            self.lose(ua, now);
        } else if !self.invite_again(ua, now, &sent.request, response) {
            self.finish(ua, now, End::from_response(response));
        }
    }

    fn answered(&mut self, ua: &mut UserAgent, now: Instant, sent: &Sent, response: &Response) {
        let tag = response.headers.to_tag();
        let mut forks = self.forks.iter();
        let fork = forks.position(|fork| fork.dialog.id().remote_tag == tag);
        let fork = fork.map(|at| self.forks.swap_remove(at));
        self.forks.clear();
        let (dialog, early) = match fork {
            // The one that has counted our PRACKs.
            Some(mut fork) => {
                fork.dialog.confirm(response);
                (Ok(fork.dialog), fork.sdp)
            }
            None => (Dialog::from_response(&sent.request, response), None),
        };
        let Ok(dialog) = dialog else {
            return self.finish(ua, now, End::new(EndReason::Protocol, EndedBy::Remote));
        };
        self.cancel(ua, CallTimer::Ring);
        self.set_dialog(dialog);
        self.acknowledge(ua, now, &sent.request);
        if self.call.state() == CallState::Ending {
            self.negotiation = Negotiation::Settled;
            // The CANCEL lost the race (RFC 3261 §15).
            self.set(ua, CallTimer::GiveUp, now + T1_64);
            return self.send_bye(ua, now);
        }
        self.learn(ua, &response.headers);
        self.live_on(ua, now, &response.headers, "uac");
        self.believed(ua);
        if let Some(firm) = self.firm.take() {
            // Media is agreed since before the answer. With somebody else it has to be agreed from the start.
            self.again |= firm != tag;
            self.fresh |= firm != tag;
            self.learn_name(response);
            self.step(ua, now, CallState::Connected);
            return self.go_on(ua, now);
        }
        self.negotiation = Negotiation::Settled;
        let Some(answer) = sdp::of(&response.body).map(String::from).or(early) else {
            return self.bye(
                ua,
                now,
                End::new(EndReason::Incompatible, EndedBy::Local),
                Some(NO_SDP),
            );
        };
        self.learn_name(response);
        self.call.transition(CallState::Connected, now);
        self.accept(ua, &answer);
        self.changed(ua);
    }

    pub(super) fn dial_failed(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        error: TransactionError,
    ) {
        let reason = match error {
            TransactionError::Timeout => EndReason::Timeout,
            TransactionError::Transport => EndReason::TransportLost,
        };
        self.finish(ua, now, End::new(reason, EndedBy::Network));
    }

    /// Takes the INVITE back. What ends the call is the answer to it: a 487, a 2xx that crosses, or none in time (RFC 3261 §9.1).
    pub(super) fn take_back(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        end: End,
        reason: Option<&str>,
    ) {
        let Some(tx) = self.placed else {
            // Nothing went out yet.
            return self.finish(ua, now, end);
        };
        ua.cancel(now, tx, reason);
        self.call.end.get_or_insert(end);
        self.close_media(ua);
        self.cancel(ua, CallTimer::Ring);
        self.step(ua, now, CallState::Ending);
    }

    /// An UPDATE with an offer comes from a fork: if its answer to ours came reliably, that exchange is over and media is its own
    /// from now on (RFC 3311 §5.1).
    pub(super) fn firm_up(&mut self, ua: &mut UserAgent, tag: &str) {
        if self.heard.as_deref() != Some(tag)
            || !matches!(self.negotiation, Negotiation::Offered(tx) if Some(tx) == self.placed)
        {
            return;
        }
        let answer = self.fork(tag).filter(|fork| fork.firm);
        if let Some(answer) = answer.and_then(|fork| fork.sdp.clone()) {
            self.firm = Some(String::from(tag));
            self.negotiation = Negotiation::Settled;
            self.accept(ua, &answer);
        }
    }

    fn learn_name(&mut self, response: &Response) -> bool {
        let name = response
            .headers
            .asserted_identity()
            .and_then(|address| address.display);
        let new = name.is_some() && name != self.call.remote.display_name;
        if new {
            self.call.remote.display_name = name;
        }
        new
    }
}

pub(super) const NO_SDP: &str = "SIP;cause=488;text=\"No usable session description\"";

/// The first number in a phrase such as `Queued; position 2`.
fn first_number(phrase: &str) -> Option<u32> {
    let mut number: Option<u32> = None;
    for byte in phrase.bytes() {
        match (byte.is_ascii_digit(), number) {
            (true, _) => {
                let tens = number.unwrap_or(0).checked_mul(10)?;
                number = Some(tens.checked_add(u32::from(byte - b'0'))?);
            }
            (false, Some(_)) => break,
            (false, None) => {}
        }
    }
    number
}
