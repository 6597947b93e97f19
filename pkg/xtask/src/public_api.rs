//! The public TypeScript API is a reviewed file: pkg/*/api.d.ts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::stamp;

/// What to do with a public API that differs from the reviewed one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    Compare,
    Accept,
}

/// Compares the declarations of a built package with its api.d.ts.
pub fn check(folder: &Path, snapshot: Snapshot) -> Result<()> {
    let built = declarations(folder)?;
    let reviewed = folder.join("api.d.ts");
    if snapshot == Snapshot::Accept {
        return fs::write(&reviewed, built)
            .with_context(|| format!("{} can not be written", reviewed.display()));
    }
    let known = fs::read_to_string(&reviewed).unwrap_or_default();
    match first_difference(&known, &built) {
        None => Ok(()),
        Some(line) => bail!(
            "the public API differs from {} at line {line}: look at the change, then cargo xtask build --bless",
            reviewed.display()
        ),
    }
}

/// Every declaration that a package publishes, as one text.
fn declarations(folder: &Path) -> Result<String> {
    let mut text = String::from(
        "// What this package exports. Written by `cargo xtask build --bless`, read by a reviewer.\n",
    );
    let mut files = Vec::new();
    for file in fs::read_dir(folder.join("dist"))? {
        let path = file?.path();
        if path.to_string_lossy().ends_with(".d.ts") {
            files.push(path);
        }
    }
    files.sort();
    for file in files {
        let name = file
            .strip_prefix(folder)
            .unwrap_or(&file)
            .display()
            .to_string();
        let source = fs::read_to_string(&file).with_context(|| format!("{name} was not built"))?;
        text.push_str(&format!("\n// {name}\n\n{}\n", source.trim()));
    }
    Ok(text)
}

/// Without the raw exports of the module, whose names carry a hash that changes with every build.
pub fn public_part(source: &str) -> &str {
    match source.find("export type InitInput") {
        Some(end) => source.get(..end).unwrap_or(source),
        None => source,
    }
}

fn first_difference(known: &str, built: &str) -> Option<usize> {
    if known == built {
        return None;
    }
    let same = known
        .lines()
        .zip(built.lines())
        .take_while(|(known, built)| known == built)
        .count();
    Some(same + 1)
}

/// The files of a built package that a page downloads.
pub fn served(dist: &Path) -> Result<Vec<std::path::PathBuf>> {
    let files = fs::read_dir(dist).with_context(|| format!("{} is not built", dist.display()))?;
    let mut found = Vec::new();
    for file in files {
        found.extend(stamp::files(&file?.path())?);
    }
    found.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "js" || extension == "wasm")
    });
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_exports_are_no_part_of_the_public_api() {
        assert_eq!(
            public_part("export class Phone {}\nexport type InitInput = 1;\nreadonly h0a1b2c"),
            "export class Phone {}\n"
        );
    }

    #[test]
    fn a_difference_is_named_by_its_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }
}
