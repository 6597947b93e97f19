//! Twelve keys: for dialling, and for tones in a call.

use leptos::prelude::*;

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
pub fn pad(name: &'static str, press: impl Fn(char) + Copy + 'static) -> impl IntoView {
    view! {
        <div class="pad" part="pad" role="group" aria-label=name>
            {KEYS
                .map(|(key, letters)| view! {
                    <button type="button" class="key" aria-label=key.to_string() on:click=move |_| press(key)>
                        <span>{key.to_string()}</span>
                        <small aria-hidden="true">{letters}</small>
                    </button>
                })
                .into_iter()
                .collect_view()}
        </div>
    }
}
