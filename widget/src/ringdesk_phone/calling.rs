//! The call controls at work.

use std::rc::Rc;

use call::{CallId, Decline, DialOptions, EndReason, Purpose, RecordCommand, Stage, Status};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web::{CallState, CallView, LineCommand, LineView, Phone, PhoneError, Placing};

use super::{
    control::{Control, Denial},
    directory::Target,
    driver::Driver,
    reading::{arrange, line, number_note},
    snapshot::{Answer, Behind, Handover, Member, Recording, Second, Snapshot, Standing},
};
use crate::fault::Fault;

fn standing(line: &LineView) -> Standing {
    let consult = line.purpose == Purpose::Consult;
    match line.stage {
        _ if line.terminating => Standing::Terminating,
        Stage::Holding => Standing::Holding,
        Stage::Held if consult => Standing::ConsultHeld,
        Stage::Held => Standing::Held,
        Stage::Resuming => Standing::Resuming,
        Stage::Transferring => Standing::Transferring,
        Stage::Dialling if consult => Standing::Requested,
        Stage::Active if consult => Standing::Consulting,
        _ => Standing::Plain,
    }
}

impl Driver {
    /// Writes how the lines stand, and what can be done with them.
    pub(super) fn with_lines(&self, phone: &Phone, mut now: Snapshot) -> Snapshot {
        let (front, behind, rings) = arrange(phone);
        let call = |id: u32| phone.call(CallId::from_u32(id));
        let can = |id: u32, control| Denial::from(phone.can(CallId::from_u32(id), control));
        let first = |line: &LineView| line.parties.first().copied().and_then(call);
        now.members.clear();
        now.standing = Standing::Plain;
        now.purpose = Purpose::Primary;
        now.about = None;
        now.listens = false;
        let mut recording = call::Recording::Off;
        if let Some(line) = &front {
            now.standing = standing(line);
            now.purpose = line.purpose;
            recording = line.recording;
            let asked = self.subjects(line, behind.as_ref());
            for control in Control::ALL {
                now.denied[control as usize] =
                    can(asked[usize::from(is_of_consult(control))], control);
            }
            if let Some(call) = first(line) {
                now.about = call
                    .about
                    .map(|about| about.display_name.unwrap_or(about.number));
                now.listens = call.listens;
                if call.in_conference && now.standing == Standing::Plain {
                    now.standing = Standing::Conference;
                }
            }
            if let [_, _, ..] = line.parties[..] {
                let members = line.parties.iter().filter_map(|id| call(*id));
                now.members = members
                    .map(|call| self.member(&call, can(call.id, Control::RemoveParty)))
                    .collect();
                if line.stage == Stage::Active {
                    now.standing = Standing::Conference;
                }
            }
        }
        now.behind = behind.as_ref().and_then(|line| {
            let call = first(line)?;
            Some(Behind {
                call: call.id,
                who: self.who(&call),
                purpose: line.purpose,
                standing: standing(line),
                since_ms: call.answered_ms.unwrap_or(call.started_ms),
                denied: can(call.id, Control::Resume),
            })
        });
        now.second = rings.as_ref().and_then(first).map(|call| Second {
            call: call.id,
            who: self.who(&call),
            answer: match call.joins {
                Some(_) => Answer::Joins,
                None if self.second_ends.get() => Answer::Ends,
                None => Answer::Holds,
            },
            queue: call.queue,
            since_ms: call.started_ms,
        });
        now.recording = match (recording, now.recording) {
            (call::Recording::Off, _) => Recording::Off,
            (call::Recording::On, _) => Recording::On,
            (call::Recording::Paused, paused @ Recording::Paused(_)) => paused,
            // It goes on by itself after this (WX-46).
            _ => Recording::Paused(self.pause_limit_ms.get().map(|limit| web::now_ms() + limit)),
        };
        now
    }

    /// The name, else that under which the agent chose them.
    pub(super) fn name_of(&self, call: &CallView) -> Option<String> {
        let given = call.name.clone().filter(|name| !name.is_empty());
        given.or_else(|| {
            let chosen = self.chosen.borrow();
            let is =
                |(address, _): &&(String, String)| [&call.uri, &call.number].contains(&address);
            chosen.iter().find(is).map(|(_, name)| name.clone())
        })
    }

    /// The name, else the number.
    fn who(&self, call: &CallView) -> String {
        self.name_of(call).unwrap_or_else(|| call.number.clone())
    }

    fn member(&self, call: &CallView, denied: Denial) -> Member {
        let named = self.who(call);
        let number = match call.state {
            CallState::Connected => line(call).number_beside(),
            _ => Some(self.text().ringing.to_owned()),
        };
        Member {
            call: call.id,
            who: named,
            number,
            denied,
        }
    }

    /// The call that most controls are about, and the one with a colleague, which those of a consult are about.
    fn subjects(&self, front: &LineView, behind: Option<&LineView>) -> [u32; 2] {
        let of = |line: &LineView| line.parties.first().copied().unwrap_or_default();
        let consult = behind.filter(|line| line.purpose == Purpose::Consult);
        [of(front), of(consult.unwrap_or(front))]
    }

