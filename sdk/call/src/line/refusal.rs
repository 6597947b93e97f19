//! Why a control is not offered. Each code is stable.

use crate::{CallError, DialError, TransferError};

/// Why something is not permitted now.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody has answered yet.
    #[error("the call has not been answered")]
    NotAnswered,
    /// It is hung up, or was answered already.
    #[error("it is too late for that")]
    Over,
    /// The call is on hold (WX-38).
    #[error("the call is on hold")]
    OnHold,
    /// The call is not on hold.
    #[error("the call is not on hold")]
    NotOnHold,
    /// The call is on hold already.
    #[error("the call is on hold already")]
    AlreadyHeld,
    /// A transfer is under way.
    #[error("a transfer is under way")]
    Busy,
    /// There is a second line already.
    #[error("there is a second line already")]
    TwoLines,
    /// It takes two lines.
    #[error("there is no other line")]
    NoOtherLine,
    /// FD-52.
    #[error("a call can not be transferred during a parallel call")]
    TransferInParallel,
    /// FD-51.
    #[error("the first party has left")]
    PrimaryLeft,
    /// FD-49.
    #[error("one of the lines is a conference")]
    MergeInConference,
    /// WX-117, WX-119.
    #[error("nobody can be put on hold in a conference")]
    HoldInConference,
    /// It can not be done with more than one party.
    #[error("this is not possible in a conference")]
    InConference,
    /// There is but one party.
    #[error("this is not a conference")]
    NotAConference,
    /// This is no consult.
    #[error("this is not a consult")]
    NotAConsult,
    /// WX-106.
    #[error("a conference begins with a consult")]
    ConsultOnly,
    /// WX-89, WX-114.
    #[error("a customer can not do that")]
    RoleCustomer,
    /// WX-100, WX-123.
    #[error("this is for whoever started the consult")]
    RoleConsulted,
    /// The profile does not have it (FD-41, FD-56, FD-65).
    #[error("this is switched off")]
    SwitchedOff,
    /// Nothing is being recorded.
    #[error("the call is not being recorded")]
    NotRecording,
    /// More than can be together, or than can leave together.
    #[error("there are too many parties")]
    TooManyParties,
    /// The call is being ended with an announcement.
    #[error("the call is being ended")]
    Terminating,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Refusal; 22] = [
        Refusal::NotAnswered,
        Refusal::Over,
        Refusal::OnHold,
        Refusal::NotOnHold,
        Refusal::AlreadyHeld,
        Refusal::Busy,
        Refusal::TwoLines,
        Refusal::NoOtherLine,
        Refusal::TransferInParallel,
        Refusal::PrimaryLeft,
        Refusal::MergeInConference,
        Refusal::HoldInConference,
        Refusal::InConference,
        Refusal::NotAConference,
        Refusal::NotAConsult,
        Refusal::ConsultOnly,
        Refusal::RoleCustomer,
        Refusal::RoleConsulted,
        Refusal::SwitchedOff,
        Refusal::NotRecording,
        Refusal::TooManyParties,
        Refusal::Terminating,
    ];

    /// The stable name of this refusal.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NotAnswered => "line.not-answered",
            Refusal::Over => "line.over",
            Refusal::OnHold => "line.on-hold",
            Refusal::NotOnHold => "line.not-on-hold",
            Refusal::AlreadyHeld => "line.already-held",
            Refusal::Busy => "line.busy",
            Refusal::TwoLines => "line.two-lines",
            Refusal::NoOtherLine => "line.no-other-line",
            Refusal::TransferInParallel => "line.transfer-in-parallel",
            Refusal::PrimaryLeft => "line.primary-left",
            Refusal::MergeInConference => "line.merge-in-conference",
            Refusal::HoldInConference => "line.hold-in-conference",
            Refusal::InConference => "line.in-conference",
            Refusal::NotAConference => "line.not-a-conference",
            Refusal::NotAConsult => "line.not-a-consult",
            Refusal::ConsultOnly => "line.consult-only",
            Refusal::RoleCustomer => "line.role-customer",
            Refusal::RoleConsulted => "line.role-consulted",
            Refusal::SwitchedOff => "line.switched-off",
            Refusal::NotRecording => "line.not-recording",
            Refusal::TooManyParties => "line.too-many-parties",
            Refusal::Terminating => "line.terminating",
        }
    }
}

/// Why a command to a line was not carried out. Nothing has changed then.
#[derive(Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum LineError {
    /// It is not permitted.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such call.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The call that it takes can not be placed.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The transfer can not be begun.
    #[error(transparent)]
    Transfer(#[from] TransferError),
}

impl LineError {
    /// The stable name of this error.
    pub fn code(&self) -> &'static str {
        match self {
            LineError::Refused(refusal) => refusal.code(),
            LineError::Call(error) => error.code(),
            LineError::Dial(error) => error.code(),
            LineError::Transfer(error) => error.code(),
        }
    }
}
