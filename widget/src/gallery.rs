//! Every state of both elements, with fixed data and no server: what the screenshots are taken of.

mod control;

use std::rc::Rc;

use call::Purpose;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    dom::{Mounted, mount},
    fault::Fault,
    local::Local,
    ringdesk_meet::{self, Act},
    ringdesk_phone::{
        self as phone, Answer, Behind, Control, Denial, EndedBy, Found, Handover, Hint, HintKind,
        Kind, Line, Link, Member, NumberNote, Past, Phase, Popover, Presence, Recent, Recording,
        Second, Snapshot, Sound, Standing, Target, TicketRow, Trouble, Ui,
    },
    text,
};

/// The moment that every picture shows: 20 November 2026, 09:41 UTC.
const NOW: f64 = 1_795_167_660_000.0;

const TROUBLES: [(&str, Fault); 22] = [
    ("microphone-denied", Fault::MicrophoneDenied),
    ("microphone-missing", Fault::MicrophoneMissing),
    ("microphone-in-use", Fault::MicrophoneInUse),
    ("media-failed", Fault::MediaFailed),
    ("unsupported", Fault::Unsupported),
    ("socket-refused", Fault::SocketRefused),
    ("socket-lost", Fault::SocketLost),
    ("wrong-password", Fault::WrongPassword),
    ("no-credentials", Fault::NoCredentials),
    ("unknown-number", Fault::UnknownNumber),
    ("busy", Fault::Busy),
    ("declined", Fault::Declined),
    ("no-answer", Fault::NoAnswer),
    ("unavailable", Fault::Unavailable),
    ("forbidden", Fault::Forbidden),
    ("incompatible", Fault::Incompatible),
    ("too-many", Fault::TooMany),
    ("closed", Fault::Closed),
    ("garbled", Fault::Garbled),
    ("sound-blocked", Fault::SoundBlocked),
    ("failed", Fault::Failed),
    ("internal", Fault::Internal),
];

const PHONE: [&str; 30] = [
    "launcher",
    "launcher-incoming",
    "launcher-in-call",
    "logged-out",
    "logging-in",
    "idle",
    "idle-empty",
    "idle-suggestions",
    "idle-number",
    "idle-number-short",
    "idle-pasted",
    "state-picker",
    "menu",
    "incoming",
    "incoming-direct",
    "answering",
    "dialling",
    "ringing",
    "queued",
    "in-call",
    "in-call-muted",
    "in-call-held",
    "in-call-returning",
    "in-call-unheard",
    "in-call-keypad",
    "after-call-work",
    "reconnecting",
    "reconnecting-in-call",
    "notice",
    "microphone-steps",
];

/// Call control.
const CONTROL: [&str; 21] = [
    "held",
    "holding",
    "consult-ringing",
    "consulting",
    "consult-held",
    "two-lines",
    "merging",
    "conference",
    "conference-ending",
    "transferring",
    "transfer-failed",
    "recording",
    "recording-paused",
    "terminating",
    "terminating-asked",
    "consulted",
    "second-incoming",
    "second-incoming-two-lines",
    "actions",
    "actions-team",
    "actions-number",
];

const MEET: [&str; 9] = [
    "name",
    "connecting",
    "calling",
    "waiting",
    "waiting-unplaced",
    "in-call",
    "in-call-muted",
    "reconnecting",
    "ended",
];

/// The names of the states, `element/state`.
#[wasm_bindgen]
pub fn gallery_states() -> Vec<String> {
    let troubles = || TROUBLES.iter().map(|(name, _)| *name);
    let phone = PHONE
        .into_iter()
        .chain(CONTROL)
        .chain(troubles())
        .map(|name| format!("ringdesk-phone/{name}"));
    let meet = MEET
        .into_iter()
        .chain(troubles())
        .map(|name| format!("ringdesk-meet/{name}"));
    phone.chain(meet).collect()
}

/// Keeps one picture drawn; `free()` takes it down.
#[wasm_bindgen]
pub struct Picture {
    _mounted: Mounted,
}

/// Draws one state into an element.
#[wasm_bindgen]
pub fn gallery(root: web_sys::HtmlElement, state: &str, language: &str) -> Picture {
    let text = text::of(language);
    let korean = text.code == "ko";
    let _mounted: Mounted = match state.split_once('/') {
        Some(("ringdesk-meet", state)) => {
            let state = state.to_owned();
            mount(root.into(), move || {
                let model = ringdesk_meet::Model::new();
                model.now.set(NOW);
                model.title.set(
                    if korean {
                        "음성 상담"
                    } else {
                        "Voice meet"
                    }
                    .to_owned(),
                );
                model.snapshot.set(meet_at(&state, korean));
                let perform: ringdesk_meet::Perform = Rc::new(|_| ());
                (ringdesk_meet::meet(model, text, Local::new(perform)), ())
            })
            .0
        }
        _ => {
            let state = state.rsplit('/').next().unwrap_or_default().to_owned();
            mount(root.into(), move || {
                let model = phone::Model::new();
                model.now.set(NOW);
                model.docked.set(!state.starts_with("launcher"));
                pose(model, &state, korean);
                let perform: phone::Perform = Rc::new(|_| ());
                let perform = Local::new(perform);
                (
                    phone::phone(Ui {
                        model,
                        text,
                        perform,
                    }),
                    (),
                )
            })
            .0
        }
    };
    Picture { _mounted }
}

