//! Whether the far side is heard: by what was decoded and by its reports, not by counting packets.

use js_sys::{Map, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RtcPeerConnection, RtcRtpTransceiver};

use crate::lent::settled;

/// What a connection had received at one moment.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Pulse {
    /// Samples that were decoded and not made up.
    decoded: f64,
    /// Everything of the far side's that arrived: sound, comfort noise, reports.
    arrived: f64,
}

impl Pulse {
    /// Reads the statistics. `None` where nothing is to be received, or nothing is known.
    pub(crate) async fn of(pc: &RtcPeerConnection) -> Option<Self> {
        let listens = |transceiver: JsValue| {
            let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
            text(&transceiver, "currentDirection")
                .is_some_and(|word| word.starts_with("recv") || word.ends_with("recv"))
        };
        if !pc.get_transceivers().iter().any(listens) {
            return None;
        }
        let report: Map = settled(pc.get_stats()).await.ok()?.unchecked_into();
        let mut pulse = None;
        let mut reports = 0.0;
        for entry in report.values().into_iter().flatten() {
            if text(&entry, "kind").as_deref() != Some("audio") {
                continue;
            }
            match text(&entry, "type").as_deref() {
                Some("inbound-rtp") => {
                    // A sender of comfort noise (RFC 3389) lets hundreds of milliseconds pass between two packets, and
                    // what is made of each counts as decoded. Without any packet a decoder goes on like that for ever,
                    // so that both signs have to be there.
                    let received = number(&entry, "totalSamplesReceived");
                    pulse = Some(Self {
                        decoded: received - number(&entry, "concealedSamples"),
                        arrived: number(&entry, "packetsReceived"),
                    });
                }
                // The far side's own reports (RFC 3550 §6.4) and what it says of ours.
                Some("remote-outbound-rtp") => reports += number(&entry, "reportsSent"),
                Some("remote-inbound-rtp") => {
                    reports += number(&entry, "roundTripTimeMeasurements");
                }
                _ => {}
            }
        }
        pulse.map(|pulse| Self {
            arrived: pulse.arrived + reports,
            ..pulse
        })
    }

    /// Whether the far side was heard after `before`.
    pub(crate) fn beats_since(self, before: Self) -> bool {
        self.arrived != before.arrived && self.decoded > before.decoded
    }
}

fn text(of: &JsValue, key: &str) -> Option<String> {
    Reflect::get(of, &key.into()).ok()?.as_string()
}

fn number(of: &JsValue, key: &str) -> f64 {
    let value = Reflect::get(of, &key.into()).ok();
    value.and_then(|value| value.as_f64()).unwrap_or(0.0)
}
