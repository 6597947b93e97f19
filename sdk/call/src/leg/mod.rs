//! One call on the wire: its dialog, its offers and answers, its end.

mod announce;
mod expiry;
mod focus;
mod fork;
mod hold;
mod inbound;
mod keep;
mod listen;
mod outbound;
mod recorder;
mod redirect;
mod refer;
mod refresh;
mod release;
mod replace;
mod session;
mod tone;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use sip::{
    ClientTransaction, Dialog, Instant, Method, NameAddr, Request, Response, ServerTransaction,
    Status, TransactionError, Uri,
};

use crate::identity::{self, party};
use crate::timer::{CallTimer, Timer};
use crate::user_agent::{Owner, Sent, UserAgent};
use crate::{Call, CallState, Event, MediaCommand, MediaInput, Muted, Party, Transport};

use expiry::Expiry;
pub(crate) use focus::consult_info;
use fork::{Fork, Unconfirmed};
use recorder::Recorder;
use redirect::Redirect;
use refer::Refer;
pub(crate) use refer::Referral;
use release::Farewell;
use session::Negotiation;

pub(crate) struct Leg {
    pub call: Box<Call>,
    /// Our tag, when we are the called side; an outbound call's is in its INVITE.
    tag: String,
    /// From the INVITE for an inbound call, from the 2xx for an outbound one.
    dialog: Option<Box<Dialog>>,
    negotiation: Negotiation,
    /// The number of the last offer/answer exchange.
    exchange: u32,
    /// An exchange has come to its end, so that there is a session to fall back on.
    agreed: bool,
    /// The far side was dialled and its INVITE stays here until it goes out.
    invite: Option<Request>,
    /// That INVITE is under way.
    placed: Option<ClientTransaction>,
    /// Whoever has provisionally answered it.
    forks: Vec<Box<Fork>>,
    /// The tag of the fork that is heard before the answer.
    heard: Option<String>,
    /// The tag of the fork that has agreed on media before the answer, and on more since (RFC 3311).
    firm: Option<String>,
    redirect: Redirect,
    /// Our reliable 180, until its PRACK.
    unconfirmed: Option<Box<Unconfirmed>>,
    expiry: Expiry,
    refer: Refer,
    /// The call that this one is to replace.
    instead_of: Option<crate::CallId>,
    /// The ACK of the last 2xx, for every repetition of that 2xx.
    ack: Option<Request>,
    /// Offer again as soon as this is possible.
    again: bool,
    /// Such an offer comes from a fresh connection.
    fresh: bool,
    /// The offer under way does.
    renewing: bool,
    /// After a glare, for a while (RFC 3261 §14.1).
    waits: bool,
    /// What the exchange under way makes of our hold.
    proposed: bool,
    /// Whoever only listened wants to speak,
    speaks: bool,
    /// and the exchange under way says so.
    speaking: bool,
    /// The line of this call is a conference.
    focus: bool,
    recorder: Recorder,
    /// The far side's session and its fingerprint, as last agreed.
    far: Option<(String, String)>,
    /// Nobody knows whether the far side still has the call.
    doubt: bool,
    /// It is asked for the last time.
    pressed: bool,
    /// Its time is over, and it could not be asked yet.
    stalled: bool,
    farewell: Farewell,
    /// The Reason header of our BYE.
    bye_reason: Option<&'static str>,
    media: Media,
    /// The first half of an exchange knew telephone events.
    offered_events: bool,
    /// Both halves did: tones go in the audio.
    events: bool,
    /// Tones that wait for their INFO.
    tones: Vec<u8>,
    tone_pending: bool,
    /// It is placed, or answered, once all other lines are on hold.
    pub waits_for_line: bool,
    /// The last wish about its hold was refused, and that is news.
    pub hold_failed: bool,
    /// It was refused, and is not asked again until the agent turns to another line.
    pub stubborn: bool,
    /// The far side refused to be held, and is all the same, by us alone.
    held_here: bool,
    /// The line whose parties this one hears.
    pub mix: Option<crate::LineId>,
}

