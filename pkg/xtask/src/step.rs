//! Runs a program: says what it runs, and names it when it fails.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// A command that runs at `directory` with the tools of the workspace first on the path.
pub fn command(workspace: &Workspace, program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    let own = workspace.tools().join("bin");
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(own).chain(std::env::split_paths(&inherited));
    if let Ok(path) = std::env::join_paths(path) {
        command.env("PATH", path);
    }
    command
}

/// Cargo, with the arguments that every call of ours shares.
pub fn cargo(workspace: &Workspace) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(workspace, cargo, &workspace.root)
}

/// Runs the command and fails when it does. What it prints goes to our standard error: the output is ours alone.
pub fn run(command: &mut Command) -> Result<()> {
    announce(command);
    command.stdout(Stdio::from(std::io::stderr()));
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs the command, shows its standard output line by line and returns it, whether or not it succeeded.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    announce(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", name(command)))?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            let shown = String::from_utf8_lossy(&line);
            print!("{shown}");
            text.push_str(&shown);
            line.clear();
        }
    }
    Ok((child.wait()?.success(), text))
}

/// The output of a quiet command, or nothing when it could not run or failed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    match output.status.success() {
        true => Some(String::from_utf8_lossy(&output.stdout).trim().to_string()),
        false => None,
    }
}

fn announce(command: &Command) {
    let words: Vec<_> = command
        .get_args()
        .map(|word| word.to_string_lossy())
        .collect();
    eprintln!("\u{2192} {} {}", name(command), words.join(" "));
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned()
}
