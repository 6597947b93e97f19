//! The states of call control, each as its picture.

use super::*;

/// The states of call control, from a plain call.
pub(super) fn controls(model: phone::Model, now: &mut Snapshot, name: &str, korean: bool) {
    let sora = if korean { "김서연" } else { "Sora Kim" };
    let jun = if korean { "김준" } else { "Jun Takeda" };
    let vendor = if korean {
        "한빛 물류"
    } else {
        "Harbour Freight"
    };
    let behind = |purpose, standing| Behind {
        call: 1,
        who: if purpose == Purpose::Primary {
            sora
        } else {
            jun
        }
        .to_owned(),
        purpose,
        standing,
        since_ms: NOW - 131_000.0,
        denied: Denial::default(),
    };
    let deny = |now: &mut Snapshot, controls: &[Control], code| {
        for control in controls {
            now.denied[*control as usize] = Denial::of(code);
        }
    };
    // The line in front is one to somebody else, who was called from here.
    let front = |now: &mut Snapshot, who: &str, number: &str, phase, purpose| {
        now.purpose = purpose;
        now.behind = Some(behind(Purpose::Primary, Standing::Held));
        now.line = now.line.take().map(|line| Line {
            id: 2,
            phase,
            name: Some(who.to_owned()),
            number: number.to_owned(),
            queue: None,
            started_ms: NOW - 21_000.0,
            answered_ms: (phase == Phase::Talking).then_some(NOW - 14_000.0),
            ..line
        });
    };
    let second = Some(Second {
        call: 9,
        who: if korean { "이도윤" } else { "Daniel Okafor" }.to_owned(),
        queue: Some(if korean { "고객 지원" } else { "Support" }.to_owned()),
        since_ms: NOW - 4_000.0,
        answer: match name {
            "second-incoming-two-lines" => Answer::Ends,
            _ => Answer::Holds,
        },
    });
    use Control::{
        CompleteTransfer, Conference, Consult, Dtmf, End, Hold, Merge, Mute, Parallel, Swap,
        Transfer,
    };
    match name {
        "held" => {
            now.standing = Standing::Held;
            deny(now, &[End], "line.on-hold");
        }
        "holding" => {
            now.standing = Standing::Holding;
            deny(now, &[Hold, End, Transfer], "line.busy");
        }
        "consult-ringing" => {
            front(now, jun, "102", Phase::Ringing, Purpose::Consult);
            now.standing = Standing::Requested;
            deny(
                now,
                &[CompleteTransfer, Conference, Swap],
                "line.not-answered",
            );
        }
        "consulting" | "consult-held" => {
            front(now, jun, "102", Phase::Talking, Purpose::Consult);
            now.standing = Standing::Consulting;
            deny(now, &[Consult, Parallel, Transfer], "line.two-lines");
            if name == "consult-held" {
                now.purpose = Purpose::Primary;
                now.standing = Standing::Plain;
                now.behind = Some(behind(Purpose::Consult, Standing::ConsultHeld));
            }
        }
        "two-lines" | "merging" => {
            front(
                now,
                vendor,
                "+82 51 600 0142",
                Phase::Talking,
                Purpose::Parallel,
            );
            deny(now, &[Transfer], "line.transfer-in-parallel");
            model.asking.set((name == "merging").then_some(Merge));
        }
        "conference" | "conference-ending" => {
            now.denied[Control::EndForAll as usize] = Denial::default();
            now.standing = Standing::Conference;
            now.recording = Recording::On;
            now.members = [(sora, "+82 2 6022 3100"), (jun, "102")]
                .map(|(who, number)| Member {
                    call: 1,
                    who: who.to_owned(),
                    number: Some(number.to_owned()),
                    denied: Denial::default(),
                })
                .to_vec();
            deny(now, &[Hold], "line.hold-in-conference");
            model
                .asking
                .set((name == "conference-ending").then_some(Control::EndForAll));
        }
        "transferring" => {
            now.standing = Standing::Transferring;
            now.handover = Some(Handover {
                to: jun.to_owned(),
                whom: sora.to_owned(),
                transfer: true,
                failed: None,
            });
            deny(now, &[Hold, End, Dtmf, Mute, Transfer], "line.busy");
        }
        "transfer-failed" => {
            now.handover = Some(Handover {
                to: jun.to_owned(),
                whom: sora.to_owned(),
                transfer: true,
                failed: Some(Fault::Busy),
            });
        }
        "recording" => now.recording = Recording::On,
        "recording-paused" => now.recording = Recording::Paused(Some(NOW + 42_000.0)),
        "terminating" => {
            now.standing = Standing::Terminating;
            deny(now, &[Hold, End, Dtmf, Mute, Transfer], "line.terminating");
        }
        "terminating-asked" => model.asking.set(Some(Control::Terminate)),
        "consulted" => {
            now.about = Some(sora.to_owned());
            now.line = now.line.take().map(|line| Line {
                name: Some(jun.to_owned()),
                number: "102".to_owned(),
                queue: None,
                ..line
            });
            deny(now, &[Conference, CompleteTransfer], "line.role-consulted");
        }
        "second-incoming" => now.second = second,
        "second-incoming-two-lines" => {
            front(now, jun, "102", Phase::Talking, Purpose::Consult);
            now.standing = Standing::Consulting;
            now.second = second;
        }
        "actions" | "actions-team" | "actions-number" => {
            model.acting.set(true);
            model.found.set(found(korean, name == "actions-number"));
            model.chosen.set(match name {
                "actions-team" => Some((3, 2)),
                "actions-number" => Some((0, 0)),
                _ => None,
            });
            model.query.set(
                match name {
                    "actions-number" => "+82 51 600 0142",
                    _ => "",
                }
                .to_owned(),
            );
        }
        _ => {}
    }
}

fn found(korean: bool, number: bool) -> Found {
    let target =
        |kind, name: &str, address: &str| Target::new(kind, name.to_owned(), address.to_owned());
    let agent = |name, address, presence| Target {
        presence: Some(presence),
        ..target(Kind::Agent, name, address)
    };
    let counted = |kind, name, address, count, members| Target {
        count: Some(count),
        members,
        ..target(kind, name, address)
    };
    let jun = || {
        agent(
            if korean { "김준" } else { "Jun Takeda" },
            "102",
            Presence::Available,
        )
    };
    let ines = || {
        agent(
            if korean { "박하은" } else { "Ines Duarte" },
            "104",
            Presence::OnCall,
        )
    };
    let targets = if number {
        vec![
            target(Kind::Typed, "+82 51 600 0142", "+82516000142"),
            Target {
                marked: true,
                ..target(
                    Kind::Frequent,
                    if korean {
                        "한빛 물류"
                    } else {
                        "Harbour Freight"
                    },
                    "+82516000142",
                )
            },
        ]
    } else {
        vec![
            jun(),
            ines(),
            agent(
                if korean { "최유리" } else { "Yuri Petrov" },
                "105",
                Presence::AfterCallWork,
            ),
            counted(
                Kind::Team,
                if korean { "배송" } else { "Delivery" },
                "team-delivery",
                1,
                vec![jun(), ines()],
            ),
            counted(
                Kind::Queue,
                if korean { "환불" } else { "Refunds" },
                "refunds",
                2,
                Vec::new(),
            ),
            target(
                Kind::Contact,
                if korean {
                    "한빛 물류"
                } else {
                    "Harbour Freight"
                },
                "+82516000142",
            ),
        ]
    };
    Found {
        targets,
        ..Found::default()
    }
}
