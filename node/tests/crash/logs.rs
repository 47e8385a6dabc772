//! Logs that were cut, damaged or changed.

use crate::cluster::{Cluster, block_on};
use engine::wire::Digest;
use engine::{Input, Time};
use node::log::{self, Entry, Header, LogError, LogWriter};
use node::replay::{ReplayError, Replayed, find, key_beside, replay};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A folder of a node with one log, of a validator that served a job.
struct Logged {
    folder: TempDir,
    log: PathBuf,
    bytes: Vec<u8>,
}

impl Logged {
    /// A copy, to do harm to.
    fn copy() -> Self {
        static ORIGINAL: OnceLock<Cluster> = OnceLock::new();
        let original = ORIGINAL.get_or_init(|| {
            block_on(async {
                let mut cluster = Cluster::start().await;
                let _ = cluster.submit(2).await;
                cluster.watch("the job is over", |cluster| cluster.over.len() == 1).await;
                cluster.stop().await;
                cluster
            })
        });
        let home = original.home(0);
        let [source] = &find(&home).expect("a log")[..] else { panic!("one life") };
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log").join("life-0000.xlog");
        fs::create_dir_all(log.parent().expect("inside")).expect("a folder");
        fs::copy(home.join("key"), folder.path().join("key")).expect("a key");
        let bytes = fs::read(source).expect("a log");
        fs::write(&log, &bytes).expect("a copy");
        Self { folder, log, bytes }
    }

    fn replay(&self) -> Result<Replayed, ReplayError> {
        replay(&self.log, &key_beside(&self.log))
    }

    /// Where each frame lies, the header's first.
    fn frames(&self) -> Vec<Range<usize>> {
        let (mut frames, mut at) = (Vec::new(), b"XPANDLOG\x01".len());
        while at < self.bytes.len() {
            let length = u32::from_le_bytes(self.bytes[at..at + 4].try_into().expect("four bytes"));
            frames.push(at..at + 8 + length as usize);
            at += 8 + length as usize;
        }
        assert!(frames.len() > 20, "{} frames", frames.len());
        frames
    }

    fn entries(&self) -> (Header, Vec<Entry>) {
        let (header, entries) = log::open(&self.log).expect("whole");
        (header, entries.collect::<Result<_, _>>().expect("whole"))
    }
}

/// A log with right checksums, written anew in a folder of its own with the key of `from`.
fn forged(from: &Logged, header: &Header, entries: &[Entry]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(from.folder.path().join("key"), folder.path().join("key")).expect("a key");
    let mut log = LogWriter::create(folder.path(), header).expect("a log");
    entries.iter().for_each(|entry| log.step(entry).expect("room"));
    let [path] = &find(folder.path()).expect("a log")[..] else { panic!("one life") };
    (folder, path.clone())
}

#[test]
fn a_log_whose_tail_is_cut_off_replays_up_to_there_and_says_so() {
    let logged = Logged::copy();
    let whole = logged.replay().expect("whole");
    assert_eq!((&whole.difference, whole.torn_bytes), (&None, None));
    let frames = logged.frames();
    assert_eq!(whole.steps, frames.len() as u64 - 1);
    let last = frames.last().expect("some").clone();
    for end in last.start..last.end {
        fs::write(&logged.log, &logged.bytes[..end]).expect("cut");
        let torn = logged.replay().expect("whole up to the cut");
        let left = (end - last.start) as u64;
        assert_eq!((torn.steps, torn.torn_bytes), (whole.steps - 1, Some(left).filter(|left| *left > 0)), "cut at {end}");
        assert_eq!(torn.difference, None);
    }
    for zeros in [1, 8, 4_096] {
        fs::write(&logged.log, [&logged.bytes[..], &vec![0; zeros]].concat()).expect("zeros");
        let torn = logged.replay().expect("zeros where nothing was written yet");
        assert_eq!((torn.steps, torn.torn_bytes), (whole.steps, Some(zeros as u64)));
    }
    fs::write(&logged.log, &logged.bytes[..frames[0].end - 1]).expect("cut");
    let error = logged.replay().expect_err("no header").to_string();
    assert!(error.contains("its header is cut off"), "{error}");
}