    /// Acts on the line in front.
    pub(super) fn control(self: &Rc<Self>, control: Control) {
        let Some(phone) = self.phone() else { return };
        if let (Some(front), behind, _) = arrange(&phone) {
            let asked = self.subjects(&front, behind.as_ref());
            self.control_of(
                control,
                CallId::from_u32(asked[usize::from(is_of_consult(control))]),
            );
        }
    }

    /// Acts on one call.
    pub(super) fn control_of(self: &Rc<Self>, control: Control, id: CallId) {
        let recorded = self.model.snapshot.try_with_untracked(|now| now.recording);
        let command = match control {
            Control::Answer => return self.answer_call(id),
            Control::Decline => return self.on_phone(|phone| phone.decline(id, Decline::Declined)),
            Control::Mute => {
                return self.on_phone(|phone| {
                    let muted = phone.call(id).is_some_and(|call| call.muted);
                    phone.set_muted(id, !muted)
                });
            }
            Control::Hold => LineCommand::Hold,
            Control::Resume => LineCommand::Resume,
            Control::Swap => LineCommand::Swap,
            Control::CompleteTransfer => LineCommand::CompleteTransfer,
            Control::EndConsult => LineCommand::EndConsult,
            Control::Conference => LineCommand::Conference,
            Control::Merge => LineCommand::Merge,
            Control::RemoveParty => LineCommand::RemoveParty,
            Control::Leave => LineCommand::Leave,
            Control::EndForAll => LineCommand::EndForAll,
            Control::Terminate => LineCommand::Terminate,
            Control::Record => LineCommand::Record(RecordCommand::Start),
            Control::PauseRecording => LineCommand::Record(match recorded {
                Some(Recording::Paused(_)) => RecordCommand::Resume,
                _ => RecordCommand::Pause,
            }),
            _ => return self.on_phone(|phone| phone.hang_up(id)),
        };
        self.on_phone(|phone| phone.perform(id, command));
    }

    /// What became of a transfer: done, its call ends; failed, the agent is told why, and that the customer is still here.
    pub(super) fn handed_over(&self, error: Option<&PhoneError>) {
        let failed = error.map(|error| {
            let status = error.status().and_then(Status::new);
            Fault::of(status.map_or(error.code(), |status| EndReason::from_status(status).code()))
        });
        self.change(|now| match (&mut now.handover, failed) {
            (Some(handover), Some(fault)) => handover.failed = Some(fault),
            (None, Some(fault)) => now.notice = Some(fault),
            (handover, None) => *handover = None,
        });
    }

    /// Somebody called beside another call did not take it: told beside the one who is still here.
    pub(super) fn not_reached(&self, call: &CallView, code: &str) {
        let to = self.who(call);
        self.change(|now| {
            let whom = match (&now.behind, &now.line) {
                (Some(behind), Some(line)) if line.id == call.id => behind.who.clone(),
                (_, Some(line)) => line.who().to_owned(),
                _ => return,
            };
            now.handover = Some(Handover {
                to,
                whom,
                transfer: false,
                failed: Some(Fault::of(code)),
            });
        });
    }

    /// Transfers to somebody, or calls them beside the call in front.
    pub(super) fn reach(self: &Rc<Self>, control: Control, target: Target) {
        let (Some(phone), Some(id)) = (self.phone(), self.line_id()) else {
            return;
        };
        self.model.acting.try_set(false);
        self.model.query.try_set(String::new());
        let placing = match control {
            Control::Consult => Placing::Consult(id),
            Control::Parallel => Placing::Parallel(id),
            Control::AddParty => Placing::AddParty(id),
            _ => {
                self.change(|now| {
                    now.handover = now.line.as_ref().map(|line| Handover {
                        to: target.name.clone(),
                        whom: line.who().to_owned(),
                        transfer: true,
                        failed: None,
                    });
                });
                let begun = phone.perform(id, LineCommand::Transfer(&target.address));
                if let Err(error) = begun {
                    self.handed_over(Some(&error));
                }
                return;
            }
        };
        self.change(|now| now.handover = None);
        let mut chosen = self.chosen.borrow_mut();
        chosen.retain(|(address, _)| *address != target.address);
        chosen.push((target.address.clone(), target.name));
        drop(chosen);
        let this = self.clone();
        spawn_local(async move {
            let placed = phone.place(placing, &target.address, DialOptions::default());
            if let Err(error) = placed.await {
                // A number that can not be dialled is told beside the field, where it can be changed.
                match number_note(error.code()) {
                    Some(note) => {
                        this.model.acting.try_set(true);
                        this.model.found.try_update(|found| found.note = Some(note));
                    }
                    None => this.notice(&error),
                }
            }
            this.sync();
        });
    }

    /// Speaks where we only listened.
    pub(super) fn speak(&self) {
        if let Some(id) = self.line_id() {
            self.on_phone(|phone| phone.perform(id, LineCommand::Speak));
        }
    }
}

/// Whether a control is about the colleague who is consulted, whichever line is in front.
fn is_of_consult(control: Control) -> bool {
    matches!(
        control,
        Control::CompleteTransfer | Control::EndConsult | Control::Conference
    )
}