/// How far the media engine knows this call.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
enum Media {
    Unknown,
    Open,
    Closed,
}

impl Leg {
    fn new(call: Call, tag: String) -> Box<Self> {
        Box::new(Leg {
            call: Box::new(call),
            tag,
            dialog: None,
            negotiation: Negotiation::Settled,
            exchange: 0,
            agreed: false,
            invite: None,
            placed: None,
            forks: Vec::new(),
            heard: None,
            firm: None,
            redirect: Redirect::default(),
            unconfirmed: None,
            expiry: Expiry::default(),
            refer: Refer::None,
            instead_of: None,
            ack: None,
            again: false,
            fresh: false,
            renewing: false,
            waits: false,
            proposed: false,
            speaks: false,
            speaking: false,
            focus: false,
            recorder: Recorder::default(),
            far: None,
            doubt: false,
            pressed: false,
            stalled: false,
            farewell: Farewell::None,
            bye_reason: None,
            media: Media::Unknown,
            offered_events: false,
            events: false,
            tones: Vec::new(),
            tone_pending: false,
            waits_for_line: false,
            hold_failed: false,
            stubborn: false,
            held_here: false,
            mix: None,
        })
    }

    /// Whether the media engine knows it.
    pub fn has_media(&self) -> bool {
        self.media == Media::Open
    }

    pub fn is_over(&self) -> bool {
        self.call.state() == CallState::Ended
    }

    fn set_dialog(&mut self, dialog: Box<Dialog>) {
        self.call.dialog = Some(dialog.id().clone());
        self.dialog = Some(dialog);
    }

    /// Whether a request or response inside a dialog belongs here.
    pub fn has_dialog(&self, call_id: &str, local_tag: &str, remote_tag: &str) -> bool {
        let early = self.forks.iter().map(|fork| &fork.dialog);
        self.dialog.iter().chain(early).any(|dialog| {
            let id = dialog.id();
            id.call_id == call_id && id.local_tag == local_tag && id.remote_tag == remote_tag
        })
    }

    /// The CSeq number for a request that repeats one of this call after a challenge.
    pub fn next_cseq(&mut self, refused: &Request) -> u32 {
        let next = match self.dialog_with(refused.headers.to_tag()) {
            Some(dialog) => dialog.next_cseq(),
            None => refused.headers.cseq_number() + 1,
        };
        if refused.method == Method::Refer
            && let Refer::Sent { cseq, .. } = &mut self.refer
        {
            *cseq = next;
        }
        next
    }

    /// A challenge was answered by another transaction.
    pub fn challenged(&mut self, refused: ClientTransaction, tx: ClientTransaction) {
        if let Negotiation::Offered(pending) = &mut self.negotiation
            && *pending == refused
        {
            *pending = tx;
        }
        if self.placed == Some(refused) {
            self.placed = Some(tx);
        }
    }

    /// Whether a challenge to this request is worth an answer.
    pub fn goes_on(&self, method: &Method) -> bool {
        // A cancelled INVITE is not tried again, but a BYE has to get through.
        *method == Method::Bye || !matches!(self.call.state(), CallState::Ending | CallState::Ended)
    }

    pub fn provisional(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ClientTransaction,
        response: &Response,
    ) {
        if self.placed == Some(tx) {
            self.progress(ua, now, tx, response);
        }
    }