#[test]
fn a_damaged_byte_is_found_with_its_place() {
    let logged = Logged::copy();
    let frames = logged.frames();
    for (number, frame) in frames.iter().enumerate().step_by(frames.len() / 20) {
        // Checksum, first, middle and last byte of the entry.
        for at in [frame.start + 4, frame.start + 8, (frame.start + 8 + frame.end) / 2, frame.end - 1] {
            let mut bytes = logged.bytes.clone();
            bytes[at] ^= 0x10;
            fs::write(&logged.log, bytes).expect("damage");
            let error = logged.replay().expect_err("damaged");
            let ReplayError::Log(LogError::Damaged { path, at: place, .. }) = &error else { panic!("frame {number}: {error}") };
            assert_eq!((path, *place), (&logged.log, frame.start as u64), "frame {number}, byte {at}");
        }
        // A length that is wrong: never taken for whole.
        for at in frame.start..frame.start + 4 {
            let mut bytes = logged.bytes.clone();
            bytes[at] ^= 0x10;
            fs::write(&logged.log, bytes).expect("damage");
            let replayed = logged.replay();
            assert!(!replayed.is_ok_and(|replayed| replayed.torn_bytes.is_none()), "frame {number}, byte {at}");
        }
    }
}

#[test]
fn a_step_that_was_changed_differs_there_and_not_before() {
    let logged = Logged::copy();
    let (header, entries) = logged.entries();
    let differs_at = |step: usize, change: &dyn Fn(&mut Entry)| {
        let mut changed = entries.clone();
        change(&mut changed[step]);
        let (_folder, path) = forged(&logged, &header, &changed);
        let replayed = replay(&path, &key_beside(&path)).expect("readable");
        let difference = replayed.difference.expect("changed");
        assert_eq!((difference.step, &difference.entry), (step as u64, &changed[step]));
    };
    for step in (0..entries.len()).step_by(entries.len() / 10) {
        differs_at(step, &|entry| entry.outputs = Digest::of(b"something else"));
    }
    // Envelopes that were answered: altered, they are refused.
    let nothing = log::digest(&[]);
    let answered = |entry: &&Entry| matches!(entry.input, Input::Deliver(_)) && entry.outputs != nothing;
    let delivered: Vec<&Entry> = entries.iter().filter(answered).collect();
    assert!(delivered.len() > 5, "{} answered", delivered.len());
    for entry in delivered.into_iter().take(10) {
        let step = entries.iter().position(|other| other == entry).expect("it is one");
        differs_at(step, &|entry| {
            if let Input::Deliver(envelope) = &mut entry.input {
                envelope.expires = Time(envelope.expires.0 - 1);
            }
        });
    }
    // Without its first step nothing fits any more.
    let (_folder, path) = forged(&logged, &header, &entries[1..]);
    assert!(replay(&path, &key_beside(&path)).expect("readable").difference.is_some());
}

#[test]
fn another_key_another_file_and_no_log_are_refused_by_name() {
    let logged = Logged::copy();
    let other = tempfile::tempdir().expect("a folder");
    let _ = node::identity::load_or_create(other.path()).expect("a key");
    let key = other.path().join("key");
    let refused = |log: &Path, key: &Path, words: &[&str]| {
        let error = replay(log, key).expect_err("refused").to_string();
        for words in words {
            assert!(error.contains(words), "{words:?} is not in: {error}");
        }
    };
    let (log_name, key_name) = (logged.log.display().to_string(), key.display().to_string());
    refused(&logged.log, &key, &["is not the key of the node", &log_name, &key_name, "--key"]);
    refused(&logged.log, &other.path().join("none"), &["none", "cannot read the key"]);
    refused(&key, &key, &["is not an input log", &key_name]);
    refused(&other.path().join("gone.xlog"), &key, &["gone.xlog", "cannot read the log"]);
    let error = find(other.path()).expect_err("no logs").to_string();
    assert!(error.contains("holds no *.xlog") && error.contains(&other.path().display().to_string()), "{error}");
}
