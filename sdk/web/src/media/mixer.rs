//! The phone's one audio graph: who hears whom where that is more than a microphone and a loudspeaker.

use std::cell::RefCell;

use call::LineId;
use wasm_bindgen::JsCast;
use web_sys::{
    AudioBuffer, AudioBufferSourceNode, AudioContext, AudioContextState, AudioNode, Event,
    MediaStream, MediaStreamAudioDestinationNode, MediaStreamTrack,
};

use super::{Capture, Peer};
use crate::lent::{Listener, listen, settled};

/// An audio context and its cables. Closed when dropped.
///
/// ```text
///   microphone ─────┬──────────────────────► the party of a plain call: the track itself, no graph
///                   └──► outlet ───────────► each party of a conference,
///   other parties ───────┘                   who hears all others and never itself
///   music ─────────────► outlet ───────────► every party that is held
///   announcement ──────► outlet ───────────► the one party that it is for
///   all of a line ─────► tap                 for a recording
/// ```
pub(crate) struct Mixer {
    context: AudioContext,
    cables: RefCell<Vec<Cable>>,
    music: RefCell<Option<(Player, Outlet)>>,
    taps: RefCell<Vec<(LineId, Outlet, Player)>>,
    _state: Listener,
}

/// From where to where.
type Cable = (AudioNode, AudioNode);

/// What the mixer has to know of one call, and the nodes that are its own.
pub(crate) struct Channel<'a> {
    /// The call's nodes.
    pub strip: &'a mut Strip,
    /// The microphone as this call has it.
    pub capture: &'a Capture,
    /// The call's connection, and the one that is to replace it.
    pub peers: [Option<&'a Peer>; 2],
    /// The line that the call is on.
    pub line: Option<LineId>,
    /// Whether the far side is to hear the line's other parties.
    pub mixed: bool,
    /// Whether the far side is held, or about to be.
    pub held: bool,
    /// Whether the microphone is not to be heard.
    pub muted: bool,
}

/// The nodes of one call.
#[derive(Default)]
pub(crate) struct Strip {
    microphone: Option<Inlet>,
    voice: Option<Inlet>,
    outlet: Option<Outlet>,
    announcement: Option<(Player, Listener)>,
}

/// A stream that goes into the graph.
struct Inlet {
    stream: MediaStream,
    node: AudioNode,
}

/// A track that comes out of the graph, until it is dropped.
struct Outlet {
    node: MediaStreamAudioDestinationNode,
    track: MediaStreamTrack,
}

/// A sound that plays until it is dropped.
struct Player(AudioBufferSourceNode);

