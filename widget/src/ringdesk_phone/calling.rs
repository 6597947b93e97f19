//! The call controls at work.

use std::rc::Rc;

use call::{CallId, Decline};
use web::Phone;

use super::{control::Control, directory::Target, driver::Driver};

impl Driver {
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
            Control::Hold => phone.set_hold(id, true),
            Control::Resume => phone.set_hold(id, false),
            _ => Phone::hang_up(phone, id),
        });
    }

    /// Transfers to somebody, or calls them beside the call in front.
    pub(super) fn reach(self: &Rc<Self>, _control: Control, target: &Target) {
        if let Some(id) = self.line_id() {
            self.on_phone(|phone| phone.transfer(id, &target.address));
        }
    }
}
