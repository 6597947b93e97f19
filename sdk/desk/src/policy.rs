//! What a contact centre decides once for its desks.

use call::Decline;

use crate::agent::Choice;
use crate::number::DialRules;

/// How the desk behaves where contact centres differ. [`Policy::default`] is the documented house style.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Whether there is a desk at all: states, presence, and the right to ring. Default: yes. See [`Policy::bare`].
    pub desk: bool,
    /// The state after logging in (KC-7). Default: [`Choice::Work`], so that nothing rings before the agent is ready.
    pub after_log_in: Choice,
    /// The state after after-call work. Default: [`AfterWrapUp::Available`]. [`AfterWrapUp::Work`] leaves it to the agent's
    /// hand (KC-35).
    pub after_wrap_up: AfterWrapUp,
    /// What becomes of a call that comes while the agent talks. Default: [`SecondCall::Hold`].
    pub second_call: SecondCall,
    /// How a call is refused while another one rings, or is up and [`Policy::second_call`] wants no other (CO-3, CO-4). Default: 486.
    pub decline_busy: Decline,
    /// How a call is refused by an agent who is not available (KC-8, KC-10, KC-34). Default: 480.
    pub decline_away: Decline,
    /// Whether calls refused without a ring are recorded as missed. Default: no; the queue's record has them.
    pub record_refused: bool,
    /// What may be dialled. Default: 3 to 15 digits.
    pub dial_rules: DialRules,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            desk: true,
            after_log_in: Choice::Work,
            after_wrap_up: AfterWrapUp::Available,
            second_call: SecondCall::Hold,
            decline_busy: Decline::Busy,
            decline_away: Decline::Unavailable,
            record_refused: false,
            dial_rules: DialRules::default(),
        }
    }
}

impl Policy {
    /// No desk: every call rings, nothing is published, the state is always [`crate::AgentState::Available`]. For a plain
    /// phone and for a customer's page.
    pub fn bare() -> Self {
        Self {
            desk: false,
            ..Self::default()
        }
    }
}

/// What becomes of a call that comes while the agent talks with somebody (CT-48 to CT-50).
///
/// A queue sends nobody, for the agent's presence is closed: this is about calls to the agent by name. One that comes while another
/// rings, while the agent dials, or beside two lines or a conference is refused in any case.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum SecondCall {
    /// It is refused (CO-3).
    Refuse,
    /// It is told of; whoever answers it holds the present one.
    #[default]
    Hold,
    /// It is told of; whoever answers it ends the present one (CT-50).
    End,
}

/// Where after-call work leads.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum AfterWrapUp {
    /// Ready for the next call (WX-158 too, whatever the state before the call was).
    #[default]
    Available,
    /// Other work, until the agent changes it by hand (KC-35).
    Work,
    /// What the agent had chosen before the call.
    Former,
}
