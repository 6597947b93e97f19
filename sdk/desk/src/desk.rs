//! The desk: one agent, one phone, one mouth.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use call::{
    Call, CallError, CallId, CallState, Credentials, Decline, DialOptions, DtmfError, Input,
    Instant, LineError, Muted, Phone, Presence, Registration,
};

use crate::agent::{Agent, AgentState, Choice, Step};
use crate::error::{DialError, StateError};
use crate::event::{Event, Output};
use crate::number::DialTarget;
use crate::policy::{Policy, SecondCall};
use crate::record::CallRecord;

/// How many calls [`Desk::recent`] remembers.
pub const RECENT_KEPT: usize = 50;
/// How many of them a widget shows (FD-11).
pub const RECENT_SHOWN: usize = 5;

/// An agent's desk with its phone.
///
/// Inputs and outputs of the phone pass through. In between the desk decides who may ring, keeps the agent's state, publishes
/// it as presence on every change (open only when [`AgentState::Available`]), and writes one record for each call.
pub struct Desk {
    phone: Phone,
    policy: Policy,
    agent: Agent,
    /// The latest instant that was handed in.
    now: Instant,
    /// The agent asked to be logged in, and has not logged out since.
    wanted: bool,
    /// Calls declined without a ring: the application never hears of them.
    refused: Vec<CallId>,
    /// One of the calls that kept the agent, and still do, was answered.
    talked: bool,
    recent: Vec<CallRecord>,
    /// A handful at a time: no ring buffer is worth its code.
    outputs: Vec<Output>,
}

