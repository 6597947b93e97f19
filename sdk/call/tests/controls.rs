//! The whole controls table against the rules of the capability list, each stated by itself: what no rule forbids is permitted, and
//! what is refused is refused by a rule that forbids it.

extern crate ringdesk_call as call;

use call::{
    Control::{self, *},
    OtherLine, Parties, Profile, Progress, Purpose, Record, Recording, Refusal, Role, Situation,
    Stage, permits,
};

struct Case<'a> {
    control: Control,
    at: Situation,
    role: Role,
    profile: &'a Profile,
}

impl Case<'_> {
    fn is(&self, controls: &[Control]) -> bool {
        controls.contains(&self.control)
    }

    fn talks(&self) -> bool {
        self.at.call == Progress::Talks
    }

    fn conference(&self) -> bool {
        self.at.parties != Parties::One
    }

    /// This line or the other one is for that.
    fn either(&self, purpose: Purpose) -> bool {
        self.at.purpose == purpose || self.at.other.is_some_and(|line| line.purpose == purpose)
    }

    fn held(&self) -> bool {
        matches!(self.at.stage, Stage::Held | Stage::Holding)
    }

    fn alone(&self) -> bool {
        self.at.other.is_none()
    }

    fn other_unanswered(&self) -> bool {
        self.at
            .other
            .is_some_and(|line| line.stage == Stage::Dialling)
    }

    /// Somebody is being called into a conversation.
    fn is_called_in(&self) -> bool {
        self.at.call == Progress::Begins && self.at.stage != Stage::Dialling
    }
}

type Rule = (&'static str, Refusal, fn(&Case<'_>) -> bool);

