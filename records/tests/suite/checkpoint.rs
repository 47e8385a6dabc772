//! Checkpoints of a run: whole or refused, and the tables taken back to them.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

use engine::wire::Digest;
use engine::{Span, Time};
use records::run::{CheckpointError, CheckpointHead, Checkpoints, Marks, RunWriter};

use crate::sample::{job, record, summary, timeline};

fn head(at_s: u64) -> CheckpointHead {
    CheckpointHead {
        version: CheckpointHead::VERSION.to_owned(),
        scenario: Digest::of(b"scenario"),
        inputs: 7,
        every: Span::from_secs(60),
        at: Time(at_s * Span::SECOND.0),
        events: 11,
        wall_s: 0.5,
        marks: Marks::default(),
    }
}

/// Checkpoints of a run at these seconds, each with its second in words for a body.
fn written(run: &Path, seconds: &[u64]) -> Checkpoints {
    let checkpoints = Checkpoints::create(run).expect("a folder");
    for at_s in seconds {
        let body = format!("the state at {at_s} s");
        checkpoints.write(&head(*at_s), |out| out.write_all(body.as_bytes())).expect("a checkpoint");
    }
    checkpoints
}

fn file(run: &Path, at_s: u64) -> PathBuf {
    run.join(format!("checkpoint/{at_s:012}.checkpoint"))
}

/// Second and body of the newest whole checkpoint, and how many newer ones are damaged.
fn newest(checkpoints: &Checkpoints) -> Option<(u64, String, usize)> {
    let (mut checkpoint, damage) = checkpoints.newest().expect("readable")?;
    let mut body = String::new();
    checkpoint.body.read_to_string(&mut body).expect("text");
    Some((checkpoint.head.at.as_secs(), body, damage.len()))
}

#[test]
fn the_newest_two_are_kept_and_read_back() {
    let run = tempfile::tempdir().expect("a folder");
    let checkpoints = written(run.path(), &[]);
    assert_eq!(newest(&checkpoints), None);
    drop(checkpoints);
    fs::remove_dir_all(run.path().join("checkpoint")).expect("there");
    let checkpoints = written(run.path(), &[60, 120, 180, 3_000]);
    assert_eq!([60, 120, 180, 3_000].map(|at_s| file(run.path(), at_s).exists()), [false, false, true, true]);
    assert_eq!(newest(&checkpoints), Some((3_000, "the state at 3000 s".to_owned(), 0)));
    assert_eq!(checkpoints.newest().expect("readable").map(|(checkpoint, _)| checkpoint.head), Some(head(3_000)));
    checkpoints.remove().expect("removed");
    assert!(!run.path().join("checkpoint").exists());
}

