//! What the fuzzers found worth keeping (sdk/fuzz), put to the same questions without a fuzzer.

#[path = "../../fuzz/body/digest_header.rs"]
mod digest_header;
#[path = "../../fuzz/body/message.rs"]
mod message;
#[path = "../../fuzz/body/uri.rs"]
mod uri;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = format!("{}/../fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        run(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "{folder} is there");
}

#[test]
fn every_frame_that_the_fuzzer_kept_does_no_harm() {
    replay("message", message::run);
}

#[test]
fn every_line_that_the_fuzzer_kept_does_no_harm() {
    replay("uri", uri::run);
}

#[test]
fn every_challenge_that_the_fuzzer_kept_does_no_harm() {
    replay("digest_header", digest_header::run);
}

#[test]
fn every_torture_message_does_no_harm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torture");
    for file in std::fs::read_dir(folder).unwrap() {
        message::run(&std::fs::read(file.unwrap().path()).unwrap());
    }
}
