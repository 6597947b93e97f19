//! Feeds the switch: sockets and questions in, frames out, on a thread of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sip::{Flow, Instant};
use tokio::sync::{mpsc, oneshot};

use super::{AgentStatus, Effect, QueueStatus, Switch};
use crate::clock;
use crate::config::Config;
use crate::secret::{Secret, SecretError};
use crate::store::Store;

/// Frames that a slow reader may be behind before its socket is closed.
const BACKLOG: usize = 256;
/// Commands that wait for the switch; a flood of frames is slowed down here.
const INBOX: usize = 256;

/// The frames to a socket. When it ends, the socket is to be closed.
pub type Frames = mpsc::Receiver<Vec<u8>>;

enum Command {
    Connected(Flow, mpsc::Sender<Vec<u8>>),
    Received(Flow, Vec<u8>),
    Disconnected(Flow),
    Queues(oneshot::Sender<Vec<QueueStatus>>),
    Agents(oneshot::Sender<BTreeMap<String, AgentStatus>>),
    ShutDown(oneshot::Sender<()>),
}

/// The way to the switch.
#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    last_flow: Arc<AtomicU64>,
}

impl Handle {
    /// A socket opened. `None`: the switch is gone.
    pub async fn connect(&self) -> Option<(Flow, Frames)> {
        let flow = Flow(self.last_flow.fetch_add(1, Ordering::Relaxed) + 1);
        let (sender, frames) = mpsc::channel(BACKLOG);
        self.tell(Command::Connected(flow, sender)).await?;
        Some((flow, frames))
    }

    pub async fn received(&self, flow: Flow, frame: Vec<u8>) -> Option<()> {
        self.tell(Command::Received(flow, frame)).await
    }

    pub async fn disconnected(&self, flow: Flow) -> Option<()> {
        self.tell(Command::Disconnected(flow)).await
    }

    pub async fn queues(&self) -> Option<Vec<QueueStatus>> {
        self.ask(Command::Queues).await
    }

    pub async fn agents(&self) -> Option<BTreeMap<String, AgentStatus>> {
        self.ask(Command::Agents).await
    }

    /// Tells waiting callers, and comes back when all sockets have closed.
    pub async fn shut_down(&self) -> Option<()> {
        self.ask(Command::ShutDown).await
    }

    /// Waits for the end of the switch.
    pub async fn ended(&self) {
        self.commands.closed().await;
    }

    async fn tell(&self, command: Command) -> Option<()> {
        self.commands.send(command).await.ok()
    }

    async fn ask<T>(&self, question: impl FnOnce(oneshot::Sender<T>) -> Command) -> Option<T> {
        let (sender, answer) = oneshot::channel();
        self.tell(question(sender)).await?;
        answer.await.ok()
    }
}

/// Time for the switch: begins at the wall clock and never steps.
#[derive(Copy, Clone)]
struct Timeline {
    wall_ms: u64,
    start: tokio::time::Instant,
}

impl Timeline {
    fn new() -> Self {
        Self {
            wall_ms: u64::try_from(clock::now_ms()).unwrap_or_default(),
            start: tokio::time::Instant::now(),
        }
    }

    fn now(self) -> Instant {
        Instant::from_millis(self.wall_ms) + self.start.elapsed()
    }

    fn reached(self, at: Instant) -> tokio::time::Instant {
        // Half a millisecond late rather than early: an early tick would find nothing to do.
        self.start + at.since(Instant::from_millis(self.wall_ms)) + Duration::from_micros(500)
    }
}

/// Starts the switch; it ends when all handles are gone or after a shut-down. Must be called within a tokio runtime.
pub fn start(config: Arc<Config>, store: Store, secret: Secret) -> Result<Handle, SecretError> {
    let seed = crate::secret::seed()?;
    let (commands, inbox) = mpsc::channel(INBOX);
    let runtime = tokio::runtime::Handle::current();
    // The switch writes its records before it speaks, so its thread waits for the disk now and then.
    tokio::task::spawn_blocking(move || {
        let timeline = Timeline::new();
        let switch = Switch::new(config, store, secret, seed, timeline.now());
        runtime.block_on(run(switch, timeline, inbox));
    });
    Ok(Handle {
        commands,
        last_flow: Arc::default(),
    })
}

async fn run(mut switch: Switch, timeline: Timeline, mut inbox: mpsc::Receiver<Command>) {
    let mut sockets: BTreeMap<Flow, mpsc::Sender<Vec<u8>>> = BTreeMap::new();
    let mut open: BTreeSet<Flow> = BTreeSet::new();
    // Who waits for the last socket to close.
    let mut stopping: Option<oneshot::Sender<()>> = None;
    loop {
        if open.is_empty()
            && let Some(asker) = stopping.take()
        {
            let _ = asker.send(());
            return;
        }
        let wake = switch.next_wake().map(|at| timeline.reached(at));
        let sleep = async {
            match wake {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let command = tokio::select! {
            command = inbox.recv() => command,
            () = sleep => {
                switch.tick(timeline.now());
                carry_out(&mut switch, &mut sockets);
                continue;
            }
        };
        let now = timeline.now();
        match command {
            // A socket whose sender is dropped closes at once.
            Some(Command::Connected(flow, sender)) if stopping.is_none() => {
                open.insert(flow);
                sockets.insert(flow, sender);
                switch.connect(now, flow);
            }
            Some(Command::Received(flow, frame)) if stopping.is_none() => {
                switch.receive(now, flow, &frame);
            }
            Some(Command::Connected(..) | Command::Received(..)) => {}
            Some(Command::Disconnected(flow)) => {
                open.remove(&flow);
                sockets.remove(&flow);
                switch.disconnect(now, flow);
            }
            // Whoever asked may have gone; then the answer is nobody's.
            Some(Command::Queues(asker)) => {
                let _ = asker.send(switch.queue_statuses());
            }
            Some(Command::Agents(asker)) => {
                let _ = asker.send(switch.agent_statuses());
            }
            Some(Command::ShutDown(asker)) => {
                switch.shut_down(now);
                carry_out(&mut switch, &mut sockets);
                sockets.clear();
                stopping = Some(asker);
            }
            None => return,
        }
        carry_out(&mut switch, &mut sockets);
    }
}

fn carry_out(switch: &mut Switch, sockets: &mut BTreeMap<Flow, mpsc::Sender<Vec<u8>>>) {
    for effect in switch.take_effects() {
        match effect {
            Effect::Send(flow, frame) => {
                let kept_up = sockets
                    .get(&flow)
                    .is_none_or(|socket| socket.try_send(frame).is_ok());
                if !kept_up {
                    // Its reader then reports the socket as closed.
                    sockets.remove(&flow);
                }
            }
            Effect::Close(flow) => drop(sockets.remove(&flow)),
        }
    }
}
