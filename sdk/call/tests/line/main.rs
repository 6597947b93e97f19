//! Lines: hold, transfer, consult, parallel calls, merge and conference, told between phones (FD-32 to FD-69, WX-36 to WX-128,
//! KC-20 to KC-32).

extern crate ringdesk_call as call;

mod cold;
mod conference;
mod consult;
mod hold;
#[path = "../link/mod.rs"]
mod link;
mod parallel;
mod reload;
mod role;
mod walk;

use call::{
    Call, CallError, CallId, CallState, Control, Decline, DialOptions, EndReason, Event, LineError,
    MediaCommand, Profile, Purpose, Refusal, Role, SecondLine, Stage, Status,
};
use link::{Link, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method, Response};

const MINA: usize = 0;
const JUN: usize = 1;
const SORA: usize = 2;
const DAN: usize = 3;

/// Mina, an agent, talks with Jun, a customer; Sora is her colleague, and Dan is somebody else.
struct Scene {
    link: Link,
    /// Mina's call with Jun.
    customer: CallId,
    /// Jun's call with Mina.
    jun: CallId,
}

impl Scene {
    fn new() -> Scene {
        Scene::with(Profile::default())
    }

    fn with(profile: Profile) -> Scene {
        let mut link = Link::new();
        for user in ["mina", "jun", "sora", "dan"] {
            let mut config = config(user);
            // Sora's phone rings for as long as somebody calls.
            config.no_answer_after = (user != "sora").then_some(secs(20));
            if user == "mina" {
                config.profile = profile.clone();
            }
            let peer = link.add(config);
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        let (customer, jun) = link.talk();
        Scene {
            link,
            customer,
            jun,
        }
    }

    fn run(&mut self, millis: u64) {
        self.link.run(ms(millis));
    }

    /// Mina consults Sora, who answers.
    fn consult(&mut self) -> (CallId, CallId) {
        let consult = self.ring_consult();
        let sora = self.link.answer(SORA);
        self.run(300);
        (consult, sora)
    }

    fn ring_consult(&mut self) -> CallId {
        let id = self.customer;
        let consult = self.link.order(MINA, |phone, now| {
            phone.consult(now, id, "sora", DialOptions::default())
        });
        self.run(300);
        consult.unwrap()
    }

    /// Mina calls Dan on a second line, and he answers.
    fn parallel(&mut self) -> (CallId, CallId) {
        let id = self.customer;
        let parallel = self.link.order(MINA, |phone, now| {
            phone.parallel(now, id, "dan", DialOptions::default())
        });
        self.run(300);
        let dan = self.link.answer(DAN);
        self.run(300);
        (parallel.unwrap(), dan)
    }

    /// What Mina orders of one of her calls.
    fn order(
        &mut self,
        id: CallId,
        order: fn(&mut call::Phone, call::Instant, CallId) -> Result<(), LineError>,
    ) -> Result<(), LineError> {
        let done = self.link.order(MINA, |phone, now| order(phone, now, id));
        self.run(400);
        done
    }

    fn swap(&mut self) -> Result<(), LineError> {
        let done = self.link.order(MINA, |phone, now| phone.swap(now));
        self.run(400);
        done
    }

    fn merge(&mut self) -> Result<(), LineError> {
        let done = self.link.order(MINA, |phone, now| phone.merge(now));
        self.run(400);
        done
    }

    /// Purpose, stage and number of parties of each line of Mina's.
    fn lines(&self) -> Vec<(Purpose, Stage, usize)> {
        let lines = self.link.peers[MINA].phone.lines().iter();
        lines
            .map(|line| (line.purpose(), line.stage(), line.parties().len()))
            .collect()
    }

    fn can(&self, id: CallId, control: Control) -> Result<(), Refusal> {
        self.link.peers[MINA].phone.can(id, control)
    }

    fn call(&self, peer: usize, id: CallId) -> Option<&Call> {
        self.link.peers[peer].phone.call(id)
    }

    /// Whether somebody's call is connected and not held from afar.
    fn hears(&self, peer: usize, id: CallId) -> bool {
        self.call(peer, id)
            .is_some_and(|call| call.state() == CallState::Connected && !call.held_by_remote())
    }

    /// The only call of somebody.
    fn only(&self, peer: usize) -> CallId {
        let calls = calls(&self.link, peer);
        assert_eq!(calls.len(), 1, "phone {peer} has one call");
        calls[0]
    }

    /// What Mina heard of her transfer: a provisional status, the end, or the status of a failure.
    fn transfer(&self) -> Option<Result<(), u16>> {
        self.link.peers[MINA]
            .events
            .iter()
            .find_map(|event| match event {
                Event::Transferred(_) => Some(Ok(())),
                Event::TransferFailed(_, status) => Some(Err(status.map_or(0, Status::code))),
                _ => None,
            })
    }

    /// With how many others each of Mina's calls is mixed, by the orders to her media engine.
    fn mixed(&self) -> Vec<usize> {
        let last = |id: &CallId| {
            let mut orders = self.link.peers[MINA].media.iter().rev();
            orders.find_map(|(call, command)| match command {
                MediaCommand::Mix(line) if call == id => Some(*line),
                _ => None,
            })
        };
        let here = calls(&self.link, MINA);
        let mixes: Vec<_> = here.iter().map(|id| last(id).flatten()).collect();
        mixes
            .iter()
            .map(|mix| match mix {
                None => 0,
                mix => mixes.iter().filter(|other| *other == mix).count() - 1,
            })
            .collect()
    }

    /// Every offer within a call of this phone is refused, as by a gateway that knows no hold.
    fn refuse_holds(&mut self, from: usize) {
        self.link.server.script = Some(Box::new(move |peer, message| match message {
            Message::Request(request)
                if peer == from
                    && request.method == Method::Invite
                    && !request.headers.to_tag().is_empty() =>
            {
                let refusal: Response = request.response(Status::NOT_ACCEPTABLE_HERE);
                Verdict::Answer(Box::new(refusal))
            }
            _ => Verdict::Pass,
        }));
    }

    /// Nobody lets Jun take Mina's place.
    fn refuse_replaces(&mut self) {
        self.link.server.script = Some(Box::new(|peer, message| match message {
            Message::Request(request)
                if peer == JUN && request.headers.has(HeaderName::Replaces) =>
            {
                let refusal = request.response(Status::DECLINE).with_to_tag("refusal");
                Verdict::Answer(Box::new(refusal))
            }
            _ => Verdict::Pass,
        }));
    }

    fn done(mut self) {
        self.link.server.script = None;
        for peer in 0..4 {
            self.link.order(peer, |phone, now| phone.hang_up_all(now));
            self.run(300);
        }
        self.link.run(secs(40));
        assert!(self.lines().is_empty());
        self.link.assert_at_rest();
    }
}

fn calls(link: &Link, peer: usize) -> Vec<CallId> {
    link.peers[peer].phone.calls().map(Call::id).collect()
}

use Purpose::{Consult, Parallel, Primary};
use Stage::{Active, Dialling, Held, Transferring};

/// How a target of a transfer or consult fails, and the status that Mina is told.
const FAILURES: [(&str, u16); 5] = [
    ("declines", 603),
    ("is busy", 486),
    ("does not answer", 0),
    ("does not exist", 404),
    ("is away", 480),
];

/// Lets the call that rings at Sora's, or would, fail in this way.
fn fail(scene: &mut Scene, how: &str) {
    let ringing = scene.link.peers[SORA].incoming();
    let refuse = |scene: &mut Scene, decline| {
        let id = ringing.expect("it rings at Sora's");
        let done = scene
            .link
            .order(SORA, |phone, now| phone.decline(now, id, decline));
        done.unwrap();
    };
    match how {
        "declines" => refuse(scene, Decline::Declined),
        "is busy" => refuse(scene, Decline::Busy),
        "is away" => refuse(scene, Decline::Unavailable),
        "does not answer" => scene.link.run(secs(25)),
        _ => {}
    }
    scene.run(500);
}

/// Whom to call for that: nobody has the name of who does not exist.
fn whom(how: &str) -> &'static str {
    match how {
        "does not exist" => "nobody",
        _ => "sora",
    }
}
