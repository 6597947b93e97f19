//! The controls table: what is offered in which situation, to whom, under which rules. Everything asks here: the phone before it acts,
//! the application before it draws a button.

use super::{Profile, Purpose, Refusal, Role, Stage};
use crate::Recording;

/// Something that a person may do with a call.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Control {
    /// Answer it.
    Answer,
    /// Refuse it.
    Decline,
    /// End it.
    End,
    /// Put its line on hold.
    Hold,
    /// End the hold.
    Resume,
    /// Silence the microphone.
    Mute,
    /// Send tones.
    Dtmf,
    /// Hand it to somebody, unannounced.
    Transfer,
    /// Ask a colleague about it, on a second line.
    Consult,
    /// Call somebody on a second line.
    Parallel,
    /// Change lines.
    Swap,
    /// Connect the customer with the colleague who was consulted.
    CompleteTransfer,
    /// End the consult.
    EndConsult,
    /// Bring customer and colleague together.
    Conference,
    /// Bring both lines together.
    Merge,
    /// Call somebody into the conversation.
    AddParty,
    /// Remove somebody from it.
    RemoveParty,
    /// Leave it to the others.
    Leave,
    /// End it for everybody.
    EndForAll,
    /// Record it, or stop.
    Record,
    /// Pause the recording, or go on with it.
    PauseRecording,
    /// End it by force, with an announcement.
    Terminate,
}

impl Control {
    /// Every control.
    pub const ALL: [Control; 22] = [
        Control::Answer,
        Control::Decline,
        Control::End,
        Control::Hold,
        Control::Resume,
        Control::Mute,
        Control::Dtmf,
        Control::Transfer,
        Control::Consult,
        Control::Parallel,
        Control::Swap,
        Control::CompleteTransfer,
        Control::EndConsult,
        Control::Conference,
        Control::Merge,
        Control::AddParty,
        Control::RemoveParty,
        Control::Leave,
        Control::EndForAll,
        Control::Record,
        Control::PauseRecording,
        Control::Terminate,
    ];

    /// The name, in lower case with hyphens.
    pub fn as_str(self) -> &'static str {
        match self {
            Control::Answer => "answer",
            Control::Decline => "decline",
            Control::End => "end",
            Control::Hold => "hold",
            Control::Resume => "resume",
            Control::Mute => "mute",
            Control::Dtmf => "dtmf",
            Control::Transfer => "transfer",
            Control::Consult => "consult",
            Control::Parallel => "parallel",
            Control::Swap => "swap",
            Control::CompleteTransfer => "complete-transfer",
            Control::EndConsult => "end-consult",
            Control::Conference => "conference",
            Control::Merge => "merge",
            Control::AddParty => "add-party",
            Control::RemoveParty => "remove-party",
            Control::Leave => "leave",
            Control::EndForAll => "end-for-all",
            Control::Record => "record",
            Control::PauseRecording => "pause-recording",
            Control::Terminate => "terminate",
        }
    }
}

/// How far a call itself is.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Progress {
    /// It rings here.
    Rings,
    /// It is on its way to an answer.
    Begins,
    /// It is answered.
    Talks,
    /// It is hung up.
    Over,
}

/// How many parties of a line talk.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Parties {
    /// At most one.
    One,
    /// Two: a conference that can go on without us.
    Two,
    /// More.
    More,
    /// As many as there can be.
    Full,
}

/// The other line, once it no longer rings.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub struct OtherLine {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it stands.
    pub stage: Stage,
    /// Whether more than one party talks.
    pub conference: bool,
}

/// What the table looks at.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub struct Situation {
    /// How far the call is.
    pub call: Progress,
    /// Where its line stands.
    pub stage: Stage,
    /// What its line is for.
    pub purpose: Purpose,
    /// How many parties of its line talk.
    pub parties: Parties,
    /// The other line.
    pub other: Option<OtherLine>,
    /// The line that this one was opened beside is gone.
    pub primary_left: bool,
    /// Whether the line is recorded.
    pub recording: Recording,
    /// Whether it is being ended by force.
    pub terminating: bool,
}

