//! A fresh application that installs the packed tarballs: what is tested is what is published.

use std::fs;

use anyhow::{Context, Result};

use crate::package::node_tool;
use crate::workspace::Workspace;
use crate::{stamp, step};

/// Installs the tarballs in a copy of tests-wasm/package, compiles it strictly and imports it in Node.
pub fn check(workspace: &Workspace) -> Result<()> {
    let application = workspace.target.join("application");
    if application.exists() {
        fs::remove_dir_all(&application)?;
    }
    fs::create_dir_all(&application)?;
    let sources = workspace.root.join("tests-wasm/package");
    for file in stamp::files(&sources)? {
        fs::copy(
            &file,
            application.join(file.file_name().unwrap_or_default()),
        )?;
    }
    let mut npm = step::command(workspace, "npm", &application);
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--offline",
    ]);
    for entry in fs::read_dir(workspace.target.join("npm"))? {
        npm.arg(entry?.path());
    }
    step::run(&mut npm).context("a tarball can not be installed")?;
    let mut tsc = node_tool(workspace, "tsc", &application);
    step::run(tsc.args(["--project", "tsconfig.json"]))
        .context("an application does not compile with the packages")?;
    let mut node = step::command(workspace, "node", &application);
    step::run(node.arg("import.mjs"))
        .context("a package can not be imported where there is no browser")
}
