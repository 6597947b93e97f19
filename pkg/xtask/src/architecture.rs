//! Checks that keep the documents true and the rooms apart.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::step;
use crate::workspace::Workspace;

/// The top level holds exactly these names and dot-files.
const TOP_LEVEL: [&str; 11] = [
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "pkg",
    "rust-toolchain.toml",
    "sdk",
    "tests-wasm",
    "widget",
    "www",
];
/// Which of our packages each pure package may use.
const PURE: [(&str, &[&str]); 4] = [
    ("sip", &[]),
    ("call", &["ringdesk-sip"]),
    ("desk", &["ringdesk-sip", "ringdesk-call"]),
    ("ticket", &[]),
];
const LONGEST_FILE: usize = 600;
const NAMELESS: [&str; 5] = ["utils", "helpers", "common", "manager", "types"];

/// Each check by name, with its complaints.
pub fn check(workspace: &Workspace) -> Result<Vec<(&'static str, Vec<String>)>> {
    let mut git = step::command(workspace, "git", &workspace.root);
    let tracked =
        step::output(git.args(["ls-files", "--cached", "--others", "--exclude-standard"]))
            .context("git can not list the files")?;
    let files: Vec<&str> = tracked
        .lines()
        .filter(|file| workspace.root.join(file).exists())
        .collect();
    Ok(vec![
        ("top level", top_level(&files)),
        (
            "ARCHITECTURE.md",
            named_paths(&workspace.root, &read(workspace, "ARCHITECTURE.md")),
        ),
        (
            "README.md",
            quoted_files(&workspace.root, &read(workspace, "README.md")),
        ),
        (
            "pkg/sdk/README.md",
            quoted_files(&workspace.root, &read(workspace, "pkg/sdk/README.md")),
        ),
        ("pure crates", pure_crates(workspace)?),
        ("files", file_shapes(&workspace.root, &files)),
    ])
}

fn read(workspace: &Workspace, name: &str) -> String {
    fs::read_to_string(workspace.root.join(name)).unwrap_or_default()
}

fn top_level(files: &[&str]) -> Vec<String> {
    let found: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.split('/').next())
        .filter(|name| !name.starts_with('.'))
        .collect();
    let expected = BTreeSet::from(TOP_LEVEL);
    let surplus = found
        .difference(&expected)
        .map(|name| format!("{name} does not belong to the top level"));
    let missing = expected
        .difference(&found)
        .map(|name| format!("{name} is missing"));
    surplus.chain(missing).collect()
}

/// Every path in a code span of the text exists.
fn named_paths(root: &Path, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut fenced = false;
    let mut paths = 0;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        for path in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|span| is_path(span))
        {
            paths += 1;
            if !root.join(path).exists() {
                complaints.push(format!("{path} does not exist"));
            }
        }
    }
    if paths == 0 {
        complaints.push("it names no path".to_string());
    }
    complaints
}

fn is_path(span: &str) -> bool {
    let word = !span.is_empty()
        && span
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "._-/".contains(letter));
    word && !span.starts_with('/') && (span.contains('/') || TOP_LEVEL.contains(&span))
}

/// Every code block of more than a command equals the file that the comment before it names:
/// `<!-- file: pkg/sdk/example/call.ts -->`.
fn quoted_files(root: &Path, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut named: Option<&str> = None;
    let mut block: Option<(String, String)> = None;
    let mut quoted = 0;
    for line in text.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(language)) => block = Some((language.trim().to_string(), String::new())),
            (Some(_), Some(_)) => {
                let (language, content) = block.take().unwrap_or_default();
                quoted += usize::from(named.is_some());
                complaints.extend(compare(root, named.take(), &language, &content));
            }
            (Some((_, content)), None) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => {
                named = line
                    .strip_prefix("<!-- file: ")
                    .and_then(|rest| rest.strip_suffix(" -->"))
            }
        }
    }
    if quoted == 0 {
        complaints.push("it quotes no example file".to_string());
    }
    complaints
}

