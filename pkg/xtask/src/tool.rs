//! What the commands need: found on the machine, else installed, else named in one line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;
use crate::{debian, step};

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for wasm; rust-toolchain.toml brings it where rustup is used.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    let mut rustc = step::command(workspace, "rustc", &workspace.root);
    let library = step::output(rustc.args(["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    let mut rustup = step::command(workspace, "rustup", &workspace.root);
    step::run(rustup.args(["target", "add", WASM])).with_context(|| {
        format!("the Rust target {WASM} is missing: install it with rustup (https://rustup.rs)")
    })
}

/// The source of the standard library, from which a release compiles its own.
pub fn rust_source(workspace: &Workspace) -> Result<()> {
    let mut rustc = step::command(workspace, "rustc", &workspace.root);
    let sysroot = step::output(rustc.args(["--print", "sysroot"])).context("rustc does not run")?;
    if Path::new(&sysroot)
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .exists()
    {
        return Ok(());
    }
    let mut rustup = step::command(workspace, "rustup", &workspace.root);
    step::run(rustup.args(["component", "add", "rust-src"])).context(
        "the Rust component rust-src is missing: install it with rustup (https://rustup.rs)",
    )
}

/// `wasm-bindgen` and its test runner, of exactly the version that Cargo.lock holds: another one refuses our modules.
pub struct WasmBindgen {
    pub cli: PathBuf,
    pub test_runner: PathBuf,
}

pub fn wasm_bindgen(workspace: &Workspace) -> Result<WasmBindgen> {
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let version =
        locked_version(&lock, "wasm-bindgen").context("Cargo.lock holds no wasm-bindgen")?;
    let own = workspace.tools().join("bin");
    let found = |name: &str| {
        on_path(name)
            .into_iter()
            .chain([own.join(name)])
            .find(|program| {
                let reported = step::output(Command::new(program).arg("--version"));
                reported
                    .is_some_and(|line| line.split_whitespace().nth(1) == Some(version.as_str()))
            })
    };
    if found("wasm-bindgen").is_none() || found("wasm-bindgen-test-runner").is_none() {
        // Without --locked: with it the build fails on a newer Rust.
        let mut install = step::cargo(workspace);
        install
            .args([
                "install",
                "wasm-bindgen-cli",
                "--version",
                &version,
                "--force",
                "--root",
            ])
            .arg(workspace.tools());
        step::run(&mut install)
            .with_context(|| format!("wasm-bindgen {version} is missing: cargo install wasm-bindgen-cli --version {version}"))?;
    }
    let cli = found("wasm-bindgen").context("wasm-bindgen was installed but does not run")?;
    let test_runner = found("wasm-bindgen-test-runner")
        .context("wasm-bindgen-test-runner was installed but does not run")?;
    Ok(WasmBindgen { cli, test_runner })
}

/// The version of `name` in the text of a Cargo.lock.
fn locked_version(lock: &str, name: &str) -> Option<String> {
    let mut lines = lock
        .lines()
        .skip_while(|line| *line != format!("name = \"{name}\""));
    let version = lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_string())
}

/// Node 20 or newer with npm; its test runner takes our options since 20.11.
pub fn node(workspace: &Workspace) -> Result<()> {
    let mut node = step::command(workspace, "node", &workspace.root);
    let version = step::output(node.arg("--version"));
    match version.as_deref().and_then(major_and_minor) {
        Some((20, 11..) | (21.., _)) => {}
        Some((major, minor)) => {
            bail!(
                "Node {major}.{minor} is too old: install Node 20.11 or newer (https://nodejs.org)"
            )
        }
        None => bail!("Node is missing: install Node 20.11 or newer (https://nodejs.org)"),
    }
    let mut npm = step::command(workspace, "npm", &workspace.root);
    match step::output(npm.arg("--version")) {
        Some(_) => Ok(()),
        None => bail!("npm is missing: it comes with Node (https://nodejs.org)"),
    }
}

fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// What the package.json in `folder` locks, in its node_modules.
pub fn node_modules(workspace: &Workspace, folder: &Path) -> Result<()> {
    node(workspace)?;
    let mut inputs = Inputs::new("npm ci");
    inputs.add(&folder.join("package.json"))?;
    inputs.add(&folder.join("package-lock.json"))?;
    let modules = folder.join("node_modules");
    let stamp = modules.join(".ringdesk-stamp");
    if stamp::is_fresh(&stamp, &inputs.fingerprint(), &[]) {
        return Ok(());
    }
    let mut npm = step::command(workspace, "npm", folder);
    step::run(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])).with_context(
        || {
            format!(
                "the locked npm packages of {} could not be installed",
                folder.display()
            )
        },
    )?;
    stamp::write(&stamp, &inputs.fingerprint())
}

/// A Chromium and the driver that steers it.
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// `CHROME` and `CHROMEDRIVER` win; else what is on the path; else Debian's packages.
pub fn browser(workspace: &Workspace) -> Result<Browser> {
    if find_browser().is_none() {
        debian::install(workspace, &["chromium", "chromium-driver"]).context(
            "Chromium and its driver are missing: CHROME and CHROMEDRIVER may name them",
        )?;
    }
    find_browser().context("Chromium was installed but is not on the path")
}

/// A stock Firefox: `FIREFOX` wins, else what is on the path, else Debian's package.
pub fn firefox(workspace: &Workspace) -> Result<PathBuf> {
    let find = || named("FIREFOX", &["firefox-esr", "firefox"]);
    if find().is_none() {
        debian::install(workspace, &["firefox-esr"])
            .context("Firefox is missing: FIREFOX may name it")?;
    }
    find().context("Firefox was installed but is not on the path")
}

fn find_browser() -> Option<Browser> {
    let chrome = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    Some(Browser {
        chrome: named("CHROME", &chrome)?,
        driver: named("CHROMEDRIVER", &["chromedriver"])?,
    })
}

fn named(variable: &str, programs: &[&str]) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(path) => Some(PathBuf::from(path)),
        None => programs
            .iter()
            .find_map(|program| on_path(program).into_iter().next()),
    }
}

pub fn on_path(program: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .filter(|file| file.is_file())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_the_one_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn a_version_of_node_is_read() {
        assert_eq!(major_and_minor("v20.20.2"), Some((20, 20)));
        assert_eq!(major_and_minor("nonsense"), None);
    }
}
