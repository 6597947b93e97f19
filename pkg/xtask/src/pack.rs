//! Sorts the bytes of a module by what they mean, so that they compress better: opcodes beside opcodes, locals beside locals.
//!
//! What is sent is `unpack.rs` as a module, with all of this in a section of its own. `load.js` lets it put the real one
//! together in the page, within a few milliseconds.

mod code;
mod stream;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_encoder::{CustomSection, NameSection, Section};
use wasmparser::{FunctionBody, Parser, Payload};

use self::stream::{BEFORE, BEHIND, LITERAL, LOCALS, ODD, OPCODES, STREAMS, TABLES};
use crate::workspace::Workspace;
use crate::{package, step};

/// The section's name; and the module's, by which a page knows a trap of ours.
const NAME: &str = "ringdesk";

// More streams.
const GET: usize = 9;
const SET: usize = 10;
/// An address, that is an i32.const of three bytes or more.
const ADDRESS: usize = 15;
/// So many of the most frequent opcodes with something of one byte have a byte for both. Not locals: which one it is
/// says little of what follows, and much of which one is next.
const LITERALS: usize = 24;

/// The stream of what an opcode takes; 0 if it takes nothing. But for [`ODD`] that is one number.
fn kind(opcode: u8) -> usize {
    match opcode {
        // unreachable, nop, else, end, return, drop, select, arithmetic.
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 => 0,
        // block, loop, if; br, br_if; call.
        0x02..=0x04 => 6,
        0x0c | 0x0d => 7,
        0x10 => 8,
        // local.get; local.set, local.tee; global.get, global.set.
        0x20 => GET,
        0x21 | 0x22 => SET,
        0x23 | 0x24 => 16,
        // Loads; stores.
        0x28..=0x35 => 11,
        0x36..=0x3e => 12,
        // i32.const; i64.const.
        0x41 => 13,
        0x42 => 14,
        _ => ODD,
    }
}

/// An opcode and what it takes.
type Taking<'a> = (u8, &'a [u8]);
/// What one byte of `OPCODES` stands for: the opcode, the stream, the literal.
type Symbol = (u8, usize, u8);

#[derive(Default, PartialEq)]
struct Streams {
    functions: u32,
    bytes: [Vec<u8>; STREAMS],
}

impl Streams {
    fn of(module: &[u8]) -> Result<Self> {
        let mut streams = Self::default();
        let mut code = Vec::new();
        // Where the section before ends; the eight bytes are magic number and version.
        let mut end = 8;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::CodeSectionStart { count, range, .. } => {
                    streams.functions = *count;
                    streams.put(BEFORE, module.get(..end).unwrap_or_default());
                    streams.put(BEHIND, module.get(range.end..).unwrap_or_default());
                }
                Payload::CodeSectionEntry(body) => {
                    streams.put(LOCALS, locals(module, body)?);
                    read(module, body, &mut code)?;
                }
                _ => {}
            }
            if let Some((_, range)) = payload.as_section() {
                end = range.end;
            }
        }
        ensure!(streams.functions > 0, "the module has no code");
        streams.sort(&code)?;
        Ok(streams)
    }

    fn put(&mut self, stream: usize, bytes: &[u8]) {
        self.bytes[stream].extend(bytes);
    }

    /// Every opcode to `OPCODES`, and what it takes to its stream.
    fn sort(&mut self, code: &[Taking<'_>]) -> Result<()> {
        let short = code.iter().filter(|(opcode, taken)| {
            let kind = kind(*opcode);
            taken.len() == 1 && ![0, ODD, GET, SET].contains(&kind)
        });
        let mut literals = by_frequency(short.copied());
        literals.truncate(LITERALS);
        let symbol = |taking: Taking<'_>| -> Symbol {
            let (opcode, taken) = taking;
            match taken {
                [literal] if literals.contains(&taking) => (opcode, LITERAL, *literal),
                [_, _, _, ..] if opcode == 0x41 => (opcode, ADDRESS, 0),
                _ => (opcode, kind(opcode), 0),
            }
        };
        let symbols = by_frequency(code.iter().map(|taking| symbol(*taking)));
        ensure!(symbols.len() <= 256, "there are too many opcodes");
        let number: BTreeMap<_, _> = symbols.iter().zip(0..).collect();
        let sequence: Vec<usize> = code.iter().map(|taking| number[&symbol(*taking)]).collect();
        let codes = code::codes(symbols.len(), &sequence);
        let mut tables = [[0; 256]; 3];
        for ((opcode, kind, literal), byte) in symbols.iter().zip(&codes) {
            let values = [*opcode, *kind as u8, *literal];
            for (table, value) in tables.iter_mut().zip(values) {
                table[usize::from(*byte)] = value;
            }
        }
        self.put(TABLES, tables.as_flattened());
        for (taking, number) in code.iter().zip(sequence) {
            self.put(OPCODES, &[codes[number]]);
            let kind = symbol(*taking).1;
            if kind == ODD {
                let length = taking.1.len().try_into();
                self.put(ODD, &[length.context("an opcode takes too much")?]);
            }
            if kind != LITERAL {
                self.put(kind, taking.1);
            }
        }
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for stream in &self.bytes {
            bytes.extend((stream.len() as u32).to_le_bytes());
        }
        bytes.extend(self.functions.to_le_bytes());
        bytes.extend(self.bytes.iter().flatten());
        bytes
    }
}

