//! The call controls at work.

use std::rc::Rc;

use call::{CallId, Decline, EndReason, Hold, Status};
use leptos::prelude::*;
use web::{CallState, LineCommand, Phone, PhoneError};

use super::{
    control::{Control, Denial},
    directory::Target,
    driver::Driver,
    snapshot::{Handover, Second, Snapshot, Standing},
};
use crate::fault::Fault;

/// What a phone without lines can not do.
const ABSENT: [Control; 13] = [
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
    Control::Terminate,
];

impl Driver {
    /// Writes how the line in front stands, and what can be done with it.
    pub(super) fn with_lines(&self, mut now: Snapshot) -> Snapshot {
        let calls = self.phone().map(|phone| phone.calls()).unwrap_or_default();
        let front = now.line.as_ref().map(|line| line.id);
        let hold = calls
            .iter()
            .find(|call| Some(call.id) == front)
            .map(|call| call.hold);
        now.standing = match hold {
            Some(Hold::Holding) => Standing::Holding,
            Some(Hold::On) => Standing::Held,
            Some(Hold::Resuming) => Standing::Resuming,
            _ => Standing::Plain,
        };
        now.denied = Default::default();
        for control in ABSENT {
            now.denied[control as usize] = Denial::of("line.switched-off");
        }
        let waits = matches!(now.standing, Standing::Holding | Standing::Resuming);
        for control in [Control::Hold, Control::Resume, Control::Transfer] {
            if waits
                || now
                    .handover
                    .as_ref()
                    .is_some_and(|way| way.failed.is_none())
            {
                now.denied[control as usize] = Denial::of("line.busy");
            }
        }
        if now.standing == Standing::Held {
            now.denied[Control::End as usize] = Denial::of("line.on-hold");
        }
        let ringing =
            |call: &&web::CallView| call.state == CallState::Incoming && Some(call.id) != front;
        now.second = calls.iter().find(ringing).map(|call| Second {
            call: call.id,
            who: call.name.clone().unwrap_or_else(|| call.number.clone()),
            queue: call.queue.clone(),
            since_ms: call.started_ms,
            ends: false,
        });
        now
    }

    /// Acts on the line in front.
    pub(super) fn control(self: &Rc<Self>, control: Control) {
        if let Some(id) = self.line_id() {
            self.control_of(control, id);
        }
    }

    /// Acts on one call.
    pub(super) fn control_of(self: &Rc<Self>, control: Control, id: CallId) {
        self.on_phone(|phone| match control {
            Control::Decline => phone.decline(id, Decline::Declined),
            Control::Mute => {
                let muted = phone.call(id).is_some_and(|call| call.muted);
                phone.set_muted(id, !muted)
            }
            Control::Hold => phone.perform(id, LineCommand::Hold),
            Control::Resume => phone.perform(id, LineCommand::Resume),
            Control::End => Phone::hang_up(phone, id),
            _ => Ok(()),
        });
    }

    /// What became of a transfer: done, its call ends; failed, the agent is told why (the customer is still here).
    pub(super) fn handed_over(&self, error: Option<&PhoneError>) {
        let failed = error.map(|error| {
            let status = error.status().and_then(Status::new);
            Fault::of(status.map_or(error.code(), |status| EndReason::from_status(status).code()))
        });
        self.change(|now| match (&mut now.handover, failed) {
            (Some(handover), Some(fault)) => handover.failed = Some(fault),
            (handover, _) => *handover = None,
        });
    }

    /// Transfers to somebody, or calls them beside the call in front.
    pub(super) fn reach(self: &Rc<Self>, control: Control, target: &Target) {
        if let (Some(id), Control::Transfer) = (self.line_id(), control) {
            self.on_phone(|phone| phone.perform(id, LineCommand::Transfer(&target.address)));
            self.model.acting.try_set(false);
            self.change(|now| {
                now.handover = now.line.as_ref().map(|line| Handover {
                    to: target.name.clone(),
                    whom: line.who().to_owned(),
                    failed: None,
                });
            });
        }
    }
}