/// Whether a control is permitted, or why not.
pub fn permits(
    control: Control,
    at: &Situation,
    role: Role,
    profile: &Profile,
) -> Result<(), Refusal> {
    use Control::*;
    let conference = at.parties != Parties::One;
    let transferring = at.stage == Stage::Transferring;
    let other = at.other;
    let parallel = |purpose| purpose == Purpose::Parallel;
    let check = |refused: bool, refusal: Refusal| if refused { Err(refusal) } else { Ok(()) };

    check(at.call == Progress::Over, Refusal::Over)?;
    match role {
        Role::Agent => {}
        Role::Customer => check(
            !matches!(
                control,
                Answer | Decline | End | Hold | Resume | Mute | Dtmf | Leave
            ),
            Refusal::RoleCustomer,
        )?,
        Role::Consulted => check(
            !matches!(
                control,
                Answer | Decline | End | Mute | Dtmf | EndConsult | Leave | Record | PauseRecording
            ),
            Refusal::RoleConsulted,
        )?,
    }
    let offered = match control {
        Parallel => profile.parallel,
        Consult => profile.warm_transfer,
        Conference | Merge | AddParty => profile.conference,
        // What is always recorded is not for the agent to begin or end.
        Record => profile.record == super::Record::OnDemand,
        PauseRecording => profile.record != super::Record::Off,
        _ => true,
    };
    check(!offered, Refusal::SwitchedOff)?;
    // What does not need an answer.
    match control {
        Answer | Decline => return check(at.call != Progress::Rings, Refusal::Over),
        Mute => return Ok(()),
        RemoveParty if at.call == Progress::Begins && at.stage.talks() => return Ok(()),
        End | EndConsult if at.call != Progress::Talks => {
            return check(
                control == EndConsult && role == Role::Agent && at.purpose != Purpose::Consult,
                Refusal::NotAConsult,
            );
        }
        _ => check(at.call != Progress::Talks, Refusal::NotAnswered)?,
    }
    check(at.terminating && control != Dtmf, Refusal::Terminating)?;
    // A transfer that is under way is disturbed by nothing but the end.
    let moves = !matches!(
        control,
        End | EndForAll | Dtmf | Record | PauseRecording | Terminate
    );
    let under_way = transferring || other.is_some_and(|line| line.stage == Stage::Transferring);
    check(moves && under_way, Refusal::Busy)?;
    let both_talk = match other {
        None => Err(Refusal::NoOtherLine),
        Some(line) => check(!line.stage.talks(), Refusal::NotAnswered),
    };
    match control {
        End => check(
            !profile.end_while_held
                && matches!(at.stage, Stage::Holding | Stage::Held | Stage::Resuming),
            Refusal::OnHold,
        ),
        Hold => {
            check(conference, Refusal::HoldInConference)?;
            check(
                matches!(at.stage, Stage::Holding | Stage::Held),
                Refusal::AlreadyHeld,
            )?;
            check(
                parallel(at.purpose) && at.primary_left,
                Refusal::PrimaryLeft,
            )
        }
        Resume => {
            check(
                matches!(at.stage, Stage::Active | Stage::Resuming),
                Refusal::NotOnHold,
            )?;
            check(
                parallel(at.purpose) && at.primary_left,
                Refusal::PrimaryLeft,
            )
        }
        Transfer => {
            check(conference, Refusal::InConference)?;
            match other {
                None => Ok(()),
                Some(line) => {
                    check(
                        parallel(at.purpose) || parallel(line.purpose),
                        Refusal::TransferInParallel,
                    )?;
                    check(
                        at.purpose == Purpose::Consult || line.purpose == Purpose::Consult,
                        Refusal::TwoLines,
                    )
                }
            }
        }
        Consult | Parallel => {
            check(
                parallel(at.purpose) && at.primary_left,
                Refusal::PrimaryLeft,
            )?;
            check(other.is_some(), Refusal::TwoLines)?;
            check(conference, Refusal::InConference)
        }
        Swap => both_talk,
        CompleteTransfer => match (at.parties, other) {
            // WX-111, WX-120: the parties of a conference are left to each other.
            (Parties::Two, _) => Ok(()),
            (Parties::One, Some(line)) => {
                check(
                    parallel(at.purpose) || parallel(line.purpose),
                    Refusal::TransferInParallel,
                )?;
                check(line.conference, Refusal::MergeInConference)?;
                both_talk
            }
            (Parties::One, None) => Err(Refusal::NoOtherLine),
            _ => Err(Refusal::TooManyParties),
        },
        EndConsult => check(
            role == Role::Agent && at.purpose != Purpose::Consult,
            Refusal::NotAConsult,
        ),
        Conference | Merge => {
            check(
                conference || other.is_some_and(|line| line.conference),
                Refusal::MergeInConference,
            )?;
            let consult = at.purpose == Purpose::Consult
                || other.is_some_and(|line| line.purpose == Purpose::Consult);
            let freely = control == Merge && profile.conference_without_consult;
            check(!consult && !freely, Refusal::ConsultOnly)?;
            both_talk
        }
        AddParty => {
            check(!profile.conference_without_consult, Refusal::ConsultOnly)?;
            check(at.parties == Parties::Full, Refusal::TooManyParties)?;
            check(
                matches!(at.stage, Stage::Holding | Stage::Held),
                Refusal::OnHold,
            )
        }
        RemoveParty | EndForAll => check(!conference, Refusal::NotAConference),
        Leave => match at.parties {
            _ if role != Role::Agent => Ok(()),
            Parties::One => Err(Refusal::NotAConference),
            Parties::Two => Ok(()),
            _ => Err(Refusal::TooManyParties),
        },
        PauseRecording => check(at.recording == Recording::Off, Refusal::NotRecording),
        _ => Ok(()),
    }
}
