//! Builds the npm packages: Rust to wasm, glue, smaller wasm, bundle, declarations.
//!
//! ```text
//! cargo rustc ─► wasm-bindgen ─► pkg/*/generated ─► wasm-opt, pack, esbuild, tsc ─► pkg/*/dist
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::stamp::{self, Inputs};
use crate::workspace::{PACKAGES, Package, SDK, Workspace};
use crate::{declaration, pack, rename, step, tool};

/// How the wasm is compiled. `Dev` is for a quick look while working and is never packed, measured or tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Dev,
}

/// Added to the flags of .cargo/config.toml.
const SMALL_STD: &str = "target.wasm32-unknown-unknown.rustflags = ['-Zunstable-options', \
     '-Cpanic=immediate-abort', '-Zfmt-debug=none', '-Zlocation-detail=none']";

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// For LLVM, which compiles everything in the last step. Copies of more than one register are one instruction, loops keep
/// their indices, and no load is repeated on several ways so that one of them is quicker: 2.5 % of the bytes on the wire.
const SMALL_CODE: [&str; 5] = [
    "-max-store-memcpy=1",
    "-max-store-memset=1",
    "-max-store-memmove=1",
    "-disable-lsr",
    "-enable-load-pre=false",
];

/// Builds both packages.
pub fn build_all(workspace: &Workspace, profile: Profile) -> Result<()> {
    tool::node_modules(workspace, &workspace.pkg())?;
    for package in PACKAGES {
        build(workspace, package, profile)?;
    }
    Ok(())
}

/// Builds one of them; its JavaScript tools are there.
pub fn build(workspace: &Workspace, package: Package, profile: Profile) -> Result<()> {
    let folder = workspace.package(package);
    let generated = folder.join("generated");
    let rust = wasm_inputs(workspace, package, profile)?;
    let glue = generated.join(format!("{}.js", package.module));
    let wasm = generated.join(format!("{}_bg.wasm", package.module));
    let stamp = generated.join(".wasm-stamp");
    if !stamp::is_fresh(&stamp, &rust, &[glue, wasm]) {
        compile(workspace, package, profile, &generated)?;
        stamp::write(&stamp, &rust)?;
    }

    let dist = folder.join("dist");
    let mut inputs = Inputs::new(&rust);
    // The widget's classes may import the SDK's, so both sources count for both.
    for source in PACKAGES.map(|package| workspace.package(package)) {
        inputs.add(&source)?;
    }
    inputs.add(&workspace.pkg().join("package-lock.json"))?;
    inputs.add(&workspace.pkg().join("tsconfig.json"))?;
    inputs.add(&workspace.pkg().join("xtask/src"))?;
    let stamp = generated.join(".dist-stamp");
    let outputs = [
        dist.join("index.js"),
        dist.join("index.d.ts"),
        dist.join(format!("{}_bg.wasm", package.module)),
    ];
    if !stamp::is_fresh(&stamp, &inputs.fingerprint(), &outputs) {
        bundle(workspace, package, profile, &folder)?;
        stamp::write(&stamp, &inputs.fingerprint())?;
    }
    eprintln!("built pkg/{} ({})", package.folder, profile.name());
    Ok(())
}

fn wasm_inputs(workspace: &Workspace, package: Package, profile: Profile) -> Result<String> {
    let mut inputs = Inputs::new(&format!("{} {}", package.cargo, profile.name()));
    let shared = [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "sdk",
        "pkg/xtask/src/package.rs",
        "pkg/xtask/src/load.js",
    ];
    for path in shared {
        inputs.add(&workspace.root.join(path))?;
    }
    if package.cargo == "ringdesk-widget" {
        inputs.add(&workspace.root.join("widget"))?;
    }
    Ok(inputs.fingerprint())
}

/// Cargo and wasm-bindgen, into `generated`.
pub fn compile(
    workspace: &Workspace,
    package: Package,
    profile: Profile,
    generated: &Path,
) -> Result<()> {
    tool::wasm_target(workspace)?;
    let wasm_bindgen = tool::wasm_bindgen(workspace)?;
    let mut cargo = step::cargo(workspace);
    cargo.args([
        "rustc",
        "--package",
        package.cargo,
        "--lib",
        "--crate-type",
        "cdylib",
    ]);
    cargo.args([
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        profile.name(),
        "--target-dir",
    ]);
    cargo.arg(&workspace.target);
    if profile == Profile::Release {
        // The standard library compiled with our profile, without panic messages, Debug output and source
        // locations: 10 % of the bytes on the wire. The flags are not stable in name, hence the variable.
        tool::rust_source(workspace)?;
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ]);
        cargo.args(["--config", SMALL_STD]);
        // A stack of 128 KB instead of 1 MB: a page starts with 3 pages of memory instead of 17.
        cargo.args(["--", "-Clink-arg=-zstack-size=131072"]);
        cargo.args(SMALL_CODE.map(|flag| format!("-Cllvm-args={flag}")));
    }
    step::run(&mut cargo)?;

    let artifact = format!("{}.wasm", package.cargo.replace('-', "_"));
    let artifact = workspace
        .target
        .join("wasm32-unknown-unknown")
        .join(profile.folder())
        .join(artifact);
    if generated.exists() {
        fs::remove_dir_all(generated)?;
    }
    let mut bindgen = step::command(workspace, &wasm_bindgen.cli, &workspace.root);
    bindgen
        .args(["--target", "web", "--out-name", package.module, "--out-dir"])
        .arg(generated)
        .arg(&artifact);
    step::run(&mut bindgen)?;
    let glue = generated.join(format!("{}.js", package.module));
    let wasm = generated.join(format!("{}_bg.wasm", package.module));
    if profile == Profile::Release {
        rename::shorten(&wasm, &glue)?;
    }
    with_own_loader(&glue)?;
    Ok(())
}

