//! TypeScript declarations: written by tsc, made whole for packing.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::package::{Profile, node_tool};
use crate::public_api;
use crate::step;
use crate::workspace::{Package, SDK, WIDGET, Workspace};

/// Writes the declarations of a package into its `dist`, so that they need no file and no package besides.
pub fn publish(workspace: &Workspace, package: Package, profile: Profile) -> Result<()> {
    let folder = workspace.package(package);
    let dist = folder.join("dist");
    let mut tsc = node_tool(workspace, "tsc", &folder);
    tsc.args([
        "--project",
        "tsconfig.json",
        "--rootDir",
        "src",
        "--outDir",
        "dist",
    ]);
    if profile == Profile::Dev {
        // Without link-time optimisation the linker drops type declarations that a library brings along.
        tsc.arg("--skipLibCheck");
    }
    step::run(&mut tsc)?;

    // The sources import the glue's types from `../generated`, which is not packed: its public part moves here.
    let mut moves = vec![("\"../generated/", "\"./")];
    let glue = format!("{}.d.ts", package.module);
    let raw = fs::read_to_string(folder.join("generated").join(&glue))?;
    fs::write(
        dist.join(&glue),
        without_dispose(public_api::public_part(&raw)),
    )?;
    if package.folder == WIDGET.folder {
        // The widget hands out the SDK's objects.
        let own = dist.join("sdk");
        fs::create_dir_all(&own)?;
        for name in declarations(&workspace.package(SDK).join("dist"))? {
            fs::copy(
                workspace.package(SDK).join("dist").join(&name),
                own.join(&name),
            )?;
        }
        moves.extend([
            ("\"@ringdesk/sdk/phone\"", "\"./sdk/phone.js\""),
            ("\"@ringdesk/sdk\"", "\"./sdk/index.js\""),
        ]);
    }
    for name in declarations(&dist)? {
        let path = dist.join(name);
        let text = fs::read_to_string(&path)?;
        let moved = moves
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to));
        fs::write(&path, moved)?;
    }
    Ok(())
}

/// The examples that the READMEs quote must compile against the declarations that are packed.
pub fn compile_examples(workspace: &Workspace) -> Result<()> {
    let mut tsc = node_tool(workspace, "tsc", &workspace.pkg());
    step::run(tsc.args(["--project", "tsconfig.examples.json"]))
        .context("an example does not compile")
}

/// An application that compiles for ES2022 has no `Symbol.dispose`; `free()` and `close()` do the same.
fn without_dispose(source: &str) -> String {
    let kept = source
        .lines()
        .filter(|line| !line.contains("[Symbol.dispose]"));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// The names of the declaration files in a folder.
fn declarations(folder: &Path) -> Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".d.ts") {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_es2022_does_not_know_is_left_out() {
        assert_eq!(
            without_dispose("free(): void;\n[Symbol.dispose](): void;\n}"),
            "free(): void;\n}\n"
        );
    }
}