fn line(phase: Phase, korean: bool) -> Line {
    Line {
        id: 1,
        call_id: "7d1f".to_owned(),
        phase,
        number: "+82 2 6022 3100".to_owned(),
        name: Some(if korean { "김서연" } else { "Sora Kim" }.to_owned()),
        queue: Some(if korean { "고객 지원" } else { "Support" }.to_owned()),
        position: None,
        muted: false,
        sound: Sound::Heard,
        started_ms: NOW - 12_000.0,
        answered_ms: None,
        ended_ms: None,
        ended_by: None,
    }
}

fn recent(korean: bool) -> Vec<Recent> {
    let past = |past,
                name: Option<&str>,
                number: &str,
                queue: Option<&str>,
                minutes: f64,
                seconds: Option<f64>| Recent {
        past,
        number: number.to_owned(),
        name: name.map(str::to_owned),
        queue: queue.map(str::to_owned),
        started_ms: NOW - minutes * 60_000.0,
        duration_ms: seconds.map(|seconds| seconds * 1_000.0),
    };
    let support = Some(if korean { "고객 지원" } else { "Support" });
    vec![
        past(
            Past::Incoming,
            Some(if korean { "이도윤" } else { "Daniel Okafor" }),
            "+14155550132",
            support,
            4.0,
            Some(185.0),
        ),
        past(
            Past::Missed,
            Some(if korean { "박하은" } else { "Ines Duarte" }),
            "+351210000047",
            support,
            26.0,
            None,
        ),
        past(Past::Outgoing, Some("Jun"), "102", None, 58.0, Some(61.0)),
        past(
            Past::Incoming,
            None,
            "+82 10 5550 0187",
            support,
            190.0,
            Some(412.0),
        ),
        past(
            Past::Outgoing,
            None,
            "+442079460018",
            None,
            1_500.0,
            Some(95.0),
        ),
    ]
}