const RULES: &[Rule] = &[
    ("what is hung up is over", Refusal::Over, |case| {
        case.at.call == Progress::Over
    }),
    ("only what rings is answered", Refusal::Over, |case| {
        case.is(&[Answer, Decline]) && case.at.call != Progress::Rings
    }),
    ("WX-25, WX-36, WX-50, WX-74", Refusal::NotAnswered, |case| {
        let free = case.is(&[Answer, Decline, Mute, End, EndConsult])
            || case.is(&[RemoveParty]) && case.is_called_in();
        !case.talks() && !free
    }),
    ("WX-38, WX-180", Refusal::OnHold, |case| {
        let on_hold = case.held() || case.at.stage == Stage::Resuming;
        case.is(&[End]) && case.talks() && on_hold && !case.profile.end_while_held
    }),
    ("WX-117, WX-119", Refusal::HoldInConference, |case| {
        case.is(&[Hold]) && case.conference()
    }),
    ("a hold needs none", Refusal::AlreadyHeld, |case| {
        case.is(&[Hold]) && case.held()
    }),
    ("WX-39, KC-32", Refusal::NotOnHold, |case| {
        let off = matches!(case.at.stage, Stage::Active | Stage::Resuming);
        case.is(&[Resume]) && off
    }),
    ("FD-51", Refusal::PrimaryLeft, |case| {
        let left = case.at.purpose == Purpose::Parallel && case.at.primary_left;
        case.is(&[Hold, Resume, Parallel, Consult]) && left
    }),
    (
        "FD-57: nothing disturbs a transfer",
        Refusal::Busy,
        |case| {
            let transferring = |stage| stage == Stage::Transferring;
            let other = case.at.other.is_some_and(|line| transferring(line.stage));
            let moves = case.is(&[
                Hold,
                Resume,
                Transfer,
                Consult,
                Parallel,
                Swap,
                CompleteTransfer,
                EndConsult,
                Conference,
                Merge,
                AddParty,
                RemoveParty,
                Leave,
            ]);
            moves && case.talks() && (transferring(case.at.stage) || other)
        },
    ),
    ("KC-30", Refusal::Terminating, |case| {
        case.at.terminating && case.talks() && !case.is(&[Answer, Decline, Mute, Dtmf])
    }),
    ("FD-52", Refusal::TransferInParallel, |case| {
        let alone = case.is(&[CompleteTransfer]) && case.conference();
        let two = !case.alone() && case.either(Purpose::Parallel) && !alone;
        case.is(&[Transfer, CompleteTransfer]) && two
    }),
    ("WX-87: to whom is consulted", Refusal::TwoLines, |case| {
        case.is(&[Transfer]) && !case.alone() && case.either(Purpose::Consult)
    }),
    (
        "WX-111: a conference is left",
        Refusal::InConference,
        |case| case.is(&[Transfer, Consult, Parallel]) && case.conference(),
    ),
    (
        "FD-37: a second line, no third",
        Refusal::TwoLines,
        |case| case.is(&[Consult, Parallel]) && !case.alone(),
    ),
    ("FD-46, WX-106", Refusal::NoOtherLine, |case| {
        case.is(&[Swap, Conference, Merge]) && case.alone()
    }),
    ("KC-25", Refusal::NoOtherLine, |case| {
        case.is(&[CompleteTransfer]) && case.alone() && !case.conference()
    }),
    ("WX-83", Refusal::NotAnswered, |case| {
        let left = case.is(&[CompleteTransfer]) && case.conference();
        case.is(&[Swap, Conference, Merge, CompleteTransfer]) && case.other_unanswered() && !left
    }),
    ("only two are joined", Refusal::TooManyParties, |case| {
        let many = matches!(case.at.parties, Parties::More | Parties::Full);
        let leaves = case.is(&[Leave]) && case.role == Role::Agent;
        many && (case.is(&[CompleteTransfer]) || leaves)
    }),
    (
        "no transfer of a conference",
        Refusal::MergeInConference,
        |case| {
            let other = case.at.other.is_some_and(|line| line.conference);
            case.is(&[CompleteTransfer]) && !case.conference() && other
        },
    ),
    ("KC-26", Refusal::NotAConsult, |case| {
        let agents = case.role == Role::Agent && case.at.purpose != Purpose::Consult;
        case.is(&[EndConsult]) && agents
    }),
    ("FD-49", Refusal::MergeInConference, |case| {
        let other = case.at.other.is_some_and(|line| line.conference);
        case.is(&[Conference, Merge]) && (case.conference() || other)
    }),
    ("WX-106 of conferences", Refusal::ConsultOnly, |case| {
        case.is(&[Conference]) && !case.either(Purpose::Consult)
    }),
    ("WX-106 of merges", Refusal::ConsultOnly, |case| {
        let strict = !case.profile.conference_without_consult;
        case.is(&[Merge]) && strict && !case.either(Purpose::Consult)
    }),
    ("WX-106 of third parties", Refusal::ConsultOnly, |case| {
        case.is(&[AddParty]) && !case.profile.conference_without_consult
    }),
    (
        "no more than can be mixed",
        Refusal::TooManyParties,
        |case| case.is(&[AddParty]) && case.at.parties == Parties::Full,
    ),
    ("FD-40: into a conversation", Refusal::OnHold, |case| {
        case.is(&[AddParty]) && case.held()
    }),
    ("FD-64", Refusal::NotAConference, |case| {
        let of_many = case.is(&[EndForAll]) || case.is(&[RemoveParty]) && case.talks();
        of_many && !case.conference()
    }),
    ("one does not leave one", Refusal::NotAConference, |case| {
        case.is(&[Leave]) && case.role == Role::Agent && !case.conference()
    }),
    (
        "WX-89, WX-91, WX-114, WX-116",
        Refusal::RoleCustomer,
        |case| {
            let own = case.is(&[Answer, Decline, End, Hold, Resume, Mute, Dtmf, Leave]);
            case.role == Role::Customer && !own
        },
    ),
    (
        "WX-100 to WX-102, WX-123 to WX-125",
        Refusal::RoleConsulted,
        |case| {
            let own = case.is(&[
                Answer,
                Decline,
                End,
                EndConsult,
                Leave,
                Mute,
                Dtmf,
                Control::Record,
                PauseRecording,
            ]);
            case.role == Role::Consulted && !own
        },
    ),
    ("FD-41", Refusal::SwitchedOff, |case| {
        case.is(&[Parallel]) && !case.profile.parallel
    }),
    ("FD-56", Refusal::SwitchedOff, |case| {
        case.is(&[Consult]) && !case.profile.warm_transfer
    }),
    ("FD-65", Refusal::SwitchedOff, |case| {
        case.is(&[Conference, Merge, AddParty]) && !case.profile.conference
    }),
    ("WX-43", Refusal::SwitchedOff, |case| {
        let off = case.profile.record == Record::Off;
        case.is(&[Control::Record, PauseRecording]) && off
    }),
    ("FD-26: always is always", Refusal::SwitchedOff, |case| {
        case.is(&[Control::Record]) && case.profile.record == Record::Always
    }),
    ("WX-44, WX-45", Refusal::NotRecording, |case| {
        case.is(&[PauseRecording]) && case.at.recording == Recording::Off
    }),
];

const STAGES: [Stage; 8] = [
    Stage::Ringing,
    Stage::Dialling,
    Stage::Active,
    Stage::Holding,
    Stage::Held,
    Stage::Resuming,
    Stage::Transferring,
    Stage::Ended,
];

/// What stages a line can have while one of its calls is so far.
fn fits(call: Progress, stage: Stage) -> bool {
    match call {
        Progress::Rings => !matches!(stage, Stage::Dialling | Stage::Ended),
        Progress::Begins => !matches!(stage, Stage::Ringing | Stage::Ended),
        Progress::Talks => !matches!(stage, Stage::Ringing | Stage::Dialling | Stage::Ended),
        Progress::Over => true,
    }
}

