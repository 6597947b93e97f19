//! The lives of phones that the fuzzer found worth keeping (sdk/fuzz), told again without a fuzzer.

extern crate ringdesk_call as call;

#[path = "../../fuzz/body/phone.rs"]
mod phone;

use sip::Entropy;

#[test]
fn every_life_that_the_fuzzer_kept_does_no_harm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/phone");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        phone::run(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "the corpus is there");
}

#[test]
fn a_thousand_lives_made_up_from_a_seed_do_no_harm() {
    let mut entropy = Entropy::new([41; 32]);
    for _ in 0..1_000 {
        let length = 40 + entropy.below(400);
        let life: Vec<u8> = (0..length).map(|_| entropy.below(256) as u8).collect();
        phone::run(&life);
    }
}
