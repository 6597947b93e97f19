//! `cargo xtask demo`: builds everything and starts the exchange with three agents and a lounge.

use std::net::TcpListener;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::package::{self, Profile};
use crate::workspace::Workspace;
use crate::{step, tool};

pub fn run(workspace: &Workspace) -> Result<()> {
    tool::node(workspace)?;
    package::build_all(workspace, Profile::Release)?;
    let exchange = build_exchange(workspace)?;

    let data = workspace.target.join("demo");
    std::fs::create_dir_all(&data)?;
    let mut command = Command::new(&exchange);
    command
        .args(["--demo", "--listen", &address(), "--data"])
        .arg(&data);
    command.arg("--pages").arg(workspace.root.join("www"));
    command.arg("--packages").arg(workspace.pkg());
    apart(&mut command);
    let mut child = command
        .spawn()
        .context("the exchange could not be started")?;
    eprintln!("Ctrl-C stops it. Its data stay in {}", data.display());

    let pid = child.id().to_string();
    ctrlc::set_handler(move || {
        // By process id, and gently: it closes its database first.
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
    })
    .context("Ctrl-C can not be caught")?;
    let status = child.wait()?;
    match status.code() {
        // No code: our signal ended it.
        Some(0) | None => Ok(()),
        Some(code) => bail!("the exchange stopped with code {code}"),
    }
}

/// The exchange with its debug profile: it is compiled in a third of the time and fast enough.
pub fn build_exchange(workspace: &Workspace) -> Result<std::path::PathBuf> {
    let mut cargo = step::cargo(workspace);
    cargo
        .args(["build", "--package", "ringdesk-exchange", "--target-dir"])
        .arg(&workspace.target);
    step::run(&mut cargo)?;
    Ok(workspace
        .target
        .join("debug")
        .join(format!("ringdesk-exchange{}", std::env::consts::EXE_SUFFIX)))
}

/// Port 8070, or any free one when another program has it.
fn address() -> String {
    match TcpListener::bind("127.0.0.1:8070") {
        Ok(_) => "127.0.0.1:8070".to_string(),
        Err(_) => "127.0.0.1:0".to_string(),
    }
}

/// In a process group of its own, so that Ctrl-C in the terminal reaches the exchange once, through us.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_command: &mut Command) {}
