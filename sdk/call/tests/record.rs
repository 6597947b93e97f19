//! Recording: by the profile, by order, by the clock, here and at a server (WX-43 to WX-48).

extern crate ringdesk_call as call;

mod link;

use call::{
    CallId, CallState, DialOptions, Event, LineError, Profile, Record, RecordBy, RecordCommand,
    Recording, Refusal, Status,
};
use link::{Link, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method};

/// Mina under this profile, and two others.
fn link(profile: Profile) -> Link {
    let mut link = Link::new();
    for user in ["mina", "jun", "sora"] {
        let mut config = config(user);
        if user == "mina" {
            config.profile = profile.clone();
        }
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    link
}

fn recorded(record: Record, record_by: RecordBy) -> Link {
    link(Profile {
        record,
        record_by,
        pause_limit: Some(secs(60)),
        ..Profile::default()
    })
}

fn record(link: &mut Link, id: CallId, order: RecordCommand) -> Result<(), LineError> {
    link.order(0, |phone, now| phone.record(now, id, order))
}

fn state(link: &Link, id: CallId) -> Recording {
    link.peers[0].phone.line_of(id).unwrap().recording()
}

fn commands(link: &Link) -> Vec<(u32, RecordCommand)> {
    let records = link.peers[0].records.iter();
    records
        .map(|(line, command)| (line.as_u32(), *command))
        .collect()
}

/// What the server was told, in order.
fn told(link: &Link) -> Vec<String> {
    let infos = link.server.requests(0, Method::Info);
    let word = |(_, info): &(_, &sip::Request)| {
        info.headers
            .get(HeaderName::Record)
            .map(|word| word.to_string())
    };
    infos.iter().filter_map(word).collect()
}

use RecordCommand::{Pause, Resume, Start, Stop};

/// WX-43.
#[test]
fn a_profile_without_recording_records_nothing_and_says_so() {
    let mut link = recorded(Record::Off, RecordBy::Browser);
    let (a, _) = link.talk();
    let refused = record(&mut link, a, Start).unwrap_err();
    assert_eq!(refused.code(), "line.switched-off");
    assert!(commands(&link).is_empty());
    assert_eq!(state(&link, a), Recording::Off);
}

#[test]
fn a_call_that_is_always_recorded_is_from_the_answer_to_the_end() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let a = link.dial(0, "jun");
    link.run(secs(2));
    assert!(commands(&link).is_empty(), "ringing is not recorded");
    link.answer(1);
    link.run(ms(100));
    assert_eq!(commands(&link), [(1, Start)]);
    assert_eq!(state(&link, a), Recording::On);
    for order in [Start, Stop] {
        let refused = record(&mut link, a, order).unwrap_err();
        assert_eq!(refused.code(), "line.switched-off");
    }
    link.hang_up(0, a);
    assert_eq!(commands(&link), [(1, Start), (1, Stop)]);
    link.run(secs(1));
    assert_eq!(commands(&link).len(), 2);
    link.assert_at_rest();
}

#[test]
fn a_recording_that_the_browser_could_not_go_on_with_shows_and_is_not_begun_again() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let (a, _) = link.talk();
    let line = link.peers[0].phone.line_of(a).unwrap().id();
    link.order(0, |phone, now| phone.recording_failed(now, line));
    link.run(secs(5));
    assert_eq!(state(&link, a), Recording::Off);
    assert_eq!(commands(&link), [(1, Start), (1, Stop)]);
    // The call has not noticed.
    let call = link.peers[0].phone.call(a).unwrap();
    assert_eq!(call.state(), CallState::Connected);
    link.hang_up(0, a);
    link.run(secs(1));
    assert_eq!(commands(&link).len(), 2);
    link.assert_at_rest();
}

#[test]
fn a_call_that_rang_in_vain_is_not_recorded() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let b = link.dial(1, "mina");
    link.run(ms(100));
    link.hang_up(1, b);
    link.run(ms(100));
    assert!(commands(&link).is_empty());
    link.assert_at_rest();
}

