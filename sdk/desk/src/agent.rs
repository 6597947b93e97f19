//! The agent: what they are doing, and which step leads where.

use call::Instant;

use crate::error::StateError;
use crate::policy::{AfterWrapUp, Policy};

/// What the agent is doing (KC-7 to KC-10, KC-18, KC-33, FD-5).
///
/// ```text
///   LoggedOut ──log in──► LoggingIn ──registered──► Policy::after_log_in
///       ▲                     │ rejected
///       ├─────────────────────┘
///       │ log out (not on a call)
///       │
///  ┌────┴──────────────── choose ───────────────────┐
///  │  Available  ◄────►    Work    ◄────►    Break  │◄─────────────────┐
///  └──┬──────┬──────────────────────────────────▲───┘                  │
///     │dial  │answer (a ring needs Available)   │ ended unanswered:    │ finish, or choose
///     ▼      │                                  │ back to the former   │
///  Dialling ─┼─connected─► OnCall ──────────────┘                      │
///     │      └────────────►  │ ▲                                       │
///     │                      │ └─ another call, answered or not        │
///     └─ ended unanswered:   └─ the last one ended ─────────────► AfterCallWork ──dial──► Dialling
///        back to the former
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Debug, Default)]
pub enum AgentState {
    /// Not there.
    #[default]
    LoggedOut,
    /// The server has not agreed yet.
    LoggingIn,
    /// Ready: the only state in which calls ring (KC-9, FD-19).
    Available,
    /// Busy with other work; nothing rings (KC-8).
    Work,
    /// Away; nothing rings (KC-10).
    Break,
    /// An outbound call is on its way (KC-18).
    Dialling,
    /// Talking, or about to: from the click on answer.
    OnCall,
    /// Notes and tickets after a call that was answered; nothing rings (KC-33, KC-34).
    AfterCallWork,
}

impl AgentState {
    /// The name on the wire and in JavaScript, `after-call-work` for example.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged-out",
            Self::LoggingIn => "logging-in",
            Self::Available => "available",
            Self::Work => "work",
            Self::Break => "break",
            Self::Dialling => "dialling",
            Self::OnCall => "on-call",
            Self::AfterCallWork => "after-call-work",
        }
    }
}

/// The states an agent picks by hand.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Choice {
    /// Calls may ring.
    Available,
    /// Other work.
    #[default]
    Work,
    /// Away.
    Break,
}

impl From<Choice> for AgentState {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Available => Self::Available,
            Choice::Work => Self::Work,
            Choice::Break => Self::Break,
        }
    }
}

/// What makes an agent's state change.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Step {
    LogIn,
    Registered,
    Rejected,
    LogOut,
    /// Log out whatever is going on.
    Leave,
    Choose(Choice),
    Dial,
    Answer,
    Connected,
    /// The last call ended; somebody had answered it.
    EndedAnswered,
    /// The last call ended; nobody had answered it.
    EndedUnanswered,
    Finish,
}

/// The agent's state and what it takes to find back.
#[derive(Debug, Default)]
pub(crate) struct Agent {
    state: AgentState,
    since: Instant,
    /// What was last chosen, by hand or by policy.
    chosen: Choice,
    /// Where an unanswered call leads back to.
    former: AgentState,
}

impl Agent {
    pub(crate) fn state(&self) -> AgentState {
        self.state
    }

    pub(crate) fn since(&self) -> Instant {
        self.since
    }

    /// Where `step` leads from here, without going there.
    pub(crate) fn lead(&self, step: Step, policy: &Policy) -> Result<AgentState, StateError> {
        use AgentState::{
            AfterCallWork, Available, Break, Dialling, LoggedOut, LoggingIn, OnCall, Work,
        };
        match (self.state, step) {
            (LoggedOut, Step::LogIn) => Ok(LoggingIn),
            (_, Step::LogIn) => Ok(self.state),
            (LoggingIn, Step::Registered) => Ok(policy.after_log_in.into()),
            (LoggingIn, Step::Rejected) => Ok(LoggedOut),
            (_, Step::Registered | Step::Rejected) => Ok(self.state),
            (_, Step::Leave) => Ok(LoggedOut),
            // CT-50: another call is answered beside the present one.
            (OnCall, Step::Answer) => Ok(OnCall),
            (Dialling | OnCall, Step::LogOut | Step::Choose(_) | Step::Dial | Step::Answer) => {
                Err(StateError::OnCall)
            }
            (_, Step::LogOut) => Ok(LoggedOut),
            (LoggedOut | LoggingIn, Step::Choose(_) | Step::Dial | Step::Answer) => {
                Err(StateError::NotLoggedIn)
            }
            (Available | Work | Break | AfterCallWork, Step::Choose(choice)) => Ok(choice.into()),
            (Available | Work | Break | AfterCallWork, Step::Dial) => Ok(Dialling),
            (Available | Work | Break | AfterCallWork, Step::Answer) => Ok(OnCall),
            // A call that the page before left is up before the server knows us.
            (Dialling | LoggingIn, Step::Connected) => Ok(OnCall),
            (_, Step::Connected) => Ok(self.state),
            (Dialling | OnCall, Step::EndedAnswered) => Ok(AfterCallWork),
            (Dialling | OnCall, Step::EndedUnanswered) => Ok(self.former),
            (_, Step::EndedAnswered | Step::EndedUnanswered) => Ok(self.state),
            (AfterCallWork, Step::Finish) => Ok(match policy.after_wrap_up {
                AfterWrapUp::Available => Available,
                AfterWrapUp::Work => Work,
                AfterWrapUp::Former => self.chosen.into(),
            }),
            (_, Step::Finish) => Err(StateError::NotAfterCall),
        }
    }

    /// Takes a step; the state it left and the one it came to, unless they are one. The only writer of the state.
    pub(crate) fn transition(
        &mut self,
        now: Instant,
        step: Step,
        policy: &Policy,
    ) -> Result<Option<(AgentState, AgentState)>, StateError> {
        let (from, to) = (self.state, self.lead(step, policy)?);
        if from == to {
            return Ok(None);
        }
        match to {
            AgentState::Dialling => self.former = from,
            AgentState::OnCall if from != AgentState::Dialling => self.former = from,
            AgentState::Available => self.chosen = Choice::Available,
            AgentState::Work => self.chosen = Choice::Work,
            AgentState::Break => self.chosen = Choice::Break,
            _ => {}
        }
        self.state = to;
        self.since = now;
        Ok(Some((from, to)))
    }
}
