//! `cargo xtask demo | test | build | bench | size`: the only list of commands.

mod application;
mod architecture;
mod bench;
mod debian;
mod declaration;
mod demo;
mod gallery;
mod pack;
mod package;
mod public_api;
mod rename;
mod size;
mod stamp;
mod step;
mod tally;
mod test;
mod tool;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::{PACKAGES, Workspace};

const USAGE: &str = "\
cargo xtask demo                  build everything, start the exchange and print its four addresses
cargo xtask test [--only PART]    fmt, clippy, native, wasm, build, check, e2e, rig (PART: one of these, or several with commas)
cargo xtask build [--dev]         both npm packages, ready for npm pack; --bless accepts a changed public API
cargo xtask bench [calls|parse]   beside JsSIP and SIP.js: tests-wasm/bench/RESULTS.md; parse --json prints messages per CPU-second
cargo xtask size [--json]         raw, gzip and brotli bytes of the SDK and of the widget";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (command, options) = match arguments.split_first() {
        Some((command, options)) => (command.as_str(), options),
        None => bail!("no command given\n{USAGE}"),
    };
    let workspace = Workspace::find()?;
    match command {
        "demo" => {
            allow(options, &[])?;
            demo::run(&workspace)?;
        }
        "test" => return test::run(&workspace, options),
        "build" => {
            allow(options, &["--dev", "--bless"])?;
            let profile = match has(options, "--dev") {
                true => package::Profile::Dev,
                false => package::Profile::Release,
            };
            let snapshot = match has(options, "--bless") {
                true => public_api::Snapshot::Accept,
                false => public_api::Snapshot::Compare,
            };
            package::build_all(&workspace, profile)?;
            declaration::compile_examples(&workspace)?;
            for package in PACKAGES {
                public_api::check(&workspace.package(package), snapshot)?;
            }
        }
        "bench" => bench::run(&workspace, options)?,
        "size" => {
            allow(options, &["--json"])?;
            size::run(&workspace, has(options, "--json"))?;
        }
        "help" | "--help" | "-h" => println!("{USAGE}"),
        other => bail!("there is no command {other}\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn has(options: &[String], name: &str) -> bool {
    options.iter().any(|option| option == name)
}

fn allow(options: &[String], allowed: &[&str]) -> Result<()> {
    match options
        .iter()
        .find(|option| !allowed.contains(&option.as_str()))
    {
        Some(option) => bail!("unknown option {option}\n{USAGE}"),
        None => Ok(()),
    }
}
