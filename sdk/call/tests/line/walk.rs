//! Three people who press every button at any moment.

use call::{
    CustomerLeft, Decline, EndConsult, Joins, Listen, Phone, Profile, Record, RecordBy,
    RecordCommand, SecondLine, Transfers,
};
use sip::{Entropy, Instant};

use super::*;

const USERS: [&str; 3] = ["mina", "jun", "sora"];
const BUTTONS: usize = 24;

struct Walk {
    link: Link,
    entropy: Entropy,
    /// Transfers that were begun, of which each has one end.
    transfers: usize,
    /// Somebody has a conference at a server, to which parties are sent as if they were transferred.
    room: bool,
    done: [usize; BUTTONS],
}

impl Walk {
    fn new(seed: u16) -> Walk {
        let mut bytes = [seed as u8; 32];
        bytes[0] = (seed >> 8) as u8;
        let mut entropy = Entropy::new(bytes);
        let mut link = Link::new();
        let room = entropy.below(4) == 0;
        for (at, user) in USERS.into_iter().enumerate() {
            let mut config = config(user);
            let mut either = || entropy.below(2) == 0;
            config.profile = Profile {
                second_line_ended: if either() {
                    SecondLine::Resume
                } else {
                    SecondLine::KeepHeld
                },
                end_consult: if either() {
                    EndConsult::ReturnToCustomer
                } else {
                    EndConsult::EndAll
                },
                customer_left: if either() {
                    CustomerLeft::EndAll
                } else {
                    CustomerLeft::GoOn
                },
                end_while_held: either(),
                mute_on_join: either(),
                join: if either() { Joins::Ask } else { Joins::Accept },
                record: match (either(), either()) {
                    (true, _) => Record::OnDemand,
                    (_, true) => Record::Always,
                    _ => Record::Off,
                },
                record_by: if either() {
                    RecordBy::Browser
                } else {
                    RecordBy::Server
                },
                pause_limit: either().then_some(secs(2)),
                conference_uri: (room && either()).then(|| USERS[(at + 1) % 3].into()),
                ..Profile::default()
            };
            if entropy.below(4) == 0 {
                config.accept_transfers = Transfers::Ask;
            }
            let peer = link.add(config);
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        Walk {
            link,
            entropy,
            transfers: 0,
            room,
            done: [0; BUTTONS],
        }
    }

    fn below(&mut self, number: usize) -> usize {
        self.entropy.below(number as u32) as usize
    }

    fn press(&mut self) {
        let peer = self.below(3);
        let here = calls(&self.link, peer);
        let target = USERS[(peer + 1 + self.below(2)) % 3];
        let rings = |id: &&CallId| self.link.peers[peer].state(**id) == Some(CallState::Incoming);
        let ringing = here.iter().find(rings).copied();
        // People answer, and seldom hang up or undo.
        let what = match self.below(46) {
            seldom @ (3 | 4 | 19) if self.below(4) > 0 => seldom % 2 + 13,
            20..=28 => 1,
            29..=30 => 13,
            31..=33 => 11,
            34 => 17,
            35 => 12,
            36 => 16,
            37..=39 => 15,
            40..=41 => 20,
            42 => 21,
            43 if self.below(3) == 0 => 22,
            43..=44 => 23,
            45 => 9,
            what => what,
        };
        let id = match here.len() {
            0 => CallId::from_u32(0),
            many => here[self.below(many)],
        };
        let id = ringing.filter(|_| what < 3).unwrap_or(id);
        // A call of somebody's whom this phone could join.
        let theirs = USERS.iter().position(|user| *user == target).unwrap_or(0);
        let theirs = self.link.peers[theirs].phone.calls();
        let dialog = theirs.filter_map(|call| call.dialog().cloned()).next();
        let order = |phone: &mut Phone, now: Instant| {
            let options = DialOptions::default();
            match what {
                0 if here.is_empty() => phone.dial(now, target, options).is_ok(),
                1 | 2 => phone.answer(now, id).is_ok(),
                3 => phone.decline(now, id, Decline::Busy).is_ok(),
                4 => phone.hang_up(now, id).is_ok(),
                5 => phone.hold(now, id).is_ok(),
                6 => phone.resume(now, id).is_ok(),
                7 => phone.transfer(now, id, target).is_ok(),
                8 => phone.consult(now, id, target, options).is_ok(),
                9 => phone.parallel(now, id, target, options).is_ok(),
                10 => phone.swap(now).is_ok(),
                11 => phone.complete_transfer(now, id).is_ok(),
                12 => phone.end_consult(now, id).is_ok(),
                13 => phone.conference(now, id).is_ok(),
                14 => phone.merge(now).is_ok(),
                15 => phone.add_party(now, id, target, options).is_ok(),
                16 => phone.remove_party(now, id).is_ok(),
                17 => phone.leave(now, id).is_ok(),
                18 => phone.accept_transfer(now, id).is_ok(),
                19 => phone.end_for_all(now, id).is_ok(),
                20 => phone.record(now, id, RecordCommand::Start).is_ok(),
                21 => phone.record(now, id, RecordCommand::Pause).is_ok(),
                22 => phone.terminate(now, id).is_ok(),
                23 => dialog.is_some_and(|dialog| {
                    let joined = phone.join(now, target, &dialog, Listen::Only);
                    joined.is_ok()
                }),
                _ => false,
            }
        };
        let line = self.link.peers[peer].phone.line_of(id);
        let leaves = line.is_some_and(call::Line::is_conference);
        let done = self.link.order(peer, order);
        self.done[what] += usize::from(done);
        self.transfers += usize::from(done && (matches!(what, 7 | 11) || what == 17 && leaves));
    }

    fn finish(mut self, seed: u16) -> [usize; BUTTONS] {
        // Calls that came of the last transfers end one after the other.
        for _ in 0..4 {
            for peer in 0..3 {
                self.link.order(peer, |phone, now| phone.hang_up_all(now));
            }
            self.link.run(secs(100));
        }
        let mut outcomes = 0;
        for (index, peer) in self.link.peers.iter().enumerate() {
            assert!(
                peer.phone.lines().is_empty(),
                "seed {seed}: lines of phone {index}"
            );
            let outcome =
                |event: &&Event| matches!(event, Event::Transferred(_) | Event::TransferFailed(..));
            outcomes += peer.events.iter().filter(outcome).count();
            let begun: std::collections::BTreeSet<CallId> = peer
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::CallChanged(id) | Event::Incoming(id) => Some(*id),
                    _ => None,
                })
                .collect();
            // None twice: the link asserts that.
            let ended = peer.ended().iter().map(|call| call.id()).collect();
            assert_eq!(begun, ended, "seed {seed}: each call of {index} ends");
        }
        if !self.room {
            assert_eq!(outcomes, self.transfers, "seed {seed}: one end each");
        }
        self.assert_recordings_are_whole(seed);
        self.link.assert_at_rest();
        self.done
    }
}

