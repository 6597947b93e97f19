//! Moves the keyboard's focus without scrolling the page.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, Node};

/// Focuses a node that can have the focus.
pub fn focus(node: &Node) {
    if let Some(element) = node.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // A node that has just left the page refuses, and then nothing is lost.
        let _ = element.focus_with_options(&options);
    }
}