    pub fn response(&mut self, ua: &mut UserAgent, now: Instant, sent: &Sent, response: &Response) {
        match sent.request.method {
            // What answers the offer in the old dialog comes too late.
            Method::Invite if self.is_replacing() && self.placed != Some(sent.tx) => {}
            Method::Invite if self.dialog.is_none() => self.dialled(ua, now, sent, response),
            Method::Invite => self.reinvited(ua, now, sent, response),
            Method::Bye => self.conclude(ua, now),
            Method::Info if is_recorders(&sent.request) => {
                self.recorder_told(Some(response.status))
            }
            Method::Info => self.tone_done(ua, now, response.status),
            Method::Update => self.refreshed(ua, now, response),
            Method::Options => self.told(ua, now, response.status),
            Method::Refer => self.refer_answered(ua, now, response),
            _ => {}
        }
    }

    /// A request within the call. What it does not deal with itself comes back with the status to answer it with.
    pub fn inside(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        request: Request,
    ) -> Option<(Request, Status)> {
        if self
            .dialog_with(request.headers.from_tag())
            .is_none_or(|dialog| dialog.receive(&request).is_err())
        {
            // RFC 3261 §12.2.2: it came out of order.
            return Some((request, Status::INTERNAL_ERROR));
        }
        if !self.call.returning {
            self.believed(ua);
        }
        // The far side may have become somebody else behind its server.
        if let Some(party) = identity::asserted(&request.headers)
            && self.call.remote != party
        {
            self.call.remote = party;
            self.changed(ua);
        }
        match request.method {
            Method::Invite | Method::Update => self.reinvite(ua, now, tx, request),
            Method::Prack => {
                let status = self.confirmed(ua, &request);
                return Some((request, status));
            }
            // RFC 3261 §15: the called side does not end what it has not begun.
            Method::Bye if self.dialog.is_none() => return Some((request, Status::NO_SUCH_CALL)),
            Method::Bye => self.hung_up(ua, now, tx, &request),
            Method::Info => match tone::digit(&request) {
                Some(digit) => {
                    ua.event(Event::Digit(self.call.id, digit));
                    return Some((request, Status::OK));
                }
                None if request.body.is_empty() => return Some((request, Status::OK)),
                None => return Some((request, Status::UNSUPPORTED_MEDIA_TYPE)),
            },
            _ => return Some((request, Status::OK)),
        }
        None
    }

    pub fn unanswered(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        sent: &Sent,
        error: TransactionError,
    ) {
        match sent.request.method {
            _ if self.is_replacing() => {}
            Method::Invite if self.dialog.is_none() => self.dial_failed(ua, now, error),
            Method::Invite => self.reinvite_failed(ua, now),
            Method::Bye => self.bye_failed(ua, now, error),
            Method::Info if is_recorders(&sent.request) => self.recorder_told(None),
            Method::Info => self.tones_lost(ua),
            // Unless something else was asked since, and that counts.
            Method::Update if self.is_last(&sent.request) => self.refresh_failed(ua, now, error),
            Method::Refer => self.refer_failed(ua, None),
            _ => {}
        }
    }

    pub fn due(&mut self, ua: &mut UserAgent, now: Instant, timer: CallTimer) {
        match timer {
            CallTimer::Ring => self.rang_long_enough(ua, now),
            CallTimer::Resend => self.resend(ua, now),
            CallTimer::Unacked => self.unacked(ua, now),
            CallTimer::Glare => self.waited(ua, now),
            CallTimer::Tone => self.next_tone(ua, now),
            CallTimer::GiveUp => self.give_up(ua, now),
            CallTimer::Check => self.missing(ua, now),
            CallTimer::MediaGone => self.media_gone(ua, now),
            CallTimer::Refresh => self.refresh(ua, now),
            CallTimer::Lapse => self.vanished(ua, now),
            CallTimer::Refer => self.refer_due(ua, now),
            CallTimer::Announce => self.announced(ua, now),
        }
    }

