//! The far side's sound, for as long as a [`Playback`] lives.

use web_sys::{HtmlAudioElement, MediaStream};

use super::PeerEvent;
use super::peer::Tell;
use crate::lent::{settled, spawn};

/// An audio element outside the document that plays a remote stream.
pub(crate) struct Playback {
    element: HtmlAudioElement,
}

impl Playback {
    /// Plays `stream`; `tell` hears when the browser wants a gesture of the user first.
    pub(crate) fn start(stream: &MediaStream, tell: Tell) -> Option<Self> {
        let element = HtmlAudioElement::new().ok()?;
        element.set_autoplay(true);
        element.set_src_object(Some(stream));
        if let Ok(promise) = element.play() {
            spawn(Box::pin(async move {
                if let Err(thrown) = settled(promise).await
                    // `AbortError` is our own stop; only `NotAllowedError` is the autoplay policy.
                    && super::media_error(thrown) == call::MediaError::PermissionDenied
                {
                    tell(PeerEvent::PlaybackBlocked);
                }
            }));
        }
        Some(Self { element })
    }

    #[cfg(test)]
    pub(super) fn is_aloud(&self) -> bool {
        !self.element.muted() && !self.element.paused()
    }

    pub(crate) fn set_muted(&self, muted: bool) {
        self.element.set_muted(muted);
    }
}

impl Drop for Playback {
    fn drop(&mut self) {
        let _ = self.element.pause();
        self.element.set_src_object(None);
    }
}