fn pose(model: phone::Model, state: &str, korean: bool) {
    let mut now = Snapshot {
        presence: Presence::Available,
        since_ms: NOW - 724_000.0,
        link: Link::Up,
        has_account: true,
        recent: recent(korean),
        ..Snapshot::default()
    };
    now.denied[Control::Record as usize] = Denial::of("line.switched-off");
    now.denied[Control::EndForAll as usize] = Denial::of("line.not-a-conference");
    let linked = TicketRow::Linked {
        id: "1042".to_owned(),
        subject: if korean {
            "배송 주소를 바꾸고 싶어요"
        } else {
            "Change the delivery address"
        }
        .to_owned(),
    };
    let talk = |now: &mut Snapshot| {
        now.presence = Presence::OnCall;
        now.since_ms = NOW - 131_000.0;
        now.line = Some(Line {
            answered_ms: Some(NOW - 131_000.0),
            ..line(Phase::Talking, korean)
        });
        now.ticket = Some(linked.clone());
        model.notes.set(
            if korean {
                "새 주소: 마포구 월드컵로 12\n금요일 전 배송 희망"
            } else {
                "New address: 12 Harbour Row\nNeeds it before Friday"
            }
            .to_owned(),
        );
        model
            .tags
            .set(vec![if korean { "배송" } else { "delivery" }.to_owned()]);
    };
    let dial = |now: &mut Snapshot, phase| {
        now.presence = Presence::Dialling;
        now.since_ms = NOW - 6_000.0;
        now.line = Some(Line {
            queue: None,
            started_ms: NOW - 6_000.0,
            ..line(phase, korean)
        });
    };
    let sound = |now: &mut Snapshot, sound| {
        talk(now);
        now.line = now.line.take().map(|line| Line { sound, ..line });
    };
    match state {
        "logged-out" => {
            now = Snapshot {
                has_account: true,
                ..Snapshot::default()
            }
        }
        "logging-in" => {
            now = Snapshot {
                has_account: true,
                presence: Presence::LoggingIn,
                link: Link::Opening,
                ..Snapshot::default()
            };
        }
        "idle-empty" => {
            now.recent.clear();
            now.presence = Presence::Break;
        }
        "idle-suggestions" => {
            now.presence = Presence::Work;
            model.draft.set(if korean { "김" } else { "so" }.to_owned());
            model.hints.set(vec![
                Hint {
                    kind: HintKind::Contact,
                    name: if korean { "김서연" } else { "Sora Kim" }.to_owned(),
                    number: "+82 2 6022 3100".to_owned(),
                },
                Hint {
                    kind: HintKind::Colleague,
                    name: if korean { "김준" } else { "Sofia Reyes" }.to_owned(),
                    number: "102".to_owned(),
                },
                Hint {
                    kind: HintKind::Contact,
                    name: if korean { "김민재" } else { "Solveig Aas" }.to_owned(),
                    number: "+4722000118".to_owned(),
                },
            ]);
        }
        "idle-number" => model.draft.set("+12015532447".to_owned()),
        "idle-number-short" => {
            model.draft.set("11".to_owned());
            model.number_note.set(Some(NumberNote::Short(3)));
        }
        "idle-pasted" => {
            model.draft.set("+442079460018".to_owned());
            model.number_note.set(Some(NumberNote::Stripped));
        }
        "state-picker" => model.popover.set(Popover::State),
        "menu" => model.popover.set(Popover::Menu),
        "incoming" | "launcher-incoming" => now.line = Some(line(Phase::Incoming, korean)),
        "incoming-direct" => {
            now.line = Some(Line {
                name: None,
                queue: None,
                ..line(Phase::Incoming, korean)
            });
        }
        "answering" => now.line = Some(line(Phase::Answering, korean)),
        "dialling" => dial(&mut now, Phase::Dialling),
        "ringing" => dial(&mut now, Phase::Ringing),
        "queued" => {
            dial(&mut now, Phase::Queued);
            now.line = now.line.map(|line| Line {
                position: Some(2),
                ..line
            });
        }
        "in-call" | "launcher-in-call" => talk(&mut now),
        "in-call-muted" => {
            talk(&mut now);
            now.line = now.line.map(|line| Line {
                muted: true,
                ..line
            });
        }
        "in-call-held" => sound(&mut now, Sound::Held),
        "in-call-returning" => sound(&mut now, Sound::Returning),
        "in-call-unheard" => sound(&mut now, Sound::Lost),
        "in-call-keypad" => {
            talk(&mut now);
            model.keypad.set(true);
            model.keys.set("4021#".to_owned());
        }
        name if CONTROL.contains(&name) => {
            talk(&mut now);
            control::controls(model, &mut now, name, korean);
            if name == "consult-held" {
                let behind = now.behind.take();
                talk(&mut now);
                now.behind = behind;
            }
        }
        "after-call-work" => {
            talk(&mut now);
            now.presence = Presence::AfterCallWork;
            now.since_ms = NOW - 18_000.0;
            now.line = now.line.map(|line| Line {
                phase: Phase::Over,
                ended_ms: Some(NOW - 18_000.0),
                ended_by: Some(EndedBy::Them),
                ..line
            });
        }
        "reconnecting" => now.link = Link::Lost,
        "notice" => now.notice = Some(Fault::Garbled),
        "reconnecting-in-call" => {
            talk(&mut now);
            now.link = Link::Lost;
            now.ticket = Some(TicketRow::Waiting);
        }
        "microphone-steps" => {
            model.steps.set(true);
            now.trouble = Some(Trouble {
                fault: Fault::MicrophoneDenied,
                number: None,
                who: None,
            });
        }
        name => {
            if let Some((_, fault)) = TROUBLES.iter().find(|(known, _)| *known == name) {
                let about_login = matches!(
                    fault,
                    Fault::SocketRefused | Fault::WrongPassword | Fault::NoCredentials
                );
                if about_login {
                    now = Snapshot {
                        has_account: true,
                        ..Snapshot::default()
                    };
                }
                now.trouble = Some(Trouble {
                    fault: *fault,
                    number: (!about_login).then(|| "102".to_owned()),
                    who: (!about_login).then(|| "Jun Takeda".to_owned()),
                });
            }
        }
    }
    model.snapshot.set(now);
}

fn meet_at(state: &str, korean: bool) -> ringdesk_meet::Snapshot {
    let talk = ringdesk_meet::Snapshot {
        act: Act::Talking,
        queue: Some(if korean { "고객 지원" } else { "Support" }.to_owned()),
        agent: Some(if korean { "박미나" } else { "Mina" }.to_owned()),
        started_ms: NOW - 48_000.0,
        answered_ms: Some(NOW - 131_000.0),
        ..ringdesk_meet::Snapshot::default()
    };
    let at = |act| ringdesk_meet::Snapshot {
        act,
        agent: None,
        ..talk.clone()
    };
    match state {
        "name" => at(Act::Name),
        "connecting" => at(Act::Connecting),
        "calling" => at(Act::Calling),
        "waiting" => at(Act::Waiting(Some(2))),
        "waiting-unplaced" => at(Act::Waiting(None)),
        "in-call" => talk,
        "in-call-muted" => ringdesk_meet::Snapshot {
            muted: true,
            ..talk
        },
        "reconnecting" => ringdesk_meet::Snapshot {
            reconnecting: true,
            ..talk
        },
        "ended" => ringdesk_meet::Snapshot {
            ended_ms: Some(NOW),
            ..at(Act::Ended)
        },
        name => {
            let fault = TROUBLES
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(Fault::Failed, |(_, fault)| *fault);
            at(Act::Failed(fault))
        }
    }
}