/// WX-44 to WX-48.
#[test]
fn a_pause_ends_by_hand_or_after_the_time_that_pauses_have() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let (a, _) = link.talk();
    record(&mut link, a, Pause).unwrap();
    assert_eq!(state(&link, a), Recording::Paused);
    link.run(secs(59));
    assert_eq!(state(&link, a), Recording::Paused);
    link.run(secs(2));
    assert_eq!(state(&link, a), Recording::On);
    record(&mut link, a, Pause).unwrap();
    // Asked twice, and nothing more comes of it.
    record(&mut link, a, Pause).unwrap();
    link.run(secs(5));
    record(&mut link, a, Resume).unwrap();
    record(&mut link, a, Resume).unwrap();
    link.run(secs(120));
    assert_eq!(
        commands(&link),
        [(1, Start), (1, Pause), (1, Resume), (1, Pause), (1, Resume)]
    );
    // What is paused at the end is finished all the same, and nothing wakes up for it.
    record(&mut link, a, Pause).unwrap();
    link.hang_up(0, a);
    link.run(secs(120));
    assert_eq!(commands(&link)[5..], [(1, Pause), (1, Stop)]);
    link.assert_at_rest();
}

#[test]
fn a_recording_on_demand_begins_and_ends_when_the_agent_says_so() {
    let mut link = recorded(Record::OnDemand, RecordBy::Browser);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    let early = record(&mut link, a, Start).unwrap_err();
    assert_eq!(early.code(), "line.not-answered");
    link.answer(1);
    link.run(ms(100));
    for order in [Pause, Resume] {
        let refused = record(&mut link, a, order).unwrap_err();
        assert_eq!(refused.code(), "line.not-recording");
    }
    record(&mut link, a, Start).unwrap();
    record(&mut link, a, Pause).unwrap();
    // WX-48: "start recording" is how an agent goes on.
    record(&mut link, a, Start).unwrap();
    record(&mut link, a, Stop).unwrap();
    assert_eq!(state(&link, a), Recording::Off);
    record(&mut link, a, Start).unwrap();
    assert_eq!(
        commands(&link),
        [(1, Start), (1, Pause), (1, Resume), (1, Stop), (1, Start)]
    );
}

#[test]
fn each_line_has_a_recording_of_its_own_and_a_conference_one() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let (a, _) = link.talk();
    let options = DialOptions::default();
    let c = link.order(0, |phone, now| phone.consult(now, a, "sora", options));
    let c = c.unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(100));
    assert_eq!(commands(&link), [(1, Start), (2, Start)]);
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    link.run(ms(300));
    assert_eq!(commands(&link), [(1, Start), (2, Start), (2, Stop)]);
    assert_eq!(state(&link, c), Recording::On);
    // Who leaves does not take the recording along.
    link.hang_up(0, c);
    link.run(ms(300));
    assert_eq!(commands(&link).len(), 3);
    link.hang_up(0, a);
    assert_eq!(commands(&link)[3..], [(1, Stop)]);
    link.assert_at_rest();
}

#[test]
fn of_two_lines_that_become_one_the_recording_of_the_second_goes_on_too() {
    let mut link = recorded(Record::OnDemand, RecordBy::Browser);
    let (a, _) = link.talk();
    let options = DialOptions::default();
    let c = link.order(0, |phone, now| phone.parallel(now, a, "sora", options));
    let c = c.unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(100));
    record(&mut link, c, Start).unwrap();
    assert_eq!(
        (state(&link, a), state(&link, c)),
        (Recording::Off, Recording::On)
    );
    link.order(0, |phone, now| phone.merge(now)).unwrap();
    link.run(ms(300));
    assert_eq!(state(&link, a), Recording::On);
    assert_eq!(commands(&link), [(2, Start), (2, Stop), (1, Start)]);
}

#[test]
fn a_call_that_is_handed_over_is_recorded_no_more() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(500));
    link.answer(2);
    link.run(secs(2));
    assert!(link.peers[0].phone.call(a).is_none());
    assert_eq!(commands(&link), [(1, Start), (1, Stop)]);
}

/// The state is not claimed before the server agrees.
#[test]
fn a_server_that_records_is_told_when() {
    let mut link = recorded(Record::Always, RecordBy::Server);
    let (a, _) = link.talk();
    assert_eq!(told(&link), ["on"]);
    assert_eq!(state(&link, a), Recording::On);
    record(&mut link, a, Pause).unwrap();
    assert_eq!(state(&link, a), Recording::On, "not yet agreed");
    let busy = record(&mut link, a, Pause);
    assert!(busy.is_err(), "one thing at a time");
    link.run(ms(100));
    assert_eq!(state(&link, a), Recording::Paused);
    link.run(secs(61));
    assert_eq!(state(&link, a), Recording::On);
    assert_eq!(told(&link), ["on", "off", "on"]);
    assert!(commands(&link).is_empty(), "nothing is recorded here");
    link.hang_up(0, a);
    link.assert_at_rest();
    assert_eq!(told(&link).len(), 3, "it knows that the call is over");
}