/// The glue with a loader that unpacks what [`pack`] has packed, in place of wasm-bindgen's.
fn with_own_loader(glue: &Path) -> Result<()> {
    let source = fs::read_to_string(glue)?;
    let loader = source.find("async function __wbg_load(");
    let loader = loader.context("the glue has no loader")?;
    let own = include_str!("load.js");
    Ok(fs::write(
        glue,
        source.get(..loader).unwrap_or_default().to_owned() + own,
    )?)
}

/// wasm-opt, esbuild and tsc, into `dist`.
fn bundle(workspace: &Workspace, package: Package, profile: Profile, folder: &Path) -> Result<()> {
    let dist = folder.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    let wasm = format!("{}_bg.wasm", package.module);
    let generated = folder.join("generated").join(&wasm);
    match profile {
        Profile::Dev => {
            fs::copy(&generated, dist.join(&wasm))?;
        }
        Profile::Release => {
            optimise(workspace, &generated, &dist.join(&wasm))?;
            pack::pack(workspace, &dist.join(&wasm))?;
        }
    }

    let mut esbuild = node_tool(workspace, "esbuild", folder);
    esbuild.args([
        "src/index.ts",
        "--bundle",
        "--splitting",
        "--format=esm",
        "--target=es2022",
        "--outdir=dist",
    ]);
    esbuild.args([
        "--chunk-names=[name]-[hash]",
        "--legal-comments=none",
        "--log-level=warning",
        "--loader:.css=text",
    ]);
    // The widget carries the SDK's classes over its own module.
    esbuild.arg(format!(
        "--alias:@ringdesk/sdk/phone={}",
        workspace.package(SDK).join("src/phone.ts").display()
    ));
    if profile == Profile::Release {
        esbuild.arg("--minify");
    }
    step::run(&mut esbuild)?;

    // The glue names it as `timer.js` beside itself.
    fs::copy(
        workspace.root.join("sdk/web/src/timer/worker.js"),
        dist.join("timer.js"),
    )?;
    declaration::publish(workspace, package, profile)?;
    fs::copy(workspace.root.join("LICENSE"), folder.join("LICENSE"))?;
    pack(workspace, folder)
}

/// wasm-opt. These limits cost raw bytes and save bytes on the wire, where plain -Oz loses some. Neighbours by name are
/// alike, which brotli likes; the names themselves go last.
pub fn optimise(workspace: &Workspace, generated: &Path, small: &Path) -> Result<()> {
    let mut optimise = node_tool(workspace, "wasm-opt", &workspace.root);
    optimise
        .args(["-O2", "-s", "1", "-ocimfs=20", "-fimfs=1", "-aimfs=1"])
        .args(["--gufa", "-Os"])
        .args([
            "--reorder-functions-by-name",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
            "-o",
        ])
        .arg(small)
        .arg(generated);
    step::run(&mut optimise)
}

/// What `npm publish` would upload, kept in the target directory.
fn pack(workspace: &Workspace, folder: &Path) -> Result<()> {
    let tarballs = workspace.target.join("npm");
    fs::create_dir_all(&tarballs)?;
    let own = format!(
        "ringdesk-{}-",
        folder.file_name().unwrap_or_default().to_string_lossy()
    );
    for entry in fs::read_dir(&tarballs)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&own) {
            fs::remove_file(entry.path())?;
        }
    }
    let mut npm = step::command(workspace, "npm", folder);
    npm.args(["pack", "--silent", "--loglevel=error", "--pack-destination"])
        .arg(&tarballs);
    step::run(&mut npm).context("npm pack refused the package")
}

/// A JavaScript tool of pkg/package.json.
pub fn node_tool(workspace: &Workspace, name: &str, folder: &Path) -> std::process::Command {
    let program: PathBuf = workspace.pkg().join("node_modules/.bin").join(name);
    step::command(workspace, program, folder)
}
