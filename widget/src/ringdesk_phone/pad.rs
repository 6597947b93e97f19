//! Twelve keys: for dialling, and for tones in a call.

use crate::dom::{El, button, classed, el};

const KEYS: [(char, &str); 12] = [
    ('1', ""),
    ('2', "abc"),
    ('3', "def"),
    ('4', "ghi"),
    ('5', "jkl"),
    ('6', "mno"),
    ('7', "pqrs"),
    ('8', "tuv"),
    ('9', "wxyz"),
    ('*', ""),
    ('0', "+"),
    ('#', ""),
];

/// Draws the keys.
pub fn pad(name: &'static str, press: impl Fn(char) + Copy + 'static) -> El {
    classed("div", "pad")
        .set("part", "pad")
        .set("role", "group")
        .set("aria-label", name)
        .child(
            KEYS.map(|(key, letters)| {
                button("key")
                    .put("aria-label", key.to_string())
                    .press(move || press(key))
                    .child(el("span").child(key.to_string()))
                    .child(el("small").set("aria-hidden", "true").child(letters))
            })
            .into_iter()
            .collect::<Vec<El>>(),
        )
}