fn compare(root: &Path, named: Option<&str>, language: &str, content: &str) -> Option<String> {
    match named {
        Some(path) => match fs::read_to_string(root.join(path)) {
            // A file may hold more than its quotation, but the quotation is whole lines of it.
            Ok(source) if source.contains(content) && !content.is_empty() => None,
            Ok(_) => Some(format!("a code block differs from {path}")),
            Err(_) => Some(format!("{path} does not exist")),
        },
        None if ["", "sh", "text"].contains(&language) => None,
        None => Some(format!("a {language} block names no file")),
    }
}

fn pure_crates(workspace: &Workspace) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (name, allowed) in PURE {
        let folder = workspace.root.join("sdk").join(name);
        let source = fs::read_to_string(folder.join("src/lib.rs"))?;
        if !source.lines().any(|line| line.trim() == "#![no_std]") {
            complaints.push(format!("sdk/{name} is not no_std"));
        }
        let mut cargo = step::cargo(workspace);
        let manifest = folder.join("Cargo.toml");
        let metadata = step::output(
            cargo
                .args([
                    "metadata",
                    "--no-deps",
                    "--format-version=1",
                    "--manifest-path",
                ])
                .arg(&manifest),
        )
        .context("cargo metadata failed")?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        for used in own_dependencies(&metadata, &format!("ringdesk-{name}")) {
            if !allowed.contains(&used.as_str()) {
                complaints.push(format!("sdk/{name} may not use {used}"));
            }
        }
    }
    Ok(complaints)
}

/// Our own packages among what `package` depends on outside of its tests.
fn own_dependencies(metadata: &serde_json::Value, package: &str) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let dependencies = packages
        .filter(|entry| entry["name"] == package)
        .flat_map(|entry| entry["dependencies"].as_array().into_iter().flatten());
    dependencies
        .filter(|dependency| dependency["kind"].is_null())
        .filter_map(|dependency| dependency["name"].as_str())
        .filter(|name| name.starts_with("ringdesk-"))
        .map(str::to_string)
        .collect()
}

fn file_shapes(root: &Path, files: &[&str]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let path = Path::new(file);
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        if !["rs", "ts", "js", "mjs", "css", "html"].contains(&extension)
            || file.ends_with("api.d.ts")
        {
            continue;
        }
        let length = fs::read_to_string(root.join(path))
            .map(|text| text.lines().count())
            .unwrap_or_default();
        if length > LONGEST_FILE {
            complaints.push(format!(
                "{file} has {length} lines, {LONGEST_FILE} are allowed"
            ));
        }
        let nameless = path
            .iter()
            .map(|part| Path::new(part).with_extension(""))
            .any(|part| NAMELESS.iter().any(|name| part == Path::new(name)));
        if nameless {
            complaints.push(format!("{file} is not named after what it holds"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_level_has_no_room_for_strangers() {
        let mut files: Vec<String> = TOP_LEVEL.iter().map(|name| format!("{name}/x")).collect();
        files.push(".ci/run".to_string());
        let list =
            |files: &[String]| top_level(&files.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(list(&files).is_empty());
        files.push("scripts/build.sh".to_string());
        assert_eq!(list(&files), ["scripts does not belong to the top level"]);
    }

    #[test]
    fn only_paths_in_code_spans_are_looked_up() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            named_paths(
                root,
                "See `src/main.rs`, `desk::Desk`, `/api/v2` and `cargo xtask demo`."
            )
            .is_empty()
        );
        assert_eq!(
            named_paths(root, "See `src/lost.rs`."),
            ["src/lost.rs does not exist"]
        );
        assert_eq!(named_paths(root, "No path."), ["it names no path"]);
    }

    #[test]
    fn a_code_block_that_left_its_file_behind_is_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(root.join("src/workspace.rs")).unwrap();
        let line = source.lines().next().unwrap();
        let quote = |code: &str| {
            format!("<!-- file: src/workspace.rs -->\n```rust\n{code}\n```\n```sh\ncargo\n```\n")
        };
        assert!(quoted_files(root, &quote(line)).is_empty());
        assert_eq!(
            quoted_files(root, &quote("let old = 1;")),
            ["a code block differs from src/workspace.rs"]
        );
        let unnamed = format!("{}\n```ts\nlet x\n```\n", quote(line));
        assert_eq!(quoted_files(root, &unnamed), ["a ts block names no file"]);
    }
}
