//! `cargo xtask size`: what a page downloads, raw and compressed.

use std::fs;
use std::io::Write;

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

use crate::package::{self, Profile};
use crate::public_api;
use crate::workspace::{Package, SDK, WIDGET, Workspace};

/// Bytes of the wasm and the JavaScript of a package, each file compressed by itself, as a server sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

impl Size {
    pub fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            size_hint: bytes.len(),
            ..Default::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
        Ok(Self {
            raw: bytes.len(),
            gzip: gzip.finish()?.len(),
            brotli: compressed.len(),
        })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// What is meant to go over the wire with brotli, at most.
pub fn budget(package: Package) -> usize {
    match package.folder {
        "sdk" => 65_536,
        _ => 204_800,
    }
}

/// What the tests let pass. The SDK kept its budget while it could place and take calls; holds, transfers, presence,
/// session timers, flows and calls that outlive their page have taken it above, and lines, conferences and recordings once
/// more. No further, and down again from here.
///
/// What paid so far: packing the module (`pack.rs`, an eighth); LLVM's flags (`package.rs`, a fortieth); reading all options
/// and telling what was wrong at the end, in place of a way out after each; one boxed future where several wait for the same;
/// and the browser's own interfaces used from JavaScript where a task is made of nothing else.
pub fn ceiling(package: Package) -> usize {
    match package.folder {
        "sdk" => 112_640,
        _ => budget(package),
    }
}

/// The sizes of the built package.
pub fn measure(workspace: &Workspace, package: Package) -> Result<Size> {
    let mut total = Size::default();
    for file in public_api::served(&workspace.package(package).join("dist"))? {
        total = total.plus(Size::of(&fs::read(file)?)?);
    }
    Ok(total)
}

pub fn run(workspace: &Workspace, as_json: bool) -> Result<()> {
    package::build_all(workspace, Profile::Release)?;
    let (sdk, widget) = (measure(workspace, SDK)?, measure(workspace, WIDGET)?);
    if as_json {
        println!("{}", to_json(sdk, widget));
        return Ok(());
    }
    println!(
        "{:<8} {:>10} {:>10} {:>10} {:>14}",
        "", "raw", "gzip", "brotli", "of its budget"
    );
    for (name, size, package) in [("sdk", sdk, SDK), ("widget", widget, WIDGET)] {
        let share = size.brotli * 100 / budget(package);
        println!(
            "{name:<8} {:>10} {:>10} {:>10} {share:>12} %",
            size.raw, size.gzip, size.brotli
        );
    }
    Ok(())
}

fn to_json(sdk: Size, widget: Size) -> String {
    // Written out, because serde_json would sort the names.
    let one = |size: Size| {
        format!(
            r#"{{"raw":{},"gzip":{},"brotli":{}}}"#,
            size.raw, size.gzip, size.brotli
        )
    };
    format!(r#"{{"sdk":{},"widget":{}}}"#, one(sdk), one(widget))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_has_exactly_the_promised_shape() {
        let size = Size {
            raw: 3,
            gzip: 2,
            brotli: 1,
        };
        assert_eq!(
            to_json(size, size),
            r#"{"sdk":{"raw":3,"gzip":2,"brotli":1},"widget":{"raw":3,"gzip":2,"brotli":1}}"#
        );
    }

    #[test]
    fn repetition_is_compressed() {
        let size = Size::of(&[7; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 100 && size.brotli < 100);
    }
}
