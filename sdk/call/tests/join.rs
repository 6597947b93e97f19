//! Coming to a call of others: to listen, and then to speak (RFC 3911, CT-45).

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, DialogName, Event, Listen, MediaCommand, Status};
use link::{Link, Verdict, ms};
use sip::{HeaderName, Message, Method};

/// The directions of a phone's offers and answers for one call.
fn directions(link: &Link, peer: usize, id: CallId) -> Vec<&'static str> {
    let media = link.peers[peer].media.iter().filter(|(of, _)| *of == id);
    let direction = |(_, command): &(_, MediaCommand)| match command {
        MediaCommand::Offer { direction, .. } | MediaCommand::Answer { direction, .. } => {
            Some(direction.as_str())
        }
        _ => None,
    };
    media.filter_map(direction).collect()
}

fn name(link: &Link, peer: usize, id: CallId) -> DialogName {
    let call = link.peers[peer].phone.call(id).unwrap();
    call.dialog().unwrap().clone()
}

fn join(link: &mut Link, peer: usize, target: &str, dialog: &DialogName, listen: Listen) -> CallId {
    link.order(peer, |phone, now| phone.join(now, target, dialog, listen))
        .unwrap()
}

#[test]
fn both_sides_know_what_their_call_is_called() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    assert_eq!(link.peers[0].phone.call(a).unwrap().dialog(), None);
    link.run(ms(100));
    let b = link.answer(1);
    link.run(ms(100));
    let (a, b) = (name(&link, 0, a), name(&link, 1, b));
    assert_eq!(a.call_id, b.call_id);
    assert_eq!((a.local_tag, a.remote_tag), (b.remote_tag, b.local_tag));
}

/// RFC 3911 §4: the INVITE names the call in the words of whom it goes to.
#[test]
fn a_colleague_listens_to_a_call_and_then_speaks() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    let invite = link.peers[2].sent_requests(Method::Invite)[0];
    assert_eq!(
        invite.headers.get(HeaderName::Join),
        Some(&*format!(
            "{};to-tag={};from-tag={}",
            dialog.call_id, dialog.local_tag, dialog.remote_tag
        ))
    );
    let joining = link.peers[0].incoming().expect("it is asked for");
    assert_eq!(link.peers[0].phone.call(joining).unwrap().joins(), Some(a));
    link.answer(0);
    link.run(ms(100));
    assert_eq!(link.peers[2].state(c), Some(CallState::Connected));
    assert!(link.peers[2].phone.call(c).unwrap().listens());
    assert!(!link.peers[2].phone.call(c).unwrap().held_by_remote());
    assert_eq!(directions(&link, 2, c), ["recvonly"]);
    assert_eq!(directions(&link, 0, joining), ["sendonly"]);

    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    assert!(
        link.peers[2].phone.call(c).unwrap().listens(),
        "not before it is agreed"
    );
    link.run(ms(100));
    assert!(!link.peers[2].phone.call(c).unwrap().listens());
    assert_eq!(directions(&link, 2, c), ["recvonly", "sendrecv"]);
    assert_eq!(directions(&link, 0, joining), ["sendonly", "sendrecv"]);
    // Once more changes nothing.
    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    link.run(ms(100));
    assert_eq!(directions(&link, 2, c).len(), 2);
}

#[test]
fn who_joins_to_speak_speaks_from_the_start() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::AndSpeak);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    assert!(!link.peers[2].phone.call(c).unwrap().listens());
    assert_eq!(directions(&link, 2, c), ["sendrecv"]);
}

#[test]
fn speaking_that_is_refused_leaves_the_listener_listening() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 2 && request.method == Method::Invite => {
            let refusal = request.response(Status::FORBIDDEN);
            Verdict::Answer(Box::new(refusal))
        }
        _ => Verdict::Pass,
    }));
    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    link.run(ms(200));
    assert!(link.peers[2].phone.call(c).unwrap().listens());
    assert!(
        link.peers[2].events.iter().any(
            |event| matches!(event, Event::HoldFailed(id, Some(Status::FORBIDDEN)) if *id == c)
        )
    );
    // Holding and its end do not open the mouth either.
    link.server.script = None;
    for hold in [true, false] {
        link.order(2, |phone, now| match hold {
            true => phone.hold(now, c).unwrap(),
            false => phone.resume(now, c).unwrap(),
        });
        link.run(ms(200));
    }
    assert_eq!(
        directions(&link, 2, c),
        ["recvonly", "sendrecv", "inactive", "recvonly"]
    );
}

#[test]
fn a_listener_whose_page_is_reloaded_still_listens() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    let kept = link.peers[2].phone.keep(link.now);
    link.disconnect(2);
    let mut reloaded = link::config("sora");
    reloaded.instance_id.push('9');
    let sora = link.add(reloaded);
    link.peers[sora].studio.session = 2;
    let back = link.order(sora, |phone, now| phone.restore(now, &kept));
    assert_eq!(back.unwrap(), [c]);
    assert_eq!(
        name(&link, sora, c).call_id,
        name(&link, 0, link.peers[0].incoming().unwrap()).call_id
    );
    link.connect(sora);
    link.register(sora);
    link.run(ms(3_000));
    let call = link.peers[sora].phone.call(c).unwrap();
    assert!(call.listens() && !call.returning());
    assert_eq!(directions(&link, sora, c), ["recvonly"]);
}