fn locals<'a>(module: &'a [u8], body: &FunctionBody<'_>) -> Result<&'a [u8]> {
    let end = body.get_operators_reader()?.original_position();
    let locals = module.get(body.range().start..end).unwrap_or_default();
    // `unpack.rs` reads one byte.
    ensure!(
        locals.first().is_some_and(|kinds| *kinds < 128),
        "a function has too many kinds of locals"
    );
    Ok(locals)
}

fn read<'a>(module: &'a [u8], body: &FunctionBody<'_>, code: &mut Vec<Taking<'a>>) -> Result<()> {
    let operators = body.get_operators_reader()?;
    let mut starts = operators
        .into_iter_with_offsets()
        .map(|operator| Ok(operator?.1))
        .collect::<Result<Vec<_>>>()?;
    starts.push(body.range().end);
    for pair in starts.windows(2) {
        let (opcode, mut taken) = (module[pair[0]], &module[pair[0] + 1..pair[1]]);
        // A load's or store's alignment is a hint that no engine takes.
        if (0x28..=0x3e).contains(&opcode) {
            taken = &taken[1..];
        }
        // `unpack.rs` copies a number up to its first byte below 128.
        let known = match kind(opcode) {
            0 => taken.is_empty(),
            ODD => true,
            _ => taken.iter().position(|byte| *byte < 128) == taken.len().checked_sub(1),
        };
        ensure!(known, "opcode {opcode} is not known");
        code.push((opcode, taken));
    }
    Ok(())
}

/// Each of them once, the most frequent first.
fn by_frequency<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_insert(0usize) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(one, _)| one).collect()
}

/// Packs a module in its place, and makes sure that it is unpacked.
pub fn pack(workspace: &Workspace, path: &Path) -> Result<()> {
    let mut streams = Streams::of(&fs::read(path)?)?;
    let mut names = NameSection::new();
    names.module(NAME);
    names.append_to(&mut streams.bytes[BEHIND]);

    let mut module = unpacker(workspace)?;
    CustomSection {
        name: NAME.into(),
        data: streams.to_bytes().into(),
    }
    .append_to(&mut module);
    fs::write(path, module)?;

    let again = unpack(workspace, path)?;
    wasmparser::validate(&again).context("what comes out is no module")?;
    ensure!(Streams::of(&again)? == streams, "another module comes out");
    Ok(())
}

