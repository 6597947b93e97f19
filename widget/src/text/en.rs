//! English.

use super::Text;
use crate::fault::{Fault, Remedy};
use crate::ringdesk_phone::Presence;

pub static TEXT: Text = Text {
    code: "en",

    phone: "Phone",
    open_phone: "Open the phone",
    minimise: "Minimise",
    menu: "Menu",
    change_state: "Change state",
    presence,
    presence_means,
    state_locked: "Finish the call first",
    connected: "Connected",
    connecting: "Connecting…",
    reconnecting: "Reconnecting…",
    reconnecting_means: "Calls can not reach you until the connection is back.",
    reconnecting_in_call: "This call keeps its sound. New calls wait.",
    ring_sound: "Ring sound",
    shortcuts: "Keyboard shortcuts",
    log_in: "Log in",
    log_out: "Log out",
    logging_in: "Logging in…",
    logging_in_means: "Asking for your account and a line.",
    logged_out: "You are logged out",
    logged_out_means: "Log in to take and make calls.",
    no_account: "This page has not set up an account for the phone",

    dial_label: "Name or number",
    dial_placeholder: "Name or number",
    dial_pad: "Dial pad",
    backspace: "Delete the last digit",
    call: "Call",
    call_needs_number: "Type a name or a number first",
    call_needs_link: "Wait for the connection",
    stripped: "Kept the digits and + # * : of what you pasted",
    number_characters: "A number has only digits and + # * :",
    number_plus: "A plus stands only at the beginning, before the country code",
    number_forbidden: "This number may not be dialled from here",
    number_short: |least| format!("A number has at least {least} digits"),
    number_long: |most| format!("A number has at most {most} digits"),
    suggestions: "Suggestions",
    colleague: "Colleague",
    contact: "Contact",
    recent: "Recent",
    recent_none: "Your last five calls will be here.",
    call_incoming: "Incoming",
    call_outgoing: "Outgoing",
    call_missed: "Missed",
    call_number: |who| format!("Call {who}"),
    just_now: "now",
    minutes_ago: |n| format!("{n} min"),
    hours_ago: |n| format!("{n} h"),
    days_ago: |n| format!("{n} d"),

    incoming_call: "Incoming call",
    through: |queue| format!("through {queue}"),
    direct: "calls you directly",
    ringing_for: "Ringing for",
    answer: "Answer",
    answering: "Answering…",
    decline: "Decline",
    announce_incoming: |who, how| format!("Incoming call: {who}, {how}"),

    dialling: "Calling…",
    ringing: "Ringing…",
    queued: "In the queue",
    queued_at: |position| format!("In the queue, number {position}"),
    in_call: "In call",
    ending: "Ending…",
    mute: "Mute",
    muted: "Muted",
    muted_means: "They can not hear you",
    held: "On hold",
    held_means: "The other side put you on hold",
    returning: "Coming back…",
    returning_means: "The call goes on in a moment",
    unheard: "No sound",
    unheard_means: "Nothing is heard from the other side",
    keypad: "Keypad",
    keys_sent: "Keys sent",
    end: "End",
    cancel: "Cancel",
    copy_number: "Copy the number",
    copied: "Copied",
    unknown_caller: "Unknown caller",

    ticket_searching: "Finding the ticket of this call…",
    ticket_waiting: "The helpdesk does not answer; the ticket is made as soon as it does.",
    ticket_open: "Open",
    notes: "Notes",
    notes_placeholder: "What this call is about",
    tags: "Tags",
    tags_placeholder: "Add a tag",
    tag_remove: |tag| format!("Remove the tag {tag}"),
    subject_from: |who| format!("Call from {who}"),
    subject_to: |who| format!("Call to {who}"),
    call_lasted: |who, time| format!("Call with {who}, {time}"),
    call_ended: "Call ended",
    ended_by_them: "They hung up",
    ended_by_you: "You hung up",
    ended_by_network: "The connection was lost",
    done: "Done",
    done_means: "Puts notes and tags on the ticket and makes you available",
    saved: "Kept as you type",

    fault,
    remedy,
    close: "Close",
    hide: "Hide this message",
    microphone_steps: [
        "Press the icon at the left end of the address bar.",
        "Set Microphone to Allow.",
        "Come back here and try again.",
    ],

    meet_name: "Your name",
    meet_name_means: "So that we know how to greet you.",
    meet_start: "Start the call",
    meet_connecting: "Connecting…",
    meet_microphone: "Your browser may ask for the microphone: choose Allow.",
    meet_calling: "Calling…",
    meet_waiting: |position| format!("You are number {position}"),
    meet_waiting_means: "Stay here; we answer in turn.",
    meet_waited: "Waiting for",
    meet_talking: "In call",
    meet_talking_with: |who| format!("In call with {who}"),
    meet_ended: "Call ended",
    meet_ended_means: "Thank you for calling.",
    meet_again: "Call again",
    meet_leave: "Leave",
    meet_fault,
};

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::LoggedOut => "Logged out",
        Presence::LoggingIn => "Logging in",
        Presence::Available => "Available",
        Presence::Work => "Work",
        Presence::Break => "Break",
        Presence::Dialling => "Dialling",
        Presence::OnCall => "On a call",
        Presence::AfterCallWork => "After-call work",
    }
}

