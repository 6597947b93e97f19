//! `cargo xtask test`: everything that must hold, and one line at the end that says how much did.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::package::{self, Profile};
use crate::public_api::{self, Snapshot};
use crate::tally::Tally;
use crate::workspace::{PACKAGES, Workspace};
use crate::{application, architecture, debian, declaration, demo, gallery, size, step, tool};

/// Packages that run natively.
const NATIVE: [&str; 6] = [
    "ringdesk-sip",
    "ringdesk-call",
    "ringdesk-desk",
    "ringdesk-ticket",
    "ringdesk-exchange",
    "ringdesk-xtask",
];
/// Packages that run in a browser.
const BROWSER: [&str; 4] = [
    "ringdesk-web",
    "ringdesk-js",
    "ringdesk-widget",
    "ringdesk-tests-browser",
];
const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

type Part = (&'static str, fn(&Workspace) -> Result<Tally>);
const PARTS: [Part; 8] = [
    ("fmt", fmt),
    ("clippy", clippy),
    ("native", native),
    ("wasm", wasm),
    ("build", build),
    ("check", check),
    ("e2e", e2e),
    ("rig", rig),
];

pub fn run(workspace: &Workspace, options: &[String]) -> Result<ExitCode> {
    let mut total = Tally::default();
    let mut summary = Vec::new();
    for (name, part) in chosen(options)? {
        let start = Instant::now();
        eprintln!("\n== {name}");
        let tally = part(workspace).unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            Tally::check(false)
        });
        let seconds = start.elapsed().as_secs();
        summary.push(format!(
            "{name:<8} {:>5} passed, {} failed, {seconds} s",
            tally.passed, tally.failed
        ));
        total.add(tally);
    }
    println!(
        "\n{}\n{} passed, {} failed",
        summary.join("\n"),
        total.passed,
        total.failed
    );
    match total.failed {
        0 => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::FAILURE),
    }
}

/// All parts, or those after `--only`.
fn chosen(options: &[String]) -> Result<Vec<Part>> {
    let mut names = Vec::new();
    let mut words = options.iter();
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--only", Some(list)) => names.extend(list.split(',').map(str::to_string)),
            ("--only", None) => bail!("--only names a part"),
            (other, _) => bail!("unknown option {other}"),
        }
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| !PARTS.iter().any(|(part, _)| part == name))
    {
        bail!(
            "there is no part {unknown}; the parts are {}",
            PARTS.map(|(name, _)| name).join(", ")
        );
    }
    Ok(PARTS
        .into_iter()
        .filter(|(name, _)| names.is_empty() || names.iter().any(|chosen| chosen == name))
        .collect())
}

fn fmt(workspace: &Workspace) -> Result<Tally> {
    Ok(passes(
        step::cargo(workspace).args(["fmt", "--all", "--check"]),
    ))
}

fn clippy(workspace: &Workspace) -> Result<Tally> {
    tool::wasm_target(workspace)?;
    let mut tally = Tally::default();
    for (packages, target) in [(&NATIVE[..], &[][..]), (&BROWSER[..], &WASM[..])] {
        let mut cargo = step::cargo(workspace);
        cargo
            .arg("clippy")
            .args(target)
            .args(["--all-targets", "--quiet"]);
        name_packages(&mut cargo, packages);
        tally.add(passes(cargo.args(["--", "-D", "warnings"])));
    }
    Ok(tally)
}

fn native(workspace: &Workspace) -> Result<Tally> {
    let mut cargo = step::cargo(workspace);
    cargo.args(["test", "--no-fail-fast"]);
    name_packages(&mut cargo, &NATIVE);
    let (succeeded, output) = step::tee(&mut cargo)?;
    Ok(Tally::from_cargo(&output).or_failed(succeeded))
}

fn wasm(workspace: &Workspace) -> Result<Tally> {
    tool::wasm_target(workspace)?;
    let wasm_bindgen = tool::wasm_bindgen(workspace)?;
    let browser = tool::browser(workspace)?;
    let mut cargo = step::cargo(workspace);
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        &wasm_bindgen.test_runner,
    );
    cargo.env("CHROMEDRIVER", &browser.driver);
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    cargo.env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        workspace.root.join("tests-wasm/browser/webdriver.json"),
    );
    cargo.args(["test", "--no-fail-fast"]).args(WASM);
    name_packages(&mut cargo, &["ringdesk-web", "ringdesk-tests-browser"]);
    let (succeeded, output) = step::tee(&mut cargo)?;
    Ok(Tally::from_cargo(&output).or_failed(succeeded))
}

