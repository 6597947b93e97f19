//! Remembers from which inputs something was built, so that the second build is quick.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A fingerprint of files and words.
pub struct Inputs {
    hasher: DefaultHasher,
}

impl Inputs {
    /// `label` separates builds that read the same files with other flags.
    pub fn new(label: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        label.hash(&mut hasher);
        Self { hasher }
    }

    /// Adds a file, or every file of a folder and its folders.
    pub fn add(&mut self, path: &Path) -> Result<()> {
        for file in files(path)? {
            let bytes =
                fs::read(&file).with_context(|| format!("{} can not be read", file.display()))?;
            file.hash(&mut self.hasher);
            bytes.hash(&mut self.hasher);
        }
        Ok(())
    }

    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.hasher.finish())
    }
}

/// True when `stamp` holds this fingerprint and every output is there.
pub fn is_fresh(stamp: &Path, fingerprint: &str, outputs: &[PathBuf]) -> bool {
    let same = fs::read_to_string(stamp).is_ok_and(|found| found == fingerprint);
    same && outputs.iter().all(|output| output.exists())
}

/// Written last, so that a build that was cut short is never taken for a whole one.
pub fn write(stamp: &Path, fingerprint: &str) -> Result<()> {
    fs::write(stamp, fingerprint).with_context(|| format!("{} can not be written", stamp.display()))
}

/// The files at and below `path` in a fixed order, without what builds leave behind.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![path.to_path_buf()];
    while let Some(path) = waiting.pop() {
        if !path.is_dir() {
            if path.exists() {
                found.push(path);
            }
            continue;
        }
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            let skipped = [
                "target",
                "node_modules",
                "dist",
                "generated",
                "screenshots",
                "artifacts",
            ];
            if !skipped.contains(&entry.file_name().to_string_lossy().as_ref()) {
                waiting.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_changes_the_fingerprint_and_a_lost_output_is_built_again() {
        let folder = std::env::temp_dir().join(format!("ringdesk-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/a.rs"), "one").unwrap();
        let fingerprint = |label: &str| {
            let mut inputs = Inputs::new(label);
            inputs.add(&folder.join("src")).unwrap();
            inputs.fingerprint()
        };
        let first = fingerprint("release");
        assert_ne!(first, fingerprint("dev"));
        let stamp = folder.join("stamp");
        write(&stamp, &first).unwrap();
        assert!(is_fresh(&stamp, &first, &[folder.join("src/a.rs")]));
        assert!(!is_fresh(&stamp, &first, &[folder.join("lost.wasm")]));
        fs::write(folder.join("src/a.rs"), "two").unwrap();
        assert!(!is_fresh(&stamp, &fingerprint("release"), &[]));
        fs::remove_dir_all(&folder).unwrap();
    }
}
