//! What a fuzzer asks of the parts that nobody else sees.

use crate::sdp;

/// Reads a body as a session description, in every way a phone does.
pub fn sdp(body: &[u8]) {
    let Some(text) = sdp::of(body) else { return };
    let _ = (
        sdp::kind(text),
        sdp::has_telephone_event(text),
        sdp::direction(text),
    );
    let origin = sdp::origin(text);
    let again = sdp::transport(Some(&origin), text);
    assert_eq!(again, crate::Transport::Kept, "the same session");
    assert!(sdp::lines(text).count() <= text.len());
}

#[cfg(test)]
mod tests {
    extern crate std;

    #[test]
    fn every_description_that_the_fuzzer_found_worth_keeping_is_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/sdp");
        let mut count = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            super::sdp(&std::fs::read(file.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count > 0, "the corpus is there");
    }
}