fn build(workspace: &Workspace) -> Result<Tally> {
    package::build_all(workspace, Profile::Release)?;
    Ok(Tally::check(true))
}

fn check(workspace: &Workspace) -> Result<Tally> {
    let mut tally = Tally::default();
    for (name, complaints) in architecture::check(workspace)? {
        for complaint in &complaints {
            eprintln!("{name}: {complaint}");
        }
        tally.add(Tally::check(complaints.is_empty()));
    }
    tally.add(told(declaration::compile_examples(workspace)));
    tally.add(told(application::check(workspace)));
    for package in PACKAGES {
        let size = size::measure(workspace, package)?.brotli;
        let (budget, ceiling) = (size::budget(package), size::ceiling(package));
        eprintln!(
            "size: pkg/{} is {size} bytes with brotli; {budget} are its budget, {ceiling} the ceiling",
            package.folder
        );
        tally.add(Tally::check(size <= ceiling));
        tally.add(told(public_api::check(
            &workspace.package(package),
            Snapshot::Compare,
        )));
    }
    Ok(tally)
}

fn e2e(workspace: &Workspace) -> Result<Tally> {
    let browser = tool::browser(workspace)?;
    let folder = workspace.e2e();
    tool::node_modules(workspace, &folder)?;
    package::build_all(workspace, Profile::Release)?;
    let exchange = demo::build_exchange(workspace)?;
    let gallery = gallery::build(workspace)?;
    let mut node = step::command(workspace, "node", &folder);
    node.env("CHROME", &browser.chrome)
        .env("RINGDESK_EXCHANGE", &exchange)
        .env("RINGDESK_GALLERY", &gallery);
    // One file at a time: every file has up to three browsers, and two cores are enough for one.
    node.args([
        "--test",
        "--test-concurrency=1",
        "--test-timeout=300000",
        "--test-reporter=tap",
    ]);
    for story in stories(&folder.join("stories"))? {
        node.arg(story);
    }
    told_by_node(&mut node)
}

/// The real engines: Kamailio, rtpengine, telephones, both browsers.
fn rig(workspace: &Workspace) -> Result<Tally> {
    let browser = tool::browser(workspace)?;
    let firefox = tool::firefox(workspace)?;
    debian::engines(workspace)?;
    tool::node_modules(workspace, &workspace.e2e())?;
    package::build_all(workspace, Profile::Release)?;
    let mut node = step::command(workspace, "node", &workspace.rig());
    node.env("CHROME", &browser.chrome)
        .env("FIREFOX", &firefox)
        .args(["--test-reporter=tap", "rig.test.mjs"]);
    told_by_node(&mut node)
}

/// A busy machine lets a story fail now and then. More than so many in one run have another cause.
const TOLD_AGAIN: usize = 3;

/// Runs stories, and names those that were told once more. Too many of them are a failure of their own.
fn told_by_node(node: &mut Command) -> Result<Tally> {
    let (succeeded, output) = step::tee(node)?;
    let again = Tally::told_again(&output);
    for story in &again {
        eprintln!("told again: {story}");
    }
    let mut tally = Tally::from_tap(&output).or_failed(succeeded);
    if again.len() > TOLD_AGAIN {
        eprintln!("{} stories were told again", again.len());
        tally.add(Tally::check(false));
    }
    Ok(tally)
}

fn stories(folder: &std::path::Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            found.push(format!("stories/{name}"));
        }
    }
    found.sort();
    Ok(found)
}

fn name_packages(cargo: &mut Command, packages: &[&str]) {
    for package in packages {
        cargo.args(["--package", package]);
    }
}

fn passes(command: &mut Command) -> Tally {
    told(step::run(command))
}

/// One check of ours, with its error on the terminal.
fn told(result: Result<()>) -> Tally {
    if let Err(error) = &result {
        eprintln!("xtask: {error:#}");
    }
    Tally::check(result.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_parts_run_and_a_wrong_name_is_refused() {
        let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
        let names = |options: &[String]| {
            chosen(options)
                .unwrap()
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&[]).len(), PARTS.len());
        assert_eq!(names(&words("--only wasm,fmt")), ["fmt", "wasm"]);
        assert!(chosen(&words("--only fmt,nothing")).is_err());
        assert!(chosen(&words("--fast")).is_err());
    }
}
