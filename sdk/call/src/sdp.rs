//! The few things a phone reads in a session description (RFC 4566). It never rewrites one.

use alloc::string::String;

use crate::{MediaDirection, MediaKind, Transport};

/// The description in a message, when there is one that can be one.
pub(crate) fn of(body: &[u8]) -> Option<&str> {
    let sdp = core::str::from_utf8(body).ok()?;
    (sdp.starts_with("v=0") && lines(sdp).any(|line| line.starts_with("m="))).then_some(sdp)
}

/// Whether both voice and picture are described.
pub(crate) fn kind(sdp: &str) -> MediaKind {
    let video = lines(sdp)
        .filter_map(|line| line.strip_prefix("m=video "))
        .any(|rest| !rest.starts_with("0 "));
    if video {
        MediaKind::AudioVideo
    } else {
        MediaKind::Audio
    }
}

/// Whether the audio can carry telephone events (RFC 4733 §2.4).
pub(crate) fn has_telephone_event(sdp: &str) -> bool {
    let mut formats = "";
    for line in audio(sdp) {
        if let Some(media) = line.strip_prefix("m=") {
            formats = media;
        }
        let map = line.strip_prefix("a=rtpmap:").unwrap_or_default();
        let (format, name) = sip::cut_or_all(map, b' ');
        let event = name
            .get(..16)
            .is_some_and(|head| head.eq_ignore_ascii_case("telephone-event/"));
        if event && lists(formats, format) {
            return true;
        }
    }
    false
}

/// Whether an `m=` line names the format: it does so behind kind, port and protocol.
fn lists(media: &str, format: &str) -> bool {
    let mut rest = media;
    for nth in 0.. {
        let (word, tail) = sip::cut_or_all(rest, b' ');
        if word.is_empty() {
            break;
        }
        if nth > 2 && word == format {
            return true;
        }
        rest = tail;
    }
    false
}

/// What the side that describes wants to do with the audio: as its section says, or else the session.
pub(crate) fn direction(sdp: &str) -> MediaDirection {
    let mut direction = MediaDirection::SendReceive;
    let mut before_media = true;
    let mut in_audio = false;
    for line in lines(sdp) {
        if line.starts_with("m=") {
            if in_audio {
                break;
            }
            before_media = false;
            in_audio = line.starts_with("m=audio ");
        }
        if before_media || in_audio {
            direction = match line {
                "a=sendrecv" => MediaDirection::SendReceive,
                "a=sendonly" => MediaDirection::SendOnly,
                "a=recvonly" => MediaDirection::ReceiveOnly,
                "a=inactive" => MediaDirection::Inactive,
                _ => continue,
            };
        }
    }
    direction
}

/// The session (RFC 4566 §5.2, without its version) and the fingerprint of whoever describes.
pub(crate) fn origin(sdp: &str) -> (String, String) {
    let (mut session, mut fingerprint) = ("", "");
    for line in lines(sdp) {
        if let Some(origin) = line.strip_prefix("o=") {
            let name = sip::cut_or_all(origin, b' ').1;
            let id = sip::cut_or_all(name, b' ').0;
            session = origin
                .get(..origin.len() - name.len() + id.len())
                .unwrap_or(origin);
        } else if let Some(value) = line.strip_prefix("a=fingerprint:") {
            fingerprint = value;
        }
    }
    (String::from(session), String::from(fingerprint))
}

/// Whether an offer comes from the connection that this session and fingerprint belong to. One that changed both has no memory of
/// the other: its page was reloaded.
pub(crate) fn transport(before: Option<&(String, String)>, offer: &str) -> Transport {
    let (session, fingerprint) = origin(offer);
    match before {
        Some(before) if before.0 != session && before.1 != fingerprint => Transport::Fresh,
        _ => Transport::Kept,
    }
}

pub(crate) fn lines(text: &str) -> Lines<'_> {
    Lines(text)
}

/// The lines of a body, whatever ends them.
pub(crate) struct Lines<'a>(&'a str);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (line, rest) = sip::cut_or_all(self.0, b'\n');
        self.0 = rest;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// The lines of the first audio section, its `m=` line first.
fn audio(sdp: &str) -> impl Iterator<Item = &str> {
    let mut first = true;
    lines(sdp)
        .skip_while(|line| !line.starts_with("m=audio "))
        .take_while(move |line| {
            let more = first || !line.starts_with("m=");
            first = false;
            more
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=sendrecv\r\nm=video 9 RTP/AVP 96\r\na=inactive\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:110 telephone-event/48000\r\n";

    #[test]
    fn telephone_events_count_only_when_their_format_is_listed() {
        assert!(has_telephone_event(OFFER));
        assert!(!has_telephone_event(
            &OFFER.replace("SAVPF 111 110", "SAVPF 111")
        ));
        assert!(!has_telephone_event(
            &OFFER.replace("telephone-event", "telephone-evil")
        ));
        assert!(!has_telephone_event(
            "v=0\r\nm=video 9 X 110\r\na=rtpmap:110 telephone-event/8000\r\n"
        ));
    }

    #[test]
    fn hold_is_read_from_the_audio_section_before_the_session() {
        assert!(!direction(OFFER).holds());
        assert!(direction(&OFFER.replace("a=sendrecv", "a=sendonly")).holds());
        let both = OFFER.replace("m=audio", "a=x\r\nm=audio") + "a=inactive\r\n";
        assert_eq!(direction(&both), MediaDirection::Inactive);
        let listens = OFFER.replace("a=sendrecv", "a=recvonly");
        assert_eq!(direction(&listens), MediaDirection::ReceiveOnly);
    }

    #[test]
    fn a_session_is_another_when_its_id_and_its_fingerprint_changed() {
        let sdp = |id: &str, print: &str| {
            OFFER.replace("o=- 1", id) + "a=fingerprint:sha-256 " + print + "\r\n"
        };
        let before = origin(&sdp("o=- 1", "AA"));
        assert_eq!(before, ("- 1".into(), "sha-256 AA".into()));
        let judge = |offer: String| transport(Some(&before), &offer);
        assert_eq!(judge(sdp("o=- 2", "BB")), Transport::Fresh);
        assert_eq!(judge(sdp("o=- 1", "BB")), Transport::Kept);
        assert_eq!(judge(sdp("o=- 2", "AA")), Transport::Kept);
        assert_eq!(transport(None, OFFER), Transport::Kept);
        assert_eq!(origin("v=0\r\no=\r\n").0, "");
    }

    #[test]
    fn what_is_no_description_is_not_read_as_one() {
        assert_eq!(of(OFFER.as_bytes()), Some(OFFER));
        assert_eq!(of(b"v=0\r\ns=-\r\n"), None);
        assert_eq!(of(b"hello m=audio"), None);
        assert_eq!(of(&[b'v', b'=', b'0', 0xff]), None);
        assert_eq!(kind(OFFER), MediaKind::AudioVideo);
        assert_eq!(
            kind(&OFFER.replace("m=video 9", "m=video 0")),
            MediaKind::Audio
        );
    }
}
