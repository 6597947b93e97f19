//! Codes are part of the contract: none changes unseen.

extern crate ringdesk_call as call;

use std::collections::BTreeSet;

use call::{
    CallError, ConfigError, DialError, DtmfError, EndReason, MessageError, Refusal, RegisterError,
    RestoreError, Status, TransferError, WatchError,
};

#[test]
fn every_code_is_on_the_committed_list_and_nothing_else_is() {
    let mut codes: BTreeSet<&str> = EndReason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(
        codes.len(),
        EndReason::ALL.len(),
        "each reason has a code of its own"
    );
    codes.extend(Refusal::ALL.map(Refusal::code));
    codes.extend([
        ConfigError::Address.code(),
        ConfigError::DisplayName.code(),
        ConfigError::InstanceId.code(),
        ConfigError::UserAgent.code(),
        ConfigError::RegisterExpires.code(),
        DialError::BadTarget.code(),
        DialError::BadHeader(String::new()).code(),
        DialError::BadDisplayName.code(),
        DialError::BadCaller.code(),
        DialError::NoTransport.code(),
        RestoreError::Malformed.code(),
        DialError::TooManyCalls.code(),
        CallError::NoSuchCall.code(),
        CallError::WrongState.code(),
        DtmfError::NoSuchCall.code(),
        DtmfError::NotConnected.code(),
        DtmfError::BadTone(' ').code(),
        DtmfError::TooMany.code(),
        TransferError::NoSuchCall.code(),
        TransferError::WrongState.code(),
        TransferError::BadTarget.code(),
        TransferError::NoTransport.code(),
        WatchError::BadTarget.code(),
        WatchError::TooMany.code(),
        MessageError::BadTarget.code(),
        MessageError::BadLength.code(),
        MessageError::NoTransport.code(),
        RegisterError::Unauthorized.code(),
        RegisterError::Forbidden.code(),
        RegisterError::NotFound.code(),
        RegisterError::Timeout.code(),
        RegisterError::TransportLost.code(),
        RegisterError::Server(Status::INTERNAL_ERROR).code(),
        RegisterError::Malformed.code(),
    ]);
    let committed: BTreeSet<&str> = include_str!("codes.txt").lines().collect();
    assert_eq!(codes, committed);
}

#[test]
fn every_status_has_a_reason() {
    for code in 300..700 {
        let reason = EndReason::from_status(Status::new(code).unwrap());
        assert!(!matches!(
            reason,
            EndReason::HungUp | EndReason::AnsweredElsewhere | EndReason::TransportLost
        ));
    }
}