#[test]
fn a_server_that_refuses_to_record_is_told_of_and_not_asked_for_ever() {
    let mut link = recorded(Record::Always, RecordBy::Server);
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(info) if info.method == Method::Info => {
            Verdict::Answer(Box::new(info.response(Status::FORBIDDEN)))
        }
        _ => Verdict::Pass,
    }));
    let (a, _) = link.talk();
    link.run(secs(5));
    assert_eq!(state(&link, a), Recording::Off);
    let failures = link.peers[0].events.iter().filter(
        |event| matches!(event, Event::RecordFailed(id, Some(Status::FORBIDDEN)) if *id == a),
    );
    assert_eq!(failures.count(), 1);
    assert_eq!(told(&link).len(), 1);
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_tone_and_a_word_to_the_recorder_do_not_take_each_others_answers() {
    let mut link = recorded(Record::OnDemand, RecordBy::Server);
    link.peers[1].studio.events = false;
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.send_dtmf(now, a, "12"))
        .unwrap();
    record(&mut link, a, Start).unwrap();
    link.run(secs(2));
    assert_eq!(link.peers[1].digits(), "12");
    assert_eq!(state(&link, a), Recording::On);
    assert_eq!(told(&link), ["on"]);
}

#[test]
fn a_conference_at_a_recording_server_is_recorded_by_who_is_left() {
    let mut link = recorded(Record::Always, RecordBy::Server);
    let (a, b) = link.talk();
    let options = DialOptions::default();
    let c = link.order(0, |phone, now| phone.parallel(now, a, "sora", options));
    let c = c.unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(200));
    assert_eq!(told(&link), ["on", "on"]);
    link.order(0, |phone, now| phone.merge(now)).unwrap();
    link.run(ms(300));
    assert_eq!(
        told(&link),
        ["on", "on", "off"],
        "once for each conversation"
    );
    link.hang_up(1, b);
    link.run(ms(300));
    assert_eq!(told(&link), ["on", "on", "off", "on"]);
    assert_eq!(state(&link, c), Recording::On);
}

#[test]
fn the_refusals_of_recording_are_the_tables() {
    let mut link = recorded(Record::Always, RecordBy::Browser);
    let (a, _) = link.talk();
    let phone = &link.peers[0].phone;
    assert_eq!(
        phone.can(a, call::Control::Record),
        Err(Refusal::SwitchedOff)
    );
    assert_eq!(phone.can(a, call::Control::PauseRecording), Ok(()));
    link.hang_up(0, a);
}

/// A page that is reloaded begins a recording of its own; a server has gone on with its.
#[test]
fn what_was_recorded_or_paused_before_a_reload_is_so_after_it() {
    for (by, pauses) in [
        (RecordBy::Browser, false),
        (RecordBy::Browser, true),
        (RecordBy::Server, true),
    ] {
        let mut link = recorded(Record::OnDemand, by);
        let (a, _) = link.talk();
        record(&mut link, a, Start).unwrap();
        link.run(ms(100));
        if pauses {
            record(&mut link, a, Pause).unwrap();
            link.run(ms(100));
        }
        let kept = link.peers[0].phone.keep(link.now);
        link.disconnect(0);
        let mut reloaded = config("mina");
        reloaded.profile = link.peers[0].phone.config().profile.clone();
        reloaded.instance_id.push('9');
        let mina = link.add(reloaded);
        link.peers[mina].studio.session = 2;
        let back = link.order(mina, |phone, now| phone.restore(now, &kept));
        assert_eq!(back.unwrap(), [a]);
        assert!(link.peers[mina].records.is_empty(), "there is no sound yet");
        link.connect(mina);
        link.register(mina);
        link.run(secs(2));
        let line = link.peers[mina].phone.line_of(a).unwrap();
        let (id, state) = (line.id(), line.recording());
        let commands = &link.peers[mina].records;
        if !pauses {
            assert_eq!(state, Recording::On);
            assert_eq!(*commands, [(id, Start)]);
            continue;
        }
        assert_eq!(state, Recording::Paused);
        if by == RecordBy::Browser {
            assert_eq!(*commands, [(id, Start), (id, Pause)]);
        }
        assert!(link.server.requests(mina, Method::Info).is_empty());
        link.run(secs(61));
        let line = link.peers[mina].phone.line_of(a).unwrap();
        assert_eq!(line.recording(), Recording::On, "WX-46");
    }
}
