//! Random walks: a far side that asks and answers whatever comes to its mind, and an agent who presses every button.
//!
//! The studio fails a story whose orders a browser would refuse (RFC 8829 §3.2), so what is walked here is the order of offers
//! and answers (RFC 3261 §14, RFC 3262, RFC 3264, RFC 3311).

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, Status};
use link::pbx::{answer, caller_asks, described, fork_asks, invite, said, silent};
use link::{Link, ms, secs};
use sip::{Entropy, HeaderName, Message, Method, Request};

const DIRECTIONS: [&str; 4] = ["sendrecv", "sendonly", "recvonly", "inactive"];

struct Walk {
    link: Link,
    entropy: Entropy,
    id: CallId,
    cseq: u32,
}

impl Walk {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.entropy.below(from.len() as u32) as usize]
    }

    fn sdp(&mut self) -> String {
        let direction = self.pick(&DIRECTIONS);
        let sdp = described(direction);
        match self.entropy.below(6) {
            0 => String::new(),
            1 => "v=0\r\nnonsense\r\n".into(),
            // A page that was loaded anew.
            2 => sdp.replace(" 1 1 IN", " 2 1 IN") + "a=fingerprint:sha-256 new\r\n",
            _ => sdp,
        }
    }

    /// What the agent does.
    fn press(&mut self) {
        let (id, which) = (self.id, self.entropy.below(8));
        self.link.order(0, |phone, now| {
            let _ = match which {
                0 | 1 => phone.hold(now, id).is_ok(),
                2 | 3 => phone.resume(now, id).is_ok(),
                4 => phone.renew_media(now, id).is_ok(),
                5 => phone.renegotiate(now, id).is_ok(),
                6 => phone.answer(now, id).is_ok(),
                _ => phone.send_dtmf(now, id, "1").is_ok(),
            };
        });
    }

    /// Answers something that the phone asked and that has no final answer yet, as far as the far side remembers.
    fn reply(&mut self) {
        let sent: Vec<Request> = self.link.peers[0]
            .sent
            .iter()
            .filter_map(|message| match message {
                Message::Request(request)
                    if !matches!(request.method, Method::Ack | Method::Register) =>
                {
                    Some(request.clone())
                }
                _ => None,
            })
            .collect();
        let recent = self.entropy.below(3) as usize;
        let Some(request) = sent
            .len()
            .checked_sub(1 + recent)
            .and_then(|at| sent.get(at))
        else {
            return;
        };
        let known = request.headers.to_tag().to_string();
        let tag = match known.as_str() {
            "" => self.pick(&["one", "two", "three"]),
            known => known,
        };
        let status = self.pick(&[
            180, 183, 183, 199, 200, 200, 200, 200, 200, 200, 302, 401, 408, 420, 422, 481, 488,
            491, 500, 503,
        ]);
        // A call that is refused or unknown is over, and the walk with it: seldom.
        let ends = request.method == Method::Invite && known.is_empty() && status > 300;
        if (ends || matches!(status, 408 | 481)) && self.entropy.below(40) > 0 {
            return;
        }
        let number = self.pick(&["1", "2", "3"]);
        let mut headers = vec![(HeaderName::SessionExpires, "90;refresher=uac")];
        if status < 200 && self.entropy.below(2) == 0 {
            headers.push((HeaderName::Require, "100rel"));
            headers.push((HeaderName::Rseq, number));
        }
        if self.entropy.below(2) == 0 {
            headers.push((HeaderName::Allow, "UPDATE"));
        }
        headers.push((HeaderName::MinSe, "100"));
        let sdp = self.sdp();
        answer(&mut self.link, request, status, tag, &headers, &sdp);
    }

    /// Asks something within the call: as the caller of a call that came in, or as a fork of one of ours.
    fn ask(&mut self, inbound: bool) {
        let (method, sdp) = (
            self.pick(&[
                "INVITE", "UPDATE", "UPDATE", "PRACK", "ACK", "ACK", "OPTIONS", "INFO",
            ]),
            self.sdp(),
        );
        if method != "ACK" {
            self.cseq += 1;
        }
        let cseq = format!("{} {method}", self.cseq);
        if inbound {
            let status = self.pick(&[Status::RINGING, Status::OK]);
            let to = self.link.peers[0].sent.iter().any(
                |message| matches!(message, Message::Response(response) if response.status == status),
            );
            if to {
                let to = said(&self.link, status);
                let rack = format!(
                    "{} 1 INVITE",
                    to.headers.get(HeaderName::Rseq).unwrap_or("1")
                );
                let headers = [(HeaderName::Rack, rack.as_str())];
                caller_asks(&mut self.link, &to, &cseq, &headers, &sdp);
            }
        } else {
            let placed = self.link.peers[0].sent_requests(Method::Invite);
            if let Some(placed) = placed.first().map(|request| (*request).clone()) {
                let tag = self.pick(&["one", "two"]);
                fork_asks(&mut self.link, &placed, tag, &cseq, &sdp);
            }
        }
    }
}

#[test]
fn whatever_both_sides_do_the_offers_stay_in_order_and_the_call_ends_once() {
    for seed in 0..120u8 {
        let mut link = Link::with(&["mina"]);
        let inbound = seed % 2 == 0;
        silent(&mut link);
        let mut entropy = Entropy::new([seed; 32]);
        let id = if inbound {
            let reliable = [
                (HeaderName::Require, "100rel"),
                (HeaderName::Supported, "timer"),
            ];
            let offer = match entropy.below(4) {
                0 => String::new(),
                _ => described("sendrecv"),
            };
            let call = invite(&link, &reliable[entropy.below(2) as usize..], &offer);
            link.forge_request(0, &call);
            link.run(ms(50));
            link.peers[0].incoming().unwrap()
        } else {
            link.dial(0, "kim")
        };
        link.peers[0].studio.takes = ms([0, 5, 120][entropy.below(3) as usize]);
        let mut walk = Walk {
            link,
            entropy,
            id,
            cseq: 1,
        };
        for _ in 0..80 {
            match walk.entropy.below(64) {
                0..=14 => walk.press(),
                15..=42 => walk.reply(),
                43..=60 => walk.ask(inbound),
                61..=62 => {
                    let nothing = walk.pick(&[1, 3, 5]);
                    walk.link.run(secs(nothing));
                }
                _ if walk.link.peers[0].state(id) != Some(CallState::Connected) => {}
                _ => {
                    walk.link.disconnect(0);
                    walk.link.run(ms(100));
                    walk.link.connect(0);
                }
            }
            let pause = walk.pick(&[0, 0, 3, 20, 200]);
            walk.link.run(ms(pause));
        }
        let mut link = walk.link;
        let _ = link.order(0, |phone, now| phone.hang_up(now, id));
        link.run(secs(140));
        assert_eq!(link.peers[0].ended().len(), 1, "seed {seed}");
        link.server.script = None;
        link.assert_at_rest();
    }
}
