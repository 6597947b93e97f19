//! Builds the gallery: the widget with fixed data in every state, for screenshots. It is never packed.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::stamp::{self, Inputs};
use crate::workspace::{WIDGET, Workspace};
use crate::{step, tool};

/// Returns the folder that a page server or a test can serve.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("gallery");
    fs::create_dir_all(&folder)?;
    fs::copy(
        workspace.root.join("widget/gallery/index.html"),
        folder.join("index.html"),
    )?;

    let mut inputs = Inputs::new("gallery");
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "sdk",
        "widget",
        "pkg/xtask/src/gallery.rs",
    ] {
        inputs.add(&workspace.root.join(path))?;
    }
    let generated = folder.join("generated");
    let stamp = folder.join(".stamp");
    let outputs = [generated.join(format!("{}_bg.wasm", WIDGET.module))];
    if stamp::is_fresh(&stamp, &inputs.fingerprint(), &outputs) {
        return Ok(folder);
    }

    tool::wasm_target(workspace)?;
    let wasm_bindgen = tool::wasm_bindgen(workspace)?;
    let mut cargo = step::cargo(workspace);
    cargo.args([
        "rustc",
        "--package",
        WIDGET.cargo,
        "--lib",
        "--crate-type",
        "cdylib",
    ]);
    cargo.args([
        "--features",
        "gallery",
        "--target",
        "wasm32-unknown-unknown",
        "--target-dir",
    ]);
    step::run(cargo.arg(&workspace.target))?;
    let module = format!(
        "wasm32-unknown-unknown/debug/{}.wasm",
        WIDGET.cargo.replace('-', "_")
    );
    let mut bindgen = step::command(workspace, &wasm_bindgen.cli, &workspace.root);
    bindgen
        .args(["--target", "web", "--out-name", WIDGET.module, "--out-dir"])
        .arg(&generated);
    step::run(bindgen.arg(workspace.target.join(module)))?;
    stamp::write(&stamp, &inputs.fingerprint())?;
    Ok(folder)
}