impl Walk {
    /// Each recording begins once and ends once, and is paused and resumed in between only.
    fn assert_recordings_are_whole(&self, seed: u16) {
        for peer in &self.link.peers {
            let mut running = std::collections::BTreeMap::new();
            for (line, command) in &peer.records {
                let before = running.get(line).copied().flatten();
                let after = match (before, command) {
                    (None, RecordCommand::Start) => Some(false),
                    (Some(false), RecordCommand::Pause) => Some(true),
                    (Some(true), RecordCommand::Resume) => Some(false),
                    (Some(_), RecordCommand::Stop) => None,
                    _ => panic!("seed {seed}: {command:?} of {line:?} while {before:?}"),
                };
                running.insert(*line, after);
            }
            let left = running.values().flatten().count();
            assert_eq!(left, 0, "seed {seed}: recordings that never end");
        }
    }
}

/// The link asserts after each step of a phone that at most one line is off hold (WX-42), and that no call ends twice.
#[test]
fn whatever_three_people_do_it_ends_with_no_call_no_timer_and_no_media_and_never_two_lines_off_hold()
 {
    let mut done = [0; BUTTONS];
    let seeds = std::env::var("WALKS").ok();
    let seeds = seeds.and_then(|seeds| seeds.parse().ok());
    for seed in 0..seeds.unwrap_or(1_000u16) {
        let mut walk = Walk::new(seed);
        for _ in 0..90 {
            walk.press();
            if walk.below(60) == 0 {
                let peer = walk.below(3);
                walk.link.disconnect(peer);
                walk.link.run(ms(300));
                walk.link.connect(peer);
            }
            let pause = [0, 5, 30, 100, 250, 3_000][walk.below(6)];
            walk.link.run(ms(pause));
        }
        for (sum, count) in done.iter_mut().zip(walk.finish(seed)) {
            *sum += count;
        }
    }
    // Each button did something now and then.
    let pressed = done.iter().enumerate().filter(|(what, _)| *what != 2);
    assert!(pressed.clone().all(|(_, count)| *count > 0), "{done:?}");
}
