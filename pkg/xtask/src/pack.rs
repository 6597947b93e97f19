//! Sorts the bytes of a module by what they mean, so that they compress better: opcodes beside opcodes, locals beside locals.
//!
//! The file stays a valid module, one without code that has all of this in a section of its own. `load.js` puts the real
//! one together in the page, within a few milliseconds.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_encoder::{CustomSection, Module, NameSection, Section};
use wasmparser::{FunctionBody, Parser, Payload};

use crate::step;
use crate::workspace::Workspace;

/// The section's name; and the module's, by which a page knows a trap of ours.
const NAME: &str = "ringdesk";

// Streams by their number.
const BEFORE: usize = 0;
const BEHIND: usize = 1;
const KINDS: usize = 2;
const LOCALS: usize = 3;
const OPCODES: usize = 4;
/// What seldom opcodes take, each behind its length.
const ODD: usize = 5;
const STREAMS: usize = 15;

/// The stream of what an opcode takes; 0 if it takes nothing. But for [`ODD`] that is one number.
fn kind(opcode: u8) -> usize {
    match opcode {
        // unreachable, nop, else, end, return, drop, select, arithmetic.
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 => 0,
        // block, loop, if; br, br_if; call.
        0x02..=0x04 => 6,
        0x0c | 0x0d => 7,
        0x10 => 8,
        // local.get; local.set, local.tee.
        0x20 => 9,
        0x21 | 0x22 => 10,
        // Loads; stores.
        0x28..=0x35 => 11,
        0x36..=0x3e => 12,
        // i32.const; i64.const.
        0x41 => 13,
        0x42 => 14,
        _ => ODD,
    }
}

#[derive(Default, PartialEq)]
struct Streams {
    functions: u32,
    bytes: [Vec<u8>; STREAMS],
}

impl Streams {
    fn of(module: &[u8]) -> Result<Self> {
        let mut streams = Self::default();
        // Where the section before ends; the eight bytes are magic number and version.
        let mut end = 8;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::CodeSectionStart { count, range, .. } => {
                    streams.functions = *count;
                    streams.put(BEFORE, module.get(..end));
                    streams.put(BEHIND, module.get(range.end..));
                }
                Payload::CodeSectionEntry(body) => streams.add(module, body)?,
                _ => {}
            }
            if let Some((_, range)) = payload.as_section() {
                end = range.end;
            }
        }
        ensure!(streams.functions > 0, "the module has no code");
        streams.bytes[KINDS] = (0..=255).map(|opcode| kind(opcode) as u8).collect();
        Ok(streams)
    }

    fn put(&mut self, stream: usize, bytes: Option<&[u8]>) {
        self.bytes[stream].extend(bytes.unwrap_or_default());
    }

    fn add(&mut self, module: &[u8], body: &FunctionBody<'_>) -> Result<()> {
        let operators = body.get_operators_reader()?;
        let locals = module.get(body.range().start..operators.original_position());
        ensure!(
            locals.is_some_and(|locals| locals[0] < 128),
            "a function has too many kinds of locals"
        );
        self.put(LOCALS, locals);
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
            self.bytes[OPCODES].push(opcode);
            let kind = kind(opcode);
            if kind == ODD {
                self.bytes[ODD].push(taken.len().try_into().context("an opcode takes too much")?);
            } else {
                // `load.js` copies up to the first byte below 128.
                let one = taken.iter().position(|byte| *byte < 128).map(|at| at + 1);
                let expected = if kind == 0 {
                    0
                } else {
                    one.unwrap_or_default()
                };
                ensure!(taken.len() == expected, "opcode {opcode} is not known");
            }
            self.put(kind, Some(taken));
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

/// Packs a module in its place, and makes sure that `load.js` unpacks it.
pub fn pack(workspace: &Workspace, path: &Path) -> Result<()> {
    let mut streams = Streams::of(&fs::read(path)?)?;
    let mut names = NameSection::new();
    names.module(NAME);
    names.append_to(&mut streams.bytes[BEHIND]);

    let packed = streams.to_bytes();
    fs::write(path, &packed)?;
    let unpacked = path.with_extension("unpacked");
    let source = workspace.root.join("pkg/xtask/src/load.js");
    let script = "import { readFileSync, writeFileSync } from 'node:fs'; \
        const [source, packed, unpacked] = process.argv.slice(1); \
        const { unpack } = await import('data:text/javascript,' + encodeURIComponent(readFileSync(source, 'utf8'))); \
        writeFileSync(unpacked, unpack(readFileSync(packed)));";
    let mut node = step::command(workspace, "node", &workspace.root);
    node.args(["--input-type=module", "--eval", script, "--"]);
    step::run(node.args([&source, path, &unpacked]))?;
    let again = fs::read(&unpacked)?;
    fs::remove_file(&unpacked)?;
    wasmparser::validate(&again).context("what load.js unpacks is no module")?;
    ensure!(
        Streams::of(&again)? == streams,
        "what load.js unpacks is another module"
    );

    let mut module = Module::new();
    module.section(&CustomSection {
        name: NAME.into(),
        data: packed.as_slice().into(),
    });
    Ok(fs::write(path, module.finish())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Function, FunctionSection, MemArg, TypeSection, ValType};

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
            code.i32_const(300)
                .local_set(2)
                .local_get(2)
                .i32_load(MemArg {
                    offset: 12,
                    align: 2,
                    memory_index: 0,
                });
            code.drop().memory_size(0).drop().end();
        });
        let streams = Streams::of(&wasm).unwrap();
        assert_eq!(streams.functions, 1);
        assert_eq!(
            streams.bytes[OPCODES],
            [0x41, 0x21, 0x20, 0x28, 0x1a, 0x3f, 0x1a, 0x0b]
        );
        assert_eq!(streams.bytes[LOCALS], [1, 3, 0x7f]);
        assert_eq!(streams.bytes[13], [0xac, 0x02]);
        assert_eq!(
            (&*streams.bytes[9], &*streams.bytes[10]),
            (&[2][..], &[2][..])
        );
        assert_eq!(streams.bytes[11], [12], "without its alignment");
        assert_eq!(streams.bytes[ODD], [1, 0], "behind its length");
        assert_eq!(streams.bytes[BEFORE], wasm[..wasm.len() - 22]);
    }

    #[test]
    fn a_module_without_code_is_refused() {
        assert!(Streams::of(&Module::new().finish()).is_err());
    }
}