impl Mixer {
    /// Opens the context; `changed` hears when it begins to run, or no longer does.
    pub(crate) fn open(changed: Box<dyn FnMut(Event)>) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        Some(Self {
            _state: listen(&context, "statechange", changed),
            context,
            cables: RefCell::default(),
            music: RefCell::default(),
            taps: RefCell::default(),
        })
    }

    /// Whether anything comes out. If not, it is tried: this may be a click's doing, and before one browsers play nothing.
    pub(crate) fn runs(&self) -> bool {
        let runs = self.context.state() == AudioContextState::Running;
        if !runs && let Ok(promise) = self.context.resume() {
            // What becomes of it is told by the state.
            drop(settled(promise));
        }
        runs
    }

    /// Something that hears everybody on `line`, ourselves included, from the next [`Mixer::route`] until [`Mixer::untap`].
    pub(crate) fn tap(&self, line: LineId) -> Option<MediaStream> {
        let tap = Outlet::new(&self.context)?;
        let stream = tap.node.stream();
        // With nothing connected there is no sound at all, not even silence: who is on hold would be cut out of a recording.
        let silence = self.context.create_buffer(1, 4_800, 48_000.0).ok()?;
        let silence = Player::start(&self.context, &silence, true)?;
        let mut cables = self.cables.borrow().clone();
        cables.push((silence.0.clone().into(), tap.node.clone().into()));
        self.wire(cables);
        self.taps.borrow_mut().push((line, tap, silence));
        Some(stream)
    }

    pub(crate) fn untap(&self, stream: &MediaStream) {
        self.taps
            .borrow_mut()
            .retain(|(_, tap, _)| tap.node.stream() != *stream);
    }

    /// Plays `sound` to the one party of `strip`, from the next [`Mixer::route`] on; `ended` hears when it is over.
    pub(crate) fn announce(
        &self,
        strip: &mut Strip,
        sound: &AudioBuffer,
        ended: Box<dyn FnMut(Event)>,
    ) {
        strip.announcement = Player::start(&self.context, sound, false).map(|player| {
            let ended = listen(&player.0, "ended", ended);
            (player, ended)
        });
    }

    /// Lets every party hear what it is to hear, and nothing else. `music` is for those who are held.
    pub(crate) fn route(&self, channels: &mut [Channel<'_>], music: Option<&AudioBuffer>) {
        let runs = self.runs();
        let taps = self.taps.borrow();
        for channel in channels.iter_mut() {
            // While nothing comes out of the graph, the microphone alone is better than nobody.
            channel.mixed &= runs && !channel.held;
            let tapped = || taps.iter().any(|(line, ..)| Some(*line) == channel.line);
            let heard = channel.mixed || tapped();
            let voice = channel.peers[0].and_then(Peer::remote_stream);
            // Not every browser takes a disabled track for silence here.
            let silent = channel.muted || channel.held;
            let microphone = Some(channel.capture.stream().clone());
            let strip = &mut *channel.strip;
            self.plug(&mut strip.voice, voice.filter(|_| heard));
            self.plug(
                &mut strip.microphone,
                microphone.filter(|_| heard && !silent),
            );
            if !channel.mixed && strip.announcement.is_none() {
                strip.outlet = None;
            } else if strip.outlet.is_none() {
                strip.outlet = Outlet::new(&self.context);
            }
        }
        let waits = channels.iter().any(|channel| channel.held);
        self.play_music(music.filter(|_| waits));
        let music = self.music.borrow();

        let mut cables = Vec::new();
        let mut join = |from: &Option<Inlet>, to: &AudioNode| {
            if let Some(from) = from {
                cables.push((from.node.clone(), to.clone()));
            }
        };
        for (line, tap, _) in taps.iter() {
            let mut ours = true;
            for channel in channels.iter().filter(|other| other.line == Some(*line)) {
                join(&channel.strip.voice, &tap.node);
                // Every call has a track of its own of the one microphone.
                if std::mem::take(&mut ours) {
                    join(&channel.strip.microphone, &tap.node);
                }
            }
        }
        for (index, channel) in channels.iter().enumerate() {
            let strip = &*channel.strip;
            if let (Some(outlet), None) = (&strip.outlet, &strip.announcement) {
                join(&strip.microphone, &outlet.node);
                for (other, heard) in channels.iter().enumerate() {
                    if other != index && heard.mixed && heard.line == channel.line {
                        join(&heard.strip.voice, &outlet.node);
                    }
                }
            }
        }
        let mut play = |player: &Player, outlet: &Outlet| {
            cables.push((player.0.clone().into(), outlet.node.clone().into()));
        };
        for channel in channels.iter() {
            if let (Some(outlet), Some((player, _))) =
                (&channel.strip.outlet, &channel.strip.announcement)
            {
                play(player, outlet);
            }
        }
        for (_, tap, silence) in taps.iter() {
            play(silence, tap);
        }
        if let Some((player, outlet)) = &*music {
            play(player, outlet);
        }
        self.wire(cables);

        for channel in channels.iter() {
            let own = channel.strip.outlet.as_ref();
            let outlet = match (&channel.strip.announcement, channel.held) {
                (None, true) => music.as_ref().map(|(_, outlet)| outlet),
                _ => own,
            };
            let track = outlet.map(|outlet| outlet.track.clone());
            // The microphone of a call that is held is silent itself.
            let Some(track) = track.or_else(|| channel.capture.tracks().pop()) else {
                continue;
            };
            for peer in channel.peers.into_iter().flatten() {
                peer.send(&track);
                peer.listen(!channel.held);
            }
        }
    }

    /// Has exactly this stream in the graph.
    fn plug(&self, inlet: &mut Option<Inlet>, stream: Option<MediaStream>) {
        if inlet.as_ref().map(|inlet| &inlet.stream) != stream.as_ref() {
            *inlet = stream.and_then(|stream| {
                let node = self
                    .context
                    .create_media_stream_source(&stream)
                    .ok()?
                    .into();
                Some(Inlet { stream, node })
            });
        }
    }

    /// Plays for as long as somebody waits.
    fn play_music(&self, sound: Option<&AudioBuffer>) {
        let mut music = self.music.borrow_mut();
        match sound {
            None => *music = None,
            Some(sound) if music.is_none() => {
                *music = Player::start(&self.context, sound, true)
                    .and_then(|player| Some((player, Outlet::new(&self.context)?)));
            }
            Some(_) => {}
        }
    }

    /// Has exactly these cables. Those that stay are not touched: they would crackle.
    fn wire(&self, wanted: Vec<Cable>) {
        let before = self.cables.replace(wanted);
        let wanted = self.cables.borrow();
        for cable in before.iter().filter(|cable| !wanted.contains(cable)) {
            let _ = cable.0.disconnect_with_audio_node(&cable.1);
        }
        for cable in wanted.iter().filter(|cable| !before.contains(cable)) {
            let _ = cable.0.connect_with_audio_node(&cable.1);
        }
    }
}

impl Drop for Mixer {
    fn drop(&mut self) {
        self.wire(Vec::new());
        if let Ok(promise) = self.context.close() {
            drop(settled(promise));
        }
    }
}

impl Outlet {
    fn new(context: &AudioContext) -> Option<Self> {
        let node: MediaStreamAudioDestinationNode =
            context.create_media_stream_destination().ok()?;
        let track = node.stream().get_audio_tracks().get(0).unchecked_into();
        Some(Self { node, track })
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.track.stop();
    }
}

impl Player {
    fn start(context: &AudioContext, sound: &AudioBuffer, again: bool) -> Option<Self> {
        let source = context.create_buffer_source().ok()?;
        source.set_buffer(Some(sound));
        source.set_loop(again);
        source.start().ok()?;
        Some(Self(source))
    }
}

impl Drop for Player {
    #[allow(deprecated)]
    fn drop(&mut self) {
        let _ = self.0.stop();
    }
}