#[test]
fn whatever_byte_is_wrong_or_missing_the_one_before_is_taken() {
    let run = tempfile::tempdir().expect("a folder");
    let checkpoints = written(run.path(), &[60, 120]);
    let path = file(run.path(), 120);
    let whole = fs::read(&path).expect("a file");
    let older = Some((60, "the state at 60 s".to_owned(), 1));
    for at in 0..whole.len() {
        fs::write(&path, &whole[..at]).expect("written");
        assert_eq!(newest(&checkpoints), older, "cut off after {at} bytes");
        let mut wrong = whole.clone();
        wrong[at] ^= 1 << (at % 8);
        fs::write(&path, &wrong).expect("written");
        assert_eq!(newest(&checkpoints), older, "byte {at}");
    }
    fs::write(&path, [&*whole, b"more"].concat()).expect("written");
    assert_eq!(newest(&checkpoints), older, "longer");
    fs::write(file(run.path(), 60), "").expect("written");
    let message = checkpoints.newest().expect_err("both are damaged").to_string();
    for told in [&*path.display().to_string(), "cut off after 0 bytes", "its checksum does not fit", "start the run again"] {
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn another_version_is_named_with_ours() {
    let run = tempfile::tempdir().expect("a folder");
    let checkpoints = written(run.path(), &[60]);
    let other = CheckpointHead { version: "9.9.9".to_owned(), ..head(120) };
    checkpoints.write(&other, |_| Ok(())).expect("a checkpoint");
    let message = checkpoints.newest().expect_err("another version").to_string();
    let told = format!("written by xpand 9.9.9, this is xpand {}", CheckpointHead::VERSION);
    assert!(message.contains(&told), "{message}");
}

#[test]
fn what_is_left_of_a_write_that_was_cut_off_is_passed_over() {
    let run = tempfile::tempdir().expect("a folder");
    let checkpoints = written(run.path(), &[60]);
    let failed = checkpoints.write(&head(120), |_| Err(std::io::Error::other("the disk is full")));
    assert!(failed.expect_err("not written").to_string().contains("the disk is full"));
    assert_eq!(newest(&checkpoints), Some((60, "the state at 60 s".to_owned(), 0)));
}

#[test]
fn one_process_at_a_time_works_on_a_run() {
    let run = tempfile::tempdir().expect("a folder");
    assert!(Checkpoints::open(run.path()).expect("readable").is_none(), "a run without checkpoints");
    let checkpoints = written(run.path(), &[60]);
    let busy = Checkpoints::open(run.path()).expect_err("it is open");
    assert!(matches!(busy, CheckpointError::Busy { .. }), "{busy}");
    drop(checkpoints);
    assert!(Checkpoints::open(run.path()).expect("free").is_some());
}

/// Path and bytes of all files of tables.
fn tables(run: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folders = fs::read_dir(run).expect("a folder").map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).expect("a folder")).map(|entry| entry.expect("an entry").path());
    files.map(|path| (path.strip_prefix(run).expect("below").to_owned(), fs::read(&path).expect("a file"))).collect()
}

#[test]
fn rows_after_the_marks_go_and_come_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let [whole, cut] = ["whole", "cut"].map(|name| folder.path().join(name));
    let go_on = |run: &mut RunWriter| (10..15).try_for_each(|number| run.jobs.push(job(number)));
    let mut run = record(&whole).expect("a run");
    run.mark().expect("written");
    go_on(&mut run).and_then(|()| run.finish(&summary())).expect("a run");

    let mut run = record(&cut).expect("a run");
    let marks = run.mark().expect("written");
    let at_marks = tables(&cut);
    go_on(&mut run).and_then(|()| run.timeline.push(timeline(9))).and_then(|()| run.flush()).expect("written");
    fs::write(cut.join("jobs/.part-00099.parquet.open"), "half").expect("written");
    assert_ne!(tables(&cut), at_marks);
    drop(run);
    let mut run = RunWriter::resume(&cut, &marks).expect("resumed");
    assert_eq!(tables(&cut), at_marks);
    assert_eq!((run.jobs.rows(), run.timeline.rows()), (4, 3));
    go_on(&mut run).and_then(|()| run.finish(&summary())).expect("a run");
    assert_eq!(tables(&whole), tables(&cut));
}

#[test]
fn a_part_from_before_the_marks_must_be_there_and_nothing_is_deleted_if_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run");
    let mut run = record(&path).expect("a run");
    let marks = run.mark().expect("written");
    run.jobs.push(job(9)).and_then(|()| run.flush()).expect("written");
    drop(run);
    let gone = path.join("timeline/part-00001.parquet");
    fs::remove_file(&gone).expect("there");
    let before = tables(&path);
    let message = RunWriter::resume(&path, &marks).expect_err("a part is gone").to_string();
    assert!(message.starts_with(&format!("{}: the file is gone", gone.display())), "{message}");
    assert_eq!(tables(&path), before);
}

#[test]
fn a_lock_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("checkpoint/lock")).expect("made");
    assert!(OpenOptions::new().write(true).open(folder.path().join("checkpoint/lock")).is_err());
    let message = Checkpoints::open(folder.path()).expect_err("a folder in its place").to_string();
    assert!(message.contains("lock: cannot open the file"), "{message}");
}
