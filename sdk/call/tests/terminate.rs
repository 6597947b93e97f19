//! Forced termination (KC-28 to KC-30): the announcement to its end, and then the call is over.

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, EndedBy, LineError, MediaCommand};
use link::{Link, config, ms, secs};
use sip::Method;

fn announcements(link: &Link, peer: usize) -> usize {
    let media = link.peers[peer].media.iter();
    media
        .filter(|(_, command)| *command == MediaCommand::Announce)
        .count()
}

fn terminate(link: &mut Link, id: CallId) -> Result<(), LineError> {
    link.order(0, |phone, now| phone.terminate(now, id))
}

/// KC-30.
#[test]
fn the_announcement_is_heard_to_its_end_and_then_the_call_ends() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let before = link.now;
    terminate(&mut link, a).unwrap();
    assert_eq!(announcements(&link, 0), 1);
    link.run(ms(3_900));
    assert!(link.peers[0].phone.call(a).unwrap().terminated());
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.run(ms(200));
    let bye = link.server.requests(0, Method::Bye);
    assert!(bye[0].0.since(before) >= secs(4));
    // RFC 3326: a server that keeps records sees it.
    let reasons = bye[0].1.headers.reasons();
    assert_eq!(reasons[0].text.as_deref(), Some("Terminated"));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.terminated", EndedBy::Local, None)
    );
    assert!(link.peers[0].ended()[0].terminated());
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
    assert!(!link.peers[1].ended()[0].terminated());
    link.assert_at_rest();
}

#[test]
fn only_a_call_that_talks_is_terminated_and_only_once() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    assert!(terminate(&mut link, a).is_err());
    link.answer(1);
    link.run(ms(100));
    terminate(&mut link, a).unwrap();
    assert!(terminate(&mut link, a).is_err());
    assert_eq!(announcements(&link, 0), 1);
    link.run(secs(5));
    assert!(terminate(&mut link, a).is_err());
    link.assert_at_rest();
}

#[test]
fn a_customer_who_hangs_up_during_the_announcement_ends_the_call_himself() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    terminate(&mut link, a).unwrap();
    link.run(secs(2));
    link.hang_up(1, b);
    link.run(ms(100));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.hung-up", EndedBy::Remote, None)
    );
    assert!(
        link.peers[0].ended()[0].terminated(),
        "what the agent did is not forgotten"
    );
    assert!(link.peers[0].sent_requests(Method::Bye).is_empty());
    link.assert_at_rest();
}

#[test]
fn an_announcement_that_never_ends_does_not_keep_the_call_for_ever() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.peers[0].studio.mute = true;
    terminate(&mut link, a).unwrap();
    link.run(secs(59));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.run(secs(2));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.terminated", EndedBy::Local, None)
    );
    link.assert_at_rest();
}

#[test]
fn a_page_that_is_reloaded_during_the_announcement_begins_it_again() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.peers[0].studio.mute = true;
    terminate(&mut link, a).unwrap();
    link.run(secs(1));
    let kept = link.peers[0].phone.keep(link.now);
    link.disconnect(0);
    let mut reloaded = config("mina");
    reloaded.instance_id.push('9');
    let mina = link.add(reloaded);
    link.peers[mina].studio.session = 2;
    let back = link.order(mina, |phone, now| phone.restore(now, &kept));
    assert_eq!(back.unwrap(), [a]);
    link.connect(mina);
    link.register(mina);
    link.run(secs(3));
    assert!(link.peers[mina].phone.call(a).unwrap().terminated());
    assert_eq!(announcements(&link, mina), 1);
    link.run(secs(5));
    assert_eq!(link.peers[mina].only_end().0, "call.terminated");
}