fn presence_means(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "Calls ring here",
        Presence::Work => "No calls: other work",
        Presence::Break => "No calls: away",
        _ => "",
    }
}

fn fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "The microphone is blocked for this site",
            "Nobody can hear you, so the call was not taken.",
        ),
        Fault::MicrophoneMissing => (
            "No microphone was found",
            "Nobody could hear you. Plug in a headset, then try again.",
        ),
        Fault::MicrophoneInUse => (
            "The microphone is in use",
            "Another program holds it. Close that program, then try again.",
        ),
        Fault::MediaFailed => (
            "The sound could not be set up",
            "No sound can pass in either direction, so the call was ended.",
        ),
        Fault::Unsupported => (
            "This browser can not make calls",
            "Open this page in a current Chrome, Edge, Firefox or Safari.",
        ),
        Fault::SocketRefused => (
            "The phone server does not answer",
            "You can neither call nor be called until it does.",
        ),
        Fault::SocketLost => (
            "The connection was lost",
            "The call could not go on. Your notes are kept.",
        ),
        Fault::WrongPassword => (
            "The login was refused",
            "The phone server does not accept this user name or password.",
        ),
        Fault::NoCredentials => (
            "The login did not come through",
            "This page could not fetch your phone account.",
        ),
        Fault::UnknownNumber => (
            "This number is not known",
            "Nobody can be reached under it. Check the digits.",
        ),
        Fault::Busy => ("The line is busy", "They are in another call."),
        Fault::Declined => ("The call was declined", "They chose not to answer now."),
        Fault::NoAnswer => ("No answer", "It rang, and nobody picked up."),
        Fault::Unavailable => (
            "Not available",
            "They are not logged in, or take no calls at the moment.",
        ),
        Fault::Forbidden => (
            "This call is not allowed",
            "Your account may not call this number.",
        ),
        Fault::Incompatible => (
            "The phones do not match",
            "Theirs and yours share no way to carry sound.",
        ),
        Fault::TooMany => (
            "Too many calls in a short time",
            "The server asks you to wait a minute.",
        ),
        Fault::Closed => (
            "The queue is closed",
            "Nobody takes calls there at the moment.",
        ),
        Fault::Garbled => (
            "The phone server can not be understood",
            "Its answers are not what a phone server says. The phone keeps trying.",
        ),
        Fault::SoundBlocked => (
            "The browser holds the sound back",
            "Press anywhere on this page to hear the call.",
        ),
        Fault::Failed => (
            "The call did not go through",
            "The phone server could not connect it.",
        ),
        Fault::Internal => (
            "The phone made a mistake",
            "The call was ended. Your notes are kept.",
        ),
    }
}

fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Retry => "Try again",
        Remedy::LogIn => "Log in again",
        Remedy::CallAgain => "Call again",
        Remedy::EditNumber => "Change the number",
        Remedy::ShowSteps => "Show how to allow it",
        Remedy::Close => "Close",
    }
}

fn meet_fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::MicrophoneDenied => (
            "The microphone is blocked for this site",
            "We could not hear you, so the call did not start.",
        ),
        Fault::MicrophoneMissing => (
            "No microphone was found",
            "We could not hear you. Plug one in, then try again.",
        ),
        Fault::SocketRefused => (
            "We can not be reached",
            "Our phone server does not answer. Your call did not start.",
        ),
        Fault::SocketLost => (
            "The connection was lost",
            "Check your network, then call again.",
        ),
        Fault::WrongPassword | Fault::NoCredentials => (
            "The call could not start",
            "We could not set up a line for you.",
        ),
        Fault::Busy => (
            "Everyone is in a call",
            "Please try again in a few minutes.",
        ),
        Fault::Declined => (
            "We can not answer now",
            "Please try again in a few minutes.",
        ),
        Fault::NoAnswer | Fault::Unavailable => (
            "Nobody could answer",
            "We are sorry. Please try again in a few minutes.",
        ),
        Fault::Forbidden | Fault::UnknownNumber => (
            "This line is not open",
            "Calls from this page can not reach it.",
        ),
        Fault::TooMany => (
            "Too many calls in a short time",
            "Please wait a minute, then try again.",
        ),
        Fault::Closed => ("We are closed", "Nobody takes calls at the moment."),
        Fault::MediaFailed => (
            "The sound could not be set up",
            "Your network may block calls. Try another one.",
        ),
        Fault::Internal | Fault::Failed | Fault::Incompatible => (
            "The call did not go through",
            "Something went wrong on our side.",
        ),
        other => self::fault(other),
    }
}
