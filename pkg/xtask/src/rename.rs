//! Shortens the names between the wasm and its glue: wasm-bindgen's are long, and stand in both files. Takes out what a library exports and
//! no page of ours asks for.

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
                    let name = export?.name;
                    if !is_stream(name) {
                        let next = short(exports.len());
                        exports.insert(name.to_owned(), next);
                    }
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

    let source = without_streams(&fs::read_to_string(glue)?);
    // An import is a key of the import object, an export is a property of `wasm`.
    let mut renamed = source;
    for (old, new) in &imports {
        renamed = rename(
            &renamed,
            &format!("        {old}:"),
            &format!("        {new}:"),
        )?;
    }
    renamed = with_short_functions(&renamed);
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

/// The same imports in fewer letters: methods, and arrows in what catches what they throw.
fn with_short_functions(glue: &str) -> String {
    let glue = glue.replace(": function(", "(");
    let mut caught = glue.split("handleError(function (");
    let mut short = String::from(caught.next().unwrap_or_default());
    for rest in caught {
        match rest.split_once(") {") {
            Some((arguments, body)) => {
                short += "handleError((";
                short += arguments;
                short += ") => {";
                short += body;
            }
            None => {
                short += "handleError(function (";
                short += rest;
            }
        }
    }
    short
}

/// Whether this is an export of `wasm-streams`, which Leptos brings along for server functions. An export is a root: what hangs on it stays.
fn is_stream(export: &str) -> bool {
    export.contains("intounderlying")
}

/// The glue without the classes over those exports: each statement about them, from a line that begins with it to the line that ends it.
fn without_streams(glue: &str) -> String {
    const CLASS: &str = "IntoUnderlying";
    let mut kept = String::new();
    let mut end = None;
    for line in glue.split_inclusive('\n') {
        if end.is_none() {
            end = [
                ("export class ", "}"),
                ("if (Symbol.dispose) ", "if"),
                ("const ", "    :"),
            ]
            .iter()
            .find(|(start, _)| {
                line.strip_prefix(start)
                    .is_some_and(|rest| rest.starts_with(CLASS))
            })
            .map(|(_, end)| *end);
        }
        match end {
            None => kept.push_str(line),
            Some(last) if line.starts_with(last) => end = None,
            Some(_) => {}
        }
    }
    kept
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
        if is_stream(export.name) {
            return Ok(());
        }
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
    use super::{short, with_short_functions, without_streams};

    #[test]
    fn an_import_is_a_method_and_what_it_catches_an_arrow() {
        let glue = "        $a: function() { return handleError(function (arg0, arg1) {\n            a(arg0);\n        }, arguments); },\n";
        let short = "        $a() { return handleError((arg0, arg1) => {\n            a(arg0);\n        }, arguments); },\n";
        assert_eq!(with_short_functions(glue), short);
    }

    #[test]
    fn the_classes_of_streams_are_taken_out_of_the_glue_and_nothing_else() {
        let glue = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype.x = 1;\n\
            export class PhoneElement {\n}\n\
            const IntoUnderlyingSinkFinalization = (typeof F === 'undefined')\n    ? {}\n    : new F();\n\
            const kept = 1;\n";
        let kept = "export class PhoneElement {\n}\nconst kept = 1;\n";
        assert_eq!(without_streams(glue), kept);
    }

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
