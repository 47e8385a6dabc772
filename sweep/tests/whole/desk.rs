//! A folder with sweeps of a small economy in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use sweep::{Options, Results, Shard, Study, sweep};
use tempfile::TempDir;

/// Ten epochs with a few operators; a run takes a millisecond.
const SMALL: &str = "extends = \"economy\"\nname = \"small\"\n[time]\nduration_s = 864000\n\
    [market.operators]\ncandidates = 12\nactive_share = 0.5\n";

/// Two axes that are ranges.
pub const RANGES: &str = "[[sweep.axes]]\nkey = \"market.operators.active_share\"\nmin = 0.2\nmax = 0.9\n\
    [[sweep.axes]]\nkey = \"economy.emission_tokens\"\nmin = 500\nmax = 4000\nscale = \"log\"\n";

/// A folder that goes when it is dropped.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The sweep whose `[sweep]` is this text.
    #[track_caller]
    pub fn study(&self, text: &str) -> Study {
        let path = self.path("sweep.toml");
        fs::write(&path, format!("{SMALL}{text}")).unwrap();
        let study = Study::load(&path, &[]).unwrap();
        study.check().unwrap();
        study
    }

    /// Runs a sweep in the folder `out`.
    #[track_caller]
    pub fn run<'a>(&self, study: &'a Study, out: &str, threads: usize) -> Results<'a> {
        let options = Options { threads, keep_runs: false, shard: Shard::WHOLE };
        sweep(study, &self.path(out), options, &|_| ()).unwrap()
    }

    /// What a sweep left, by file, but for what is never the same twice.
    pub fn left(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(out)).unwrap().map(|entry| entry.unwrap());
        let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
        let kept = named.filter(|(name, _)| !["journal.txt", "timing.parquet"].contains(&name.as_str()));
        kept.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
    }

    /// Refuses two folders that differ in what is compared.
    #[track_caller]
    pub fn assert_same(&self, one: &str, other: &str) {
        let (one_left, other_left) = (self.left(one), self.left(other));
        assert_eq!(one_left.keys().collect::<Vec<_>>(), other_left.keys().collect::<Vec<_>>(), "{one} and {other}");
        for (name, bytes) in &one_left {
            assert!(*bytes == other_left[name], "{one} and {other} differ in {name}");
        }
    }

    /// Begins the folder `out` as `from` was when it had the journal that `cut` makes of its whole one.
    pub fn begun(&self, from: &str, out: &str, cut: impl Fn(String) -> String) {
        fs::create_dir(self.path(out)).unwrap();
        fs::copy(self.path(from).join("sweep.toml"), self.path(out).join("sweep.toml")).unwrap();
        let journal = fs::read_to_string(self.path(from).join("journal.txt")).unwrap();
        fs::write(self.path(out).join("journal.txt"), cut(journal)).unwrap();
    }
}

/// The first line of a journal, and the others turned about.
pub fn turned(journal: String) -> String {
    let mut lines: Vec<&str> = journal.lines().collect();
    lines[1..].reverse();
    lines.join("\n") + "\n"
}

/// A journal cut off in the middle of a line.
pub fn cut(journal: String) -> String {
    journal[..journal.len() * 2 / 5].to_owned()
}