    pub fn media(&mut self, ua: &mut UserAgent, now: Instant, input: MediaInput) {
        if self.media != Media::Open {
            return;
        }
        match input {
            MediaInput::Described { exchange, sdp } if exchange == self.exchange => {
                self.described(ua, now, sdp)
            }
            MediaInput::Accepted { exchange } if exchange == self.exchange => self.agreed = true,
            MediaInput::Failed { exchange, error } if exchange == self.exchange => {
                self.undescribed(ua, now, error)
            }
            MediaInput::Connected | MediaInput::Disconnected => {
                self.media_flows(ua, now, input == MediaInput::Connected)
            }
            MediaInput::Silent | MediaInput::Audible => {
                self.inbound(ua, input == MediaInput::Silent)
            }
            MediaInput::Announced => self.announced(ua, now),
            _ => {}
        }
    }

    fn media_flows(&mut self, ua: &mut UserAgent, now: Instant, flows: bool) {
        if flows {
            self.cancel(ua, CallTimer::MediaGone);
        } else if self.call.state() == CallState::Connected {
            self.set(ua, CallTimer::MediaGone, now + MEDIA_GRACE);
        }
        if self.call.media_flows != flows {
            self.call.media_flows = flows;
            self.changed(ua);
        }
    }

    pub fn set_muted(&mut self, ua: &mut UserAgent, muted: Muted) {
        let muted = muted == Muted::Yes;
        if self.call.muted != muted {
            self.call.muted = muted;
            if self.media == Media::Open {
                ua.media(self.call.id, MediaCommand::SetMuted(muted));
            }
            self.changed(ua);
        }
    }

    /// The transport is back, and the registration with it.
    pub fn come_back(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.farewell == Farewell::Waiting {
            self.send_bye(ua, now);
        } else if self.call.state() == CallState::Connected {
            self.doubt(ua, now);
            self.refresh(ua, now);
        }
    }

    // Small words for the parts of a leg.

    fn step(&mut self, ua: &mut UserAgent, now: Instant, state: CallState) {
        if self.call.transition(state, now) {
            self.changed(ua);
        }
    }

    fn changed(&self, ua: &mut UserAgent) {
        ua.event(Event::CallChanged(self.call.id));
    }

    fn set(&self, ua: &mut UserAgent, timer: CallTimer, at: Instant) {
        ua.timers.set(Timer::Call(self.call.id, timer), at);
    }

    fn cancel(&self, ua: &mut UserAgent, timer: CallTimer) {
        ua.timers.cancel(Timer::Call(self.call.id, timer));
    }

    fn answer(
        &self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        request: &Request,
        status: Status,
    ) {
        ua.answer(now, tx, request, status, Some(&self.tag));
    }

    /// Gives the media engine the first order of an exchange.
    fn begin_exchange(&mut self, ua: &mut UserAgent, offer: Option<&str>) {
        self.exchange += 1;
        let exchange = self.exchange;
        self.proposed = self.call.wants_hold;
        self.speaking = self.speaks;
        self.renewing = self.fresh && offer.is_none();
        let command = match offer {
            None => MediaCommand::Offer {
                exchange,
                kind: self.call.kind,
                direction: self.own_direction(),
                transport: if self.renewing {
                    Transport::Fresh
                } else {
                    Transport::Kept
                },
            },
            Some(offer) => {
                self.offered_events = crate::sdp::has_telephone_event(offer);
                MediaCommand::Answer {
                    exchange,
                    offer: String::from(offer),
                    kind: crate::sdp::kind(offer),
                    direction: self.spoken(crate::sdp::direction(offer).answered(self.proposed)),
                    transport: crate::sdp::transport(self.far.as_ref(), offer),
                }
            }
        };
        ua.media(self.call.id, command);
        if self.media == Media::Unknown {
            self.media = Media::Open;
            if self.call.muted {
                ua.media(self.call.id, MediaCommand::SetMuted(true));
            }
        }
    }
}

fn is_recorders(info: &Request) -> bool {
    info.headers.has(sip::HeaderName::Record)
}

/// How long media may be away before the far side counts as gone: it may have died without a BYE.
const MEDIA_GRACE: Duration = Duration::from_secs(30);