fn others() -> Vec<Option<OtherLine>> {
    let mut others = vec![None];
    for purpose in [Purpose::Primary, Purpose::Consult, Purpose::Parallel] {
        for stage in [Stage::Dialling, Stage::Active, Stage::Transferring] {
            for conference in [false, true] {
                if conference && stage == Stage::Dialling {
                    continue;
                }
                others.push(Some(OtherLine {
                    purpose,
                    stage,
                    conference,
                }));
            }
        }
    }
    others
}

fn situations() -> Vec<Situation> {
    let mut situations = Vec::new();
    for call in [
        Progress::Rings,
        Progress::Begins,
        Progress::Talks,
        Progress::Over,
    ] {
        for stage in STAGES.into_iter().filter(|stage| fits(call, *stage)) {
            for purpose in [Purpose::Primary, Purpose::Consult, Purpose::Parallel] {
                for parties in [Parties::One, Parties::Two, Parties::More, Parties::Full] {
                    for other in others() {
                        for recording in [Recording::Off, Recording::Paused] {
                            for bits in 0..4 {
                                let primary_left = bits & 1 > 0;
                                if bits & 2 > 0 && call != Progress::Talks {
                                    continue;
                                }
                                if primary_left && (purpose == Purpose::Primary || other.is_some())
                                {
                                    continue;
                                }
                                situations.push(Situation {
                                    call,
                                    stage,
                                    purpose,
                                    parties,
                                    other,
                                    primary_left,
                                    recording,
                                    terminating: bits & 2 > 0,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    situations
}

fn profiles() -> Vec<Profile> {
    let on_demand = Profile {
        record: Record::OnDemand,
        ..Profile::default()
    };
    let bare = Profile {
        parallel: false,
        warm_transfer: false,
        conference: false,
        ..Profile::default()
    };
    let always = Profile {
        record: Record::Always,
        ..Profile::webex()
    };
    vec![Profile::default(), on_demand, bare, always]
}

#[test]
fn what_no_rule_forbids_is_permitted_and_what_is_refused_a_rule_forbids() {
    let situations = situations();
    let mut used = vec![0u32; RULES.len()];
    let mut permitted = [0u32; Control::ALL.len()];
    for profile in &profiles() {
        for role in [Role::Agent, Role::Consulted, Role::Customer] {
            for (nth, control) in Control::ALL.into_iter().enumerate() {
                for at in &situations {
                    let case = Case {
                        control,
                        at: *at,
                        role,
                        profile,
                    };
                    let answer = permits(control, at, role, profile);
                    let mut forbidden = false;
                    let mut named = answer.is_ok();
                    for (rule, count) in RULES.iter().zip(&mut used) {
                        if (rule.2)(&case) {
                            forbidden = true;
                            let says = answer == Err(rule.1);
                            named |= says;
                            *count += u32::from(says);
                        }
                    }
                    assert_eq!(answer.is_err(), forbidden, "{control:?} {role:?} {at:?}");
                    assert!(named, "{answer:?} for {control:?} {role:?} {at:?}");
                    permitted[nth] += u32::from(answer.is_ok());
                }
            }
        }
    }
    for ((rule, ..), count) in RULES.iter().zip(used) {
        assert!(count > 0, "{rule} is never the reason");
    }
    for (control, count) in Control::ALL.into_iter().zip(permitted) {
        assert!(count > 0, "{control:?} is never permitted");
    }
}

#[test]
fn a_single_call_of_an_agent_has_every_control_that_needs_one_line_only() {
    let at = Situation {
        call: Progress::Talks,
        stage: Stage::Active,
        purpose: Purpose::Primary,
        parties: Parties::One,
        other: None,
        primary_left: false,
        recording: Recording::Off,
        terminating: false,
    };
    let profile = Profile::default();
    let offered: Vec<Control> = Control::ALL
        .into_iter()
        .filter(|control| permits(*control, &at, Role::Agent, &profile).is_ok())
        .collect();
    let expected = [
        End, Hold, Mute, Dtmf, Transfer, Consult, Parallel, AddParty, Terminate,
    ];
    assert_eq!(offered, expected);
}

#[test]
fn every_control_and_every_refusal_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = Control::ALL.map(Control::as_str).into();
    assert_eq!(names.len(), Control::ALL.len());
    let codes: std::collections::BTreeSet<_> = Refusal::ALL.map(Refusal::code).into();
    assert_eq!(codes.len(), Refusal::ALL.len());
    assert!(codes.iter().all(|code| code.starts_with("line.")));
}
