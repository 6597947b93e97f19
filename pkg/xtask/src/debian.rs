//! Debian's packages: installed when we may, else named in one line.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use crate::{step, tool};

/// The engines of `tests-wasm/rig`: a program or a file that shows the package is there, and the package.
const ENGINES: [(&str, &str); 16] = [
    ("kamailio", "kamailio"),
    (
        "kamailio/modules/websocket.so",
        "kamailio-websocket-modules",
    ),
    ("kamailio/modules/presence.so", "kamailio-presence-modules"),
    ("kamailio/modules/tls.so", "kamailio-tls-modules"),
    ("rtpengine", "rtpengine-daemon"),
    ("baresip", "baresip-core"),
    ("linphonec", "linphone-cli"),
    ("sipp", "sip-tester"),
    ("turnserver", "coturn"),
    ("pulseaudio", "pulseaudio"),
    ("openssl", "openssl"),
    ("sqlite3", "sqlite3"),
    ("nft", "nftables"),
    ("kamailio/modules/db_sqlite.so", "kamailio-sqlite-modules"),
    ("sqlite3", "sqlite3"),
    ("nft", "nftables"),
];

/// The telephone systems that the rig starts and stops.
pub fn engines(workspace: &Workspace) -> Result<()> {
    let missing: Vec<&str> = ENGINES
        .iter()
        .filter(|(sign, _)| !is_there(sign))
        .map(|(_, package)| *package)
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => install(workspace, &missing).context("the engines of the rig are missing"),
    }
}

fn is_there(sign: &str) -> bool {
    if !sign.contains('/') {
        return !tool::on_path(sign).is_empty() || Path::new("/usr/sbin").join(sign).is_file();
    }
    // Libraries lie in a folder of the processor's name.
    let Ok(folders) = std::fs::read_dir("/usr/lib") else {
        return false;
    };
    folders
        .flatten()
        .map(|folder| folder.path())
        .any(|folder: PathBuf| folder.join(sign).is_file())
}

/// `apt-get install` as root on Debian.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let wanted = format!("on Debian: apt-get install {}", packages.join(" "));
    let root = step::output(Command::new("id").arg("-u")).is_some_and(|user| user == "0");
    let debian = Path::new("/etc/debian_version").exists() && !tool::on_path("apt-get").is_empty();
    if !root || !debian {
        bail!("{wanted}");
    }
    let mut update = step::command(workspace, "apt-get", &workspace.root);
    step::run(update.args(["update", "-q"])).with_context(|| wanted.clone())?;
    let mut install = step::command(workspace, "apt-get", &workspace.root);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    // The rig starts what it needs by itself: no service of the system has to.
    install.env("RUNLEVEL", "1");
    install.args(["install", "-y", "-q", "--no-install-recommends"]);
    step::run(install.args(packages)).context(wanted)
}
