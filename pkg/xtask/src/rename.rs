//! Shortens the names between the wasm and its glue: wasm-bindgen's are long, and stand in both files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{Export, ImportSectionReader, Parser, Payload};

/// Old names and new ones.
type Names = BTreeMap<String, String>;

/// Renames imports and exports of `wasm`, and the same names in the glue that goes with it. `memory` keeps its name:
/// the glue gives it to its callers.
pub fn shorten(wasm: &Path, glue: &Path) -> Result<()> {
    let bytes = fs::read(wasm)?;
    let (mut imports, mut exports) = (Names::new(), Names::new());
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if is_glue(import.module) {
                        let next = short(imports.len());
                        imports.insert(import.name.to_owned(), next);
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let next = short(exports.len());
                    exports.insert(export?.name.to_owned(), next);
                }
            }
            _ => {}
        }
    }
    exports.remove("memory");
    let mut module = Module::new();
    let mut renamer = Renamer {
        imports: &imports,
        exports: &exports,
    };
    renamer
        .parse_core_module(&mut module, Parser::new(0), &bytes)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("the wasm can not be written again")?;

    let source = fs::read_to_string(glue)?;
    // An import is a key of the import object, an export is a property of `wasm`.
    let mut renamed = source;
    for (old, new) in &imports {
        renamed = rename(
            &renamed,
            &format!("        {old}:"),
            &format!("        {new}:"),
        )?;
    }
    // Longest first: a name may begin with another.
    let mut by_length: Vec<_> = exports.iter().collect();
    by_length.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    for (old, new) in by_length {
        // Not every export is used by the glue.
        renamed = renamed.replace(&format!("wasm.{old}"), &format!("wasm.{new}"));
    }
    fs::write(wasm, module.finish())?;
    Ok(fs::write(glue, renamed)?)
}

/// Whether the glue is what gives these imports, and not a file of ours that it passes on whole.
fn is_glue(module: &str) -> bool {
    module.ends_with("_bg.js")
}

fn rename(source: &str, old: &str, new: &str) -> Result<String> {
    ensure!(
        source.matches(old).count() == 1,
        "the glue has not exactly one {}",
        old.trim()
    );
    Ok(source.replacen(old, new, 1))
}

/// `a` to `z`, then `aa` and so on, behind a dollar: no name of the glue's own begins so.
fn short(index: usize) -> String {
    let letter = |digit: usize| char::from(b'a' + (digit % 26) as u8);
    match index / 26 {
        0 => format!("${}", letter(index)),
        more => format!("${}{}", letter(more - 1), letter(index)),
    }
}

struct Renamer<'a> {
    imports: &'a Names,
    exports: &'a Names,
}

impl Reencode for Renamer<'_> {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        section: &mut ImportSection,
        imports: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in imports.into_imports() {
            let import = import?;
            let renamed = self.imports.get(import.name);
            let name = renamed.filter(|_| is_glue(import.module));
            let name = name.map_or(import.name, String::as_str);
            let kind = self.entity_type(import.ty)?;
            section.import(import.module, name, kind);
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        section: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), Error> {
        let name = self
            .exports
            .get(export.name)
            .map_or(export.name, String::as_str);
        let kind = self.export_kind(export.kind)?;
        let index = self.external_index(export.kind, export.index)?;
        section.export(name, kind, index);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn names_are_short_and_never_the_same() {
        let names: std::collections::BTreeSet<String> = (0..600).map(short).collect();
        assert_eq!(names.len(), 600);
        assert!(
            names
                .iter()
                .all(|name| name.starts_with('$') && name.len() <= 3)
        );
    }
}
