//! Bad bytes can not hurt us.

extern crate ringdesk_call as call;

mod link;

use call::CallState;
use link::{Link, Verdict, ms, secs};
use sip::{Entropy, Message};

#[test]
fn rubbish_from_the_server_ends_nothing() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let ringing = link.dial(0, "jun");
    link.run(ms(100));
    let heard: Vec<Vec<u8>> = link.peers[0]
        .received
        .iter()
        .map(|message| match message {
            Message::Request(request) => request.to_bytes(),
            Message::Response(response) => response.to_bytes(),
        })
        .collect();
    let mut entropy = Entropy::new([3; 32]);
    for _ in 0..2_000 {
        let noise: Vec<u8> = (0..entropy.below(200))
            .map(|_| entropy.below(256) as u8)
            .collect();
        link.forge(0, noise);
    }
    for bytes in &heard {
        // Cut off anywhere, and with one byte that is another.
        for _ in 0..100 {
            let mut cut = bytes.clone();
            cut.truncate(entropy.below(bytes.len() as u32) as usize);
            link.forge(0, cut);
            let mut bent = bytes.clone();
            let at = entropy.below(bytes.len() as u32) as usize;
            bent[at] = entropy.below(256) as u8;
            link.forge(0, bent);
        }
    }
    link.forge(0, vec![b'A'; 100_000]);
    link.forge(
        0,
        format!("SIP/2.0 200 OK\r\n{}\r\n", "X: y\r\n".repeat(400)),
    );
    link.run(secs(1));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[0].state(ringing), Some(CallState::Ringing));
    assert!(link.peers[0].is_registered());
    link.hang_up(0, ringing);
    link.hang_up(1, b);
    link.run(ms(100));
    assert_eq!(link.peers[0].ended().len(), 2);
    link.assert_at_rest();
}

#[test]
fn bent_messages_at_every_stage_never_panic() {
    for seed in 0..60u8 {
        let mut link = Link::with(&["mina", "jun"]);
        let mut entropy = Entropy::new([seed; 32]);
        link.server.script = Some(Box::new(move |_, message| {
            let mut bytes = match message {
                Message::Request(request) => request.to_bytes(),
                Message::Response(response) => response.to_bytes(),
            };
            for _ in 0..entropy.below(4) {
                let at = entropy.below(bytes.len() as u32) as usize;
                bytes[at] = b"\r\n ;,<>\"=@:/09aZ\0\xff"[entropy.below(18) as usize];
            }
            match Message::parse(&bytes, &sip::Limits::default()) {
                // The server's own code can not do without these.
                Ok(bent) => {
                    let headers = match &bent {
                        Message::Request(request) => &request.headers,
                        Message::Response(response) => &response.headers,
                    };
                    let whole = headers.via().is_ok()
                        && headers.to().is_ok()
                        && headers.contacts().is_ok_and(|c| !c.is_empty());
                    if whole && headers.expires().is_none() {
                        Verdict::Instead(Box::new(bent))
                    } else {
                        Verdict::Drop
                    }
                }
                Err(_) => Verdict::Drop,
            }
        }));
        let a = link.dial(0, "jun");
        link.run(ms(100));
        if let Some(b) = link.peers[1].incoming() {
            let _ = link.order(1, |phone, now| phone.answer(now, b));
            link.run(ms(100));
            let _ = link.order(0, |phone, now| phone.renegotiate(now, a));
            let _ = link.order(1, |phone, now| phone.send_dtmf(now, b, "12"));
            link.run(secs(2));
        }
        let _ = link.order(0, |phone, now| phone.hang_up(now, a));
        // A 2xx may cross the CANCEL as late as half a minute after it; then its BYE has as long.
        link.run(secs(70));
        assert_eq!(link.peers[0].ended().len(), 1);
        link.server.script = None;
        let left = link.peers[1].phone.calls().next().map(call::Call::id);
        if let Some(b) = left {
            let _ = link.order(1, |phone, now| phone.hang_up(now, b));
        }
        link.assert_at_rest();
    }
}
