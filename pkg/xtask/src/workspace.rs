//! Where things are: the repository, the target directory, the tools that were installed into it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository and its target directory.
pub struct Workspace {
    pub root: PathBuf,
    pub target: PathBuf,
}

/// One of the two npm packages with its wasm module.
#[derive(Clone, Copy)]
pub struct Package {
    /// Folder under `pkg/`.
    pub folder: &'static str,
    /// Cargo package that becomes the wasm module.
    pub cargo: &'static str,
    /// File stem of the wasm module and its glue.
    pub module: &'static str,
}

pub const SDK: Package = Package {
    folder: "sdk",
    cargo: "ringdesk-js",
    module: "ringdesk_sdk",
};
pub const WIDGET: Package = Package {
    folder: "widget",
    cargo: "ringdesk-widget",
    module: "ringdesk_widget",
};
pub const PACKAGES: [Package; 2] = [SDK, WIDGET];

impl Workspace {
    /// Found from where xtask itself was compiled.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask lies two folders below the root")?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(directory) => std::path::absolute(PathBuf::from(directory))?,
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// Programs that xtask installed for itself.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The folder with the JavaScript build tools and both packages.
    pub fn pkg(&self) -> PathBuf {
        self.root.join("pkg")
    }

    pub fn package(&self, package: Package) -> PathBuf {
        self.pkg().join(package.folder)
    }

    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests-wasm/e2e")
    }

    pub fn rig(&self) -> PathBuf {
        self.root.join("tests-wasm/rig")
    }
}