/// The module in front of every packed one.
fn unpacker(workspace: &Workspace) -> Result<Vec<u8>> {
    let path = workspace.target.join("unpack.wasm");
    let mut rustc = step::command(workspace, "rustc", &workspace.root);
    rustc.args([
        "--edition=2024",
        "--crate-type=cdylib",
        "--target=wasm32-unknown-unknown",
    ]);
    rustc.args([
        "-Copt-level=z",
        "-Clto=fat",
        "-Cpanic=abort",
        "-Clink-arg=-zstack-size=1024",
    ]);
    rustc
        .arg("-o")
        .arg(&path)
        .arg("pkg/xtask/src/pack/unpack.rs");
    step::run(&mut rustc)?;
    package::optimise(workspace, &path, &path)?;
    Ok(fs::read(&path)?)
}

/// As `load.js` does it.
fn unpack(workspace: &Workspace, path: &Path) -> Result<Vec<u8>> {
    let unpacked = path.with_extension("unpacked");
    let source = workspace.root.join("pkg/xtask/src/load.js");
    let script = "import { readFileSync, writeFileSync } from 'node:fs'; \
        const [source, path, unpacked, name] = process.argv.slice(1); \
        const { unpack } = await import('data:text/javascript,' + encodeURIComponent(readFileSync(source, 'utf8'))); \
        const module = await WebAssembly.compile(readFileSync(path)); \
        writeFileSync(unpacked, await unpack(module, WebAssembly.Module.customSections(module, name)[0]));";
    let mut node = step::command(workspace, "node", &workspace.root);
    node.args(["--input-type=module", "--eval", script, "--"]);
    step::run(node.args([&source, path, &unpacked]).arg(NAME))?;
    let module = fs::read(&unpacked)?;
    fs::remove_file(&unpacked)?;
    Ok(module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, MemArg, Module, TypeSection, ValType,
    };

    fn module(fill: impl FnOnce(&mut Function)) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut function = Function::new([(3, ValType::I32)]);
        fill(&mut function);
        let mut code = CodeSection::new();
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn every_byte_goes_to_the_stream_of_its_meaning() {
        let wasm = module(|function| {
            let mut code = function.instructions();
            code.i32_const(300).local_set(2).i32_const(70_000);
            code.i32_load(MemArg {
                offset: 300,
                align: 2,
                memory_index: 0,
            });
            code.drop().memory_size(0).drop().end();
        });
        let streams = Streams::of(&wasm).unwrap();
        assert_eq!(streams.functions, 1);
        let (tables, _) = streams.bytes[TABLES].as_chunks::<256>();
        let meant = |byte: &u8| {
            tables
                .iter()
                .map(|table| table[usize::from(*byte)])
                .collect()
        };
        let meant: Vec<Vec<u8>> = streams.bytes[OPCODES].iter().map(meant).collect();
        let load = kind(0x28) as u8;
        let expected = [
            [0x41, 13, 0],
            [0x21, SET as u8, 0],
            [0x41, ADDRESS as u8, 0],
            [0x28, load, 0],
        ];
        assert_eq!(meant[..4], expected);
        assert_eq!(
            meant[4..],
            [
                [0x1a, 0, 0],
                [0x3f, ODD as u8, 0],
                [0x1a, 0, 0],
                [0x0b, 0, 0]
            ]
        );
        assert_eq!(streams.bytes[LOCALS], [1, 3, 0x7f]);
        assert_eq!(streams.bytes[13], [0xac, 0x02]);
        assert_eq!(streams.bytes[ADDRESS], [0xf0, 0xa2, 0x04]);
        assert_eq!(streams.bytes[11], [0xac, 0x02], "without its alignment");
        assert_eq!(streams.bytes[ODD], [1, 0], "behind its length");
        assert_eq!(streams.bytes[BEFORE], wasm[..18]);
    }

    #[test]
    fn a_module_without_code_is_refused() {
        assert!(Streams::of(&Module::new().finish()).is_err());
    }
}
