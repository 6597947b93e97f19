//! A server that records is told when: by INFO with `Record: on` or `Record: off`.

use sip::{HeaderName, Instant, Method, Status};

use super::*;
use crate::{CallError, RecordCommand};

/// What a server that records was told last.
#[derive(Default)]
pub(super) struct Recorder {
    asked: Option<RecordCommand>,
    said: Option<Result<(), Option<Status>>>,
}

impl Leg {
    /// Tells the server; [`Leg::recorder_said`] has its answer.
    pub fn tell_recorder(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        command: RecordCommand,
    ) -> Result<(), CallError> {
        let answered = self.recorder.asked.is_none() || self.recorder.said.is_some();
        let free = answered && self.call.state() == CallState::Connected;
        let Some(dialog) = self.dialog.as_mut().filter(|_| free && ua.ready) else {
            return Err(CallError::WrongState);
        };
        let records = matches!(command, RecordCommand::Start | RecordCommand::Resume);
        let mut info = dialog.request(Method::Info);
        let word = if records { "on" } else { "off" };
        info.headers.push(HeaderName::Record, word);
        self.recorder = Recorder {
            asked: Some(command),
            said: None,
        };
        ua.send(now, info, Owner::Call(self.call.id));
        Ok(())
    }

    /// Its answer, or none of its connection.
    pub(super) fn recorder_told(&mut self, status: Option<Status>) {
        self.recorder.said = Some(match status {
            Some(status) if status.is_success() => Ok(()),
            refusal => Err(refusal),
        });
    }

    /// What it was told and what it made of that, once.
    pub fn recorder_said(&mut self) -> Option<(RecordCommand, Result<(), Option<Status>>)> {
        let said = self.recorder.said.take()?;
        Some((self.recorder.asked.take()?, said))
    }
}
