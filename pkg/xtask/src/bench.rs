//! `cargo xtask bench`: side by side with JsSIP and SIP.js, in the same Chromium against the same servers.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::package::{self, Profile};
use crate::stamp::{self, Inputs};
use crate::workspace::{Package, SDK, Workspace};
use crate::{debian, step, tool};

/// The reader of messages alone, compiled as the packages are.
const READER: Package = Package {
    folder: "bench",
    cargo: "ringdesk-bench",
    module: "ringdesk_bench",
};

pub fn run(workspace: &Workspace, options: &[String]) -> Result<()> {
    let words: Vec<&str> = options.iter().map(String::as_str).collect();
    if !matches!(words[..], [] | ["calls"] | ["parse"] | ["parse", "--json"]) {
        bail!("cargo xtask bench [calls | parse [--json]]");
    }
    let browser = tool::browser(workspace)?;
    let folder = workspace.root.join("tests-wasm/bench");
    tool::node_modules(workspace, &workspace.pkg())?;
    tool::node_modules(workspace, &workspace.e2e())?;
    tool::node_modules(workspace, &folder)?;
    let reader = build_reader(workspace)?;
    if words.first() != Some(&"parse") {
        debian::engines(workspace)?;
        package::build(workspace, SDK, Profile::Release)?;
    }
    let mut node = step::command(workspace, "node", &folder);
    node.env("CHROME", &browser.chrome)
        .env("RINGDESK_BENCH", &reader)
        // Engines of its own beside those of a rig that runs.
        .env("RIG_PORT", "25000")
        .env("RIG_RTP", "40000")
        .arg("bench.mjs")
        .args(words);
    let (succeeded, _) = step::tee(&mut node)?;
    match succeeded {
        true => Ok(()),
        false => bail!("the bench failed"),
    }
}

/// The folder with the reader's glue and wasm.
fn build_reader(workspace: &Workspace) -> Result<PathBuf> {
    let built = workspace.target.join("bench");
    let small = built.join("ringdesk_bench_small.wasm");
    let mut inputs = Inputs::new("bench");
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "sdk/sip",
        "tests-wasm/bench/src",
        "pkg/xtask/src/package.rs",
    ] {
        inputs.add(&workspace.root.join(path))?;
    }
    let stamp = built.join(".stamp");
    if !stamp::is_fresh(&stamp, &inputs.fingerprint(), std::slice::from_ref(&small)) {
        package::compile(workspace, READER, Profile::Release, &built)?;
        package::optimise(workspace, &built.join("ringdesk_bench_bg.wasm"), &small)?;
        stamp::write(&stamp, &inputs.fingerprint())?;
    }
    Ok(built)
}
