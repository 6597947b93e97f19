//! Media that is faked: descriptions that are always the same.

use std::collections::BTreeMap;
use std::time::Duration;

use call::{CallId, MediaCommand, MediaDirection, MediaError, MediaInput, MediaKind, Transport};

use super::{ms, secs};

/// How a phone's media engine behaves.
pub struct Studio {
    name: usize,
    /// How long it takes to describe.
    pub takes: Duration,
    /// Whether it knows telephone events.
    pub events: bool,
    /// What fails: an offer or an answer, or taking an answer.
    pub describe_fails: Option<MediaError>,
    pub accept_fails: Option<MediaError>,
    /// It never says anything.
    pub silent: bool,
    /// It never says that the announcement is over.
    pub mute: bool,
    /// How many connections it had before this one: each is a session of its own.
    pub session: u32,
    /// Where each call's exchange stands, to see that orders make sense.
    exchanges: BTreeMap<CallId, Signalling>,
}

#[derive(Copy, Clone, PartialEq, Debug)]
enum Signalling {
    Stable,
    Offered(u32),
    Answering(u32),
    Closed,
}

/// A description.
pub fn sdp(name: usize, events: bool, kind: MediaKind) -> String {
    let mut sdp = format!(
        "v=0\r\no=phone{name} 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=x-unknown:kept\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111{}\r\na=rtpmap:111 opus/48000/2\r\n",
        if events { " 110" } else { "" }
    );
    if events {
        sdp.push_str("a=rtpmap:110 telephone-event/8000\r\n");
    }
    sdp.push_str("a=sendrecv\r\n");
    if kind == MediaKind::AudioVideo {
        sdp.push_str("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n");
    }
    sdp
}

/// The same from a connection of this direction.
fn placed(
    session: &mut u32,
    sdp: String,
    direction: MediaDirection,
    transport: Transport,
) -> String {
    if transport == Transport::Fresh {
        *session += 1;
    }
    let direction = format!("a={}", direction.as_str());
    let origin = format!(" {session} 1 IN");
    let sdp = sdp.replace("a=sendrecv", &direction);
    sdp.replace(" 1 1 IN", &origin) + &format!("a=fingerprint:sha-256 {session}\r\n")
}

impl Studio {
    pub fn new(name: usize) -> Self {
        Studio {
            name,
            takes: ms(5),
            events: true,
            describe_fails: None,
            accept_fails: None,
            silent: false,
            mute: false,
            session: 1,
            exchanges: BTreeMap::new(),
        }
    }

    /// Carries out an order as a browser would: an order that a browser refuses fails the story.
    pub fn order(&mut self, call: CallId, command: &MediaCommand) -> Vec<(Duration, MediaInput)> {
        use Signalling::*;
        let state = self.exchanges.entry(call).or_insert(Stable);
        assert_ne!(*state, Closed, "{command:?} after the close");
        let (exchange, input) = match command {
            MediaCommand::Offer {
                exchange,
                kind,
                direction,
                transport,
            } => {
                assert_eq!(*state, Stable, "an offer while {state:?}");
                *state = Offered(*exchange);
                let sdp = sdp(self.name, self.events, *kind);
                let sdp = placed(&mut self.session, sdp, *direction, *transport);
                let exchange = *exchange;
                (exchange, MediaInput::Described { exchange, sdp })
            }
            MediaCommand::Answer {
                exchange,
                offer,
                kind,
                direction,
                transport,
            } => {
                assert_eq!(*state, Stable, "an answer while {state:?}");
                *state = Answering(*exchange);
                let sdp = sdp(
                    self.name,
                    self.events && offer.contains("telephone-event"),
                    *kind,
                );
                let sdp = placed(&mut self.session, sdp, *direction, *transport);
                let exchange = *exchange;
                (exchange, MediaInput::Described { exchange, sdp })
            }
            MediaCommand::Accept {
                exchange, early, ..
            } => {
                assert_eq!(*state, Offered(*exchange), "an accept");
                if !early {
                    *state = Stable;
                }
                let exchange = *exchange;
                if let Some(error) = self.accept_fails {
                    return vec![(ms(1), MediaInput::Failed { exchange, error })];
                }
                return vec![(ms(1), MediaInput::Accepted { exchange })];
            }
            MediaCommand::Rollback => {
                *state = Stable;
                return Vec::new();
            }
            MediaCommand::Close => {
                *state = Closed;
                return Vec::new();
            }
            MediaCommand::SetMuted(_) | MediaCommand::Mix(_) | MediaCommand::Dtmf { .. } => {
                return Vec::new();
            }
            MediaCommand::Announce => {
                let announced = (secs(4), MediaInput::Announced);
                return if self.mute {
                    Vec::new()
                } else {
                    vec![announced]
                };
            }
        };
        if matches!(*state, Answering(_)) {
            *state = Stable;
        }
        if self.silent {
            return Vec::new();
        }
        match self.describe_fails {
            Some(error) => vec![(self.takes, MediaInput::Failed { exchange, error })],
            None => vec![(self.takes, input)],
        }
    }
}