impl Desk {
    /// A desk with the agent logged out.
    pub fn new(phone: Phone, policy: Policy) -> Self {
        Self {
            phone,
            policy,
            agent: Agent::default(),
            now: Instant::default(),
            wanted: false,
            refused: Vec::new(),
            talked: false,
            recent: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Takes in what the world has to tell.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.phone.handle(now, input);
        self.drain(now);
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        if self.outputs.is_empty() {
            None
        } else {
            Some(self.outputs.remove(0))
        }
    }

    /// Registers the phone; once the server agrees, the state becomes [`Policy::after_log_in`].
    pub fn log_in(&mut self, now: Instant) {
        self.wanted = true;
        self.step(now, Step::LogIn);
        self.phone.register(now);
        self.drain(now);
    }

    /// Unregisters the phone. A call that still rings is refused.
    ///
    /// # Errors
    /// [`StateError::OnCall`] while dialling or on a call; see [`Desk::leave`].
    pub fn log_out(&mut self, now: Instant) -> Result<(), StateError> {
        if self.policy.desk {
            self.agent.lead(Step::LogOut, &self.policy)?;
            for id in self.live() {
                // It is over already otherwise, and that is as well.
                let _ = self.phone.decline(now, id, self.policy.decline_away);
            }
        }
        self.depart(now, Step::LogOut);
        Ok(())
    }

    /// Ends every call and logs out, whatever is going on: the page closes.
    pub fn leave(&mut self, now: Instant) {
        self.phone.hang_up_all(now);
        self.depart(now, Step::Leave);
    }

    /// Picks a state by hand. During after-call work this ends it too (KC-35).
    ///
    /// # Errors
    /// [`StateError`], when not logged in, or while dialling or on a call.
    pub fn choose(&mut self, now: Instant, choice: Choice) -> Result<(), StateError> {
        self.try_step(now, Step::Choose(choice))
    }

    /// Ends after-call work; the state becomes what [`Policy::after_wrap_up`] says.
    ///
    /// # Errors
    /// [`StateError::NotAfterCall`] in any other state.
    pub fn finish(&mut self, now: Instant) -> Result<(), StateError> {
        self.try_step(now, Step::Finish)
    }

    /// Calls a number by the rules of [`Policy::dial_rules`], or a user name or address as it is.
    ///
    /// # Errors
    /// [`DialError`], when the agent may not dial now, the number breaks a rule, or the phone can not dial.
    pub fn dial(
        &mut self,
        now: Instant,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, DialError> {
        if self.policy.desk {
            self.agent.lead(Step::Dial, &self.policy)?;
            // WX-133: not while another call rings, either.
            if !self.live().is_empty() {
                return Err(StateError::OnCall.into());
            }
        }
        let target = DialTarget::parse(target, &self.policy.dial_rules)?;
        let id = self.phone.dial(now, target.as_str(), options)?;
        self.step(now, Step::Dial);
        self.drain(now);
        Ok(id)
    }

    /// Answers a ringing call. The agent is on call from here on, not only from the server's word. Beside another call it does with
    /// that as [`Policy::second_call`] says, unless it came to join it.
    ///
    /// # Errors
    /// [`LineError`], when there is no such call or it does not ring.
    pub fn answer(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        if self.policy.desk && self.agent.lead(Step::Answer, &self.policy).is_err() {
            return Err(CallError::WrongState.into());
        }
        let call = self.phone.call(id).ok_or(CallError::NoSuchCall)?;
        let rings = call.state() == CallState::Incoming && call.joins().is_none();
        for other in self.live() {
            if !rings || !self.policy.desk || other == id {
                continue;
            }
            // The phone holds it by itself; so it stays, where what is on hold may not be ended (WX-38).
            if self.policy.second_call == SecondCall::End {
                let _ = self.phone.hang_up(now, other);
            }
        }
        self.phone.answer(now, id)?;
        self.step(now, Step::Answer);
        self.drain(now);
        Ok(())
    }

    /// Refuses a ringing call.
    ///
    /// # Errors
    /// [`CallError`], when there is no such call or it does not ring.
    pub fn decline(&mut self, now: Instant, id: CallId, how: Decline) -> Result<(), CallError> {
        let done = self.phone.decline(now, id, how);
        self.drain(now);
        done
    }

    /// Ends a call in whatever state it is.
    ///
    /// # Errors
    /// [`LineError`] when it is over, or may not be ended now.
    pub fn hang_up(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let done = self.phone.hang_up(now, id);
        self.drain(now);
        done
    }

    /// Silences the microphone, or opens it again.
    ///
    /// # Errors
    /// [`CallError::NoSuchCall`] when the call is over.
    pub fn set_muted(&mut self, id: CallId, muted: Muted) -> Result<(), CallError> {
        let done = self.phone.set_muted(id, muted);
        self.drain(self.now);
        done
    }

    /// Sends tones.
    ///
    /// # Errors
    /// [`DtmfError`], when the call is not connected or a tone is none.
    pub fn send_dtmf(&mut self, now: Instant, id: CallId, tones: &str) -> Result<(), DtmfError> {
        let done = self.phone.send_dtmf(now, id, tones);
        self.drain(now);
        done
    }

    /// Gives the phone a command that the desk has no rule about: hold, transfer, watch, a message.
    pub fn order<T>(&mut self, now: Instant, run: impl FnOnce(&mut Phone) -> T) -> T {
        let done = run(&mut self.phone);
        self.drain(now);
        done
    }

    /// Renews what the server's challenges are answered with. A registration that was rejected is tried again at once, and
    /// with it the log-in.
    pub fn set_credentials(&mut self, now: Instant, credentials: Credentials) {
        self.phone.set_credentials(now, credentials);
        self.drain(now);
    }

    /// Asks the server for a sign of life; [`Output::Suspect`] follows when there is none.
    pub fn probe(&mut self, now: Instant) {
        self.phone.probe(now);
        self.drain(now);
    }

    /// The phone, to read calls and the registration.
    pub fn phone(&self) -> &Phone {
        &self.phone
    }

    /// What the desk goes by.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What the agent is doing; always [`AgentState::Available`] with [`Policy::bare`].
    pub fn state(&self) -> AgentState {
        if self.policy.desk {
            self.agent.state()
        } else {
            AgentState::Available
        }
    }

    /// Since when the agent is doing it.
    pub fn since(&self) -> Instant {
        self.agent.since()
    }

    /// The latest calls, newest first, [`RECENT_KEPT`] at most.
    pub fn recent(&self) -> &[CallRecord] {
        &self.recent
    }

    fn depart(&mut self, now: Instant, step: Step) {
        self.wanted = false;
        // Closed is published while the server still knows us.
        self.step(now, step);
        self.phone.unregister(now);
        self.drain(now);
    }

    fn try_step(&mut self, now: Instant, step: Step) -> Result<(), StateError> {
        if !self.policy.desk {
            return Err(StateError::Bare);
        }
        self.agent.lead(step, &self.policy)?;
        self.step(now, step);
        self.drain(now);
        Ok(())
    }

    /// Takes a step that is known to be allowed, or that may as well not be.
    fn step(&mut self, now: Instant, step: Step) {
        if !self.policy.desk {
            return;
        }
        let Ok(Some((from, to))) = self.agent.transition(now, step, &self.policy) else {
            return;
        };
        self.tell(Event::StateChanged { from, to });
        // Before the server has agreed there is nobody to tell.
        let known = from != AgentState::LoggingIn || to != AgentState::LoggedOut;
        if to != AgentState::LoggingIn && known {
            let presence = Presence {
                open: to == AgentState::Available,
                note: to.as_str().to_string(),
            };
            self.phone.publish(now, presence);
        }
    }

    fn drain(&mut self, now: Instant) {
        self.now = now;
        while let Some(output) = self.phone.poll() {
            let output = match output {
                call::Output::Send(flow, bytes) => Output::Send(flow, bytes),
                call::Output::Media(id, command) => Output::Media(id, command),
                call::Output::Record(line, command) => Output::Record(line, command),
                call::Output::Wake(at) => Output::Wake(at),
                call::Output::Suspect(flow) => Output::Suspect(flow),
                call::Output::Event(event) => {
                    self.on_event(now, event);
                    continue;
                }
            };
            self.outputs.push(output);
        }
    }

    fn on_event(&mut self, now: Instant, event: call::Event) {
        match event {
            call::Event::Registration(registration) => self.on_registration(now, registration),
            call::Event::Incoming(id) => self.on_incoming(now, id),
            call::Event::CallChanged(id) => self.on_changed(now, id),
            call::Event::Ended(call) => self.on_ended(now, call),
            call::Event::Digit(id, digit) => self.tell(Event::Digit(id, digit)),
            // The desk has no opinion about the rest.
            event => self.tell(Event::Phone(event)),
        }
    }

    fn on_registration(&mut self, now: Instant, registration: Registration) {
        self.tell(Event::Registration(registration));
        match registration {
            Registration::Registering if self.wanted => self.step(now, Step::LogIn),
            Registration::Registered { .. } if self.wanted => {
                self.step(now, Step::LogIn);
                self.step(now, Step::Registered);
                // A call that came back keeps the agent as it did before.
                let connected = |call: &Call| call.state() == CallState::Connected;
                let back = self.phone.calls().any(connected);
                if back {
                    self.step(now, Step::Answer);
                }
            }
            Registration::Rejected(_) => self.step(now, Step::Rejected),
            _ => {}
        }
    }

    /// Who may ring when: one at a time (CO-4), beside another call only as the policy says (CO-3, CT-49), and else only when the
    /// agent is available (FD-19).
    fn on_incoming(&mut self, now: Instant, id: CallId) {
        let state = self.agent.state();
        let mut live = self.live();
        live.retain(|other| *other != id);
        let refusal = if !self.policy.desk {
            None
        } else if live.is_empty() {
            (state != AgentState::Available).then_some(self.policy.decline_away)
        } else {
            let fits = state == AgentState::OnCall && self.has_room(id, &live);
            (!fits).then_some(self.policy.decline_busy)
        };
        match refusal {
            None => self.tell(Event::Incoming(id)),
            Some(how) => {
                self.refused.push(id);
                // The caller may have given up in the same breath.
                let _ = self.phone.decline(now, id, how);
            }
        }
    }

    /// Whether one more call may be told of beside these.
    fn has_room(&self, id: CallId, live: &[CallId]) -> bool {
        let talks = |other: &CallId| {
            let call = self.phone.call(*other);
            call.is_some_and(|call| call.state() == CallState::Connected && !call.terminated())
        };
        // Who comes to join is no second conversation.
        let joins = self
            .phone
            .call(id)
            .is_some_and(|call| call.joins().is_some());
        let second = live.len() == 1 && self.policy.second_call != SecondCall::Refuse;
        (joins || second) && live.iter().all(talks)
    }

    fn on_changed(&mut self, now: Instant, id: CallId) {
        self.tell(Event::CallChanged(id));
        let Some(call) = self.phone.call(id) else {
            return;
        };
        match call.state() {
            // Whatever it was placed for: to join the call of a colleague, for example.
            CallState::Dialling => self.step(now, Step::Dial),
            CallState::Connected => self.step(now, Step::Connected),
            // Hung up here: the agent need not wait for the far side's consent.
            CallState::Ending => {
                let talked = has_talked(call);
                self.free(now, talked);
            }
            _ => {}
        }
    }

    fn on_ended(&mut self, now: Instant, call: Box<Call>) {
        let id = call.id();
        let refused = self.refused.contains(&id);
        self.refused.retain(|other| *other != id);
        let record = CallRecord::of(&call, now, refused);
        if refused && !self.policy.record_refused {
            return;
        }
        self.recent.insert(0, record.clone());
        self.recent.truncate(RECENT_KEPT);
        let record = Box::new(record);
        if refused {
            self.tell(Event::Refused(record));
            return;
        }
        // One that was hung up here has freed the agent then.
        let talked = has_talked(&call) && call.ended() == Some(now);
        self.tell(Event::Ended { call, record });
        self.free(now, talked);
    }

    /// A call no longer keeps the agent; unless another does, the state moves on: to after-call work, if any of them was answered.
    fn free(&mut self, now: Instant, talked: bool) {
        self.talked |= talked;
        if self.live().is_empty() {
            let step = if core::mem::take(&mut self.talked) {
                Step::EndedAnswered
            } else {
                Step::EndedUnanswered
            };
            self.step(now, step);
        }
    }

    /// The calls that ring or are up.
    fn live(&self) -> Vec<CallId> {
        let mut live = Vec::new();
        for call in self.phone.calls() {
            if !matches!(call.state(), CallState::Ending | CallState::Ended) {
                live.push(call.id());
            }
        }
        live
    }

    #[inline(never)]
    fn tell(&mut self, event: Event) {
        self.outputs.push(Output::Event(event));
    }
}

/// Whether a call leaves work to do: whoever was only asked about a customer has none (WX-101, WX-105, WX-124, WX-128).
fn has_talked(call: &Call) -> bool {
    call.answered().is_some() && call.consult_about().is_none()
}
