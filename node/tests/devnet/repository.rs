//! A git repository of files of many types.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const FILES: &[u8] = include_bytes!("../../../models/fixtures/fixtures.tar");

/// A repository in a folder that goes with it.
pub struct Repository {
    folder: TempDir,
    files: usize,
}

impl Repository {
    /// With `files` files of the fixtures; besides, git tracks a link and a file that was deleted.
    pub fn with(files: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut archive = tar::Archive::new(FILES);
        for entry in archive.entries().expect("a tar archive").take(files) {
            let mut entry = entry.expect("an entry");
            let path = folder.path().join(entry.path().expect("its path"));
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("its content");
            fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        let repository = Self { folder, files };
        fs::write(repository.folder().join("deleted"), "soon gone").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink("deleted", repository.folder().join("link")).expect("a link");
        repository.git(&["init", "--quiet"]);
        repository.git(&["add", "--all", "--force"]);
        fs::remove_file(repository.folder().join("deleted")).expect("it is there");
        repository
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Files that are tracked and can be read.
    pub fn files(&self) -> usize {
        self.files
    }

    /// Where a file of the job lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn git(&self, args: &[&str]) {
        let done = Command::new("git").arg("-C").arg(self.folder()).args(args).status().expect("git is installed");
        assert!(done.success(), "git {args:?}: {done}");
    }
}
