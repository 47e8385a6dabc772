//! The folder of a sweep: begun, gone on with, ended.
//!
//! ```text
//!   sweep.toml            the sweep filled in, written first; what must not change
//!   journal.txt           every run that has ended
//!   results.parquet       a row a run            ┐
//!   points.parquet        a row a point, metric  │ written at the end
//!   differences.parquet   against one point      │
//!   sensitivity.parquet   in place of these two: │
//!                         what each key adds     │
//!   summary.json                                 │
//!   timing.parquet        wall time of each run  ┘
//!   runs/                 whole run folders, with --keep-runs
//! ```

use crate::board::OpenPoints;
use crate::error::SweepError;
use crate::hall::{self, Progress};
use crate::journal::{Header, Journal};
use crate::lines::Lines;
use crate::mark::Marks;
use crate::results::Results;
use crate::row::Row;
use crate::run;
use crate::shard::Shard;
use crate::study::Study;
use records::table::write_file;
use std::fs;
use std::io::ErrorKind;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

/// What a folder is for: the word in messages, and the file that says what must not change in it.
#[derive(Clone, Copy)]
pub(crate) struct Purpose {
    pub word: &'static str,
    pub file: &'static str,
}

pub(crate) const SWEEP: Purpose = Purpose { word: "sweep", file: "sweep.toml" };

/// How to run a sweep. None of it changes the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Runs at once, at least 1.
    pub threads: usize,
    /// Keep the folder of every run.
    pub keep_runs: bool,
    /// Which part to run.
    pub shard: Shard,
}

/// Runs what `study` still needs in the folder `out`: all of it if that is new or empty, the rest if the same sweep was begun there.
///
/// # Errors
/// A folder that holds something else, or a sweep that differs (the message names what); one that cannot be written. What has ended
/// until then is kept.
pub fn sweep<'a>(
    study: &'a Study,
    out: &Path,
    options: Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Results<'a>, SweepError> {
    let header = Header::new(options.shard, options.keep_runs, study.metrics());
    let mut marks = Marks::new(study, options.shard);
    let journal = begin(SWEEP, &study.toml, &header, out, &mut |line, row| marks.note(row, line))?;
    let points = OpenPoints::new(study, options.shard, marks);
    let keep = options.keep_runs.then_some(out);
    let run = |point, replicate| {
        let folder = keep.map(|sweep| run::kept(sweep, point, replicate));
        run::run(study, point, replicate, folder.as_deref())
    };
    let marks = hall::work_off(points, journal, options.threads.max(1), &run, progress)?.into_marks();
    // A new thread takes over what the allocator still holds for those that have ended, so that the tables need little more.
    let written = || Results::written(study, options.shard, marks, out);
    thread::scope(|scope| scope.spawn(written).join()).unwrap_or_else(|panic| resume_unwind(panic))
}

/// The sweep that was begun in the folder `out`, and the options that it was begun with; the number of threads is for the caller to
/// choose.
///
/// # Errors
/// A folder without a sweep, or one whose files are damaged.
pub fn open_study(out: &Path) -> Result<(Study, Options), SweepError> {
    for missing in [SWEEP.file, crate::journal::JOURNAL] {
        if !out.join(missing).is_file() {
            return Err(SweepError::NoSweep { path: out.to_owned(), missing });
        }
    }
    let study = Study::load(&out.join(SWEEP.file), &[])?;
    let header = Lines::open(out)?.header()?;
    let shard =
        header.shard.parse().map_err(|message| SweepError::Journal { path: out.join(crate::journal::JOURNAL), message })?;
    Ok((study, Options { threads: 1, keep_runs: header.keep_runs, shard }))
}

/// Makes the folder and opens its journal, or makes sure that what was begun there is the same; gives `each` the rows that it holds,
/// with the places of their lines (B).
pub(crate) fn begin(
    purpose: Purpose,
    toml: &str,
    header: &Header,
    out: &Path,
    each: &mut dyn FnMut(u64, Row),
) -> Result<Journal, SweepError> {
    make(purpose, toml, out)?;
    let (journal, kept) = Journal::open(out, header, each)?;
    let differences = kept.differences(header);
    if differences.is_empty() {
        return Ok(journal);
    }
    Err(SweepError::Changed { path: out.to_owned(), word: purpose.word, differences })
}

/// Makes the folder with the file that says what must not change, or makes sure that it holds the same.
pub(crate) fn make(Purpose { word, file }: Purpose, toml: &str, out: &Path) -> Result<(), SweepError> {
    let path = out.join(file);
    match fs::read_to_string(&path) {
        Ok(kept) => {
            let differences = differences(&kept, toml);
            if differences.is_empty() { Ok(()) } else { Err(SweepError::Changed { path: out.to_owned(), word, differences }) }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(out).map_err(SweepError::io(out, "create the folder"))?;
            let entries = fs::read_dir(out).map_err(SweepError::io(out, "read the folder"))?;
            // A kill may have left the file half-written under its first name.
            let mut names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
            if let Some(found) = names.find(|name| !name.starts_with(&format!(".{file}"))) {
                return Err(SweepError::NotASweep { path: out.to_owned(), word, found });
            }
            Ok(write_file(out, file, toml.as_bytes())?)
        }
        Err(error) => Err(SweepError::io(&path, "read the file")(error)),
    }
}

/// What differs between two filled-in sweeps, key by key, the first few.
pub(crate) fn differences(kept: &str, now: &str) -> Vec<String> {
    const TOLD: usize = 4;
    let (kept, now) = (flat(kept), flat(now));
    let value = |keys: &[(String, String)], key: &str| keys.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let none = || "not set".to_owned();
    let mut told: Vec<String> = Vec::new();
    for (key, _) in kept.iter().chain(&now) {
        let (before, after) = (value(&kept, key), value(&now, key));
        let line = format!("{key} was {}, now {}", before.clone().unwrap_or_else(none), after.clone().unwrap_or_else(none));
        if before != after && !told.contains(&line) {
            told.push(line);
        }
    }
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told
}

/// Dotted keys of a TOML text, elements of lists of tables by number; the text itself if it is none.
fn flat(text: &str) -> Vec<(String, String)> {
    fn walk(key: &str, value: &toml::Value, found: &mut Vec<(String, String)>) {
        let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        match value {
            toml::Value::Table(table) => table.iter().for_each(|(name, value)| walk(&below(name), value, found)),
            toml::Value::Array(list) if list.iter().any(toml::Value::is_table) => {
                list.iter().enumerate().for_each(|(at, value)| walk(&below(&at.to_string()), value, found));
            }
            value => found.push((key.to_owned(), value.to_string())),
        }
    }
    let mut found = Vec::new();
    match text.parse::<toml::Table>() {
        Ok(table) => walk("", &toml::Value::Table(table), &mut found),
        Err(error) => found.push(("the file".to_owned(), format!("not valid TOML: {}", error.message()))),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_with_both_values() {
        let before = "seed = 1\n[a]\nb = 2\nlist = [1, 2]\n[[c]]\nd = \"x\"\n";
        let after = "seed = 1\n[a]\nb = 3\nlist = [1, 2]\n[[c]]\nd = \"x\"\n[[c]]\nd = \"y\"\n";
        assert_eq!(differences(before, after), ["a.b was 2, now 3", "c.1.d was not set, now \"y\""]);
        assert!(differences(before, before).is_empty());
        let many: String = (0..9).map(|n| format!("k{n} = {n}\n")).collect();
        assert_eq!(differences("", &many).last().unwrap(), "and 5 more");
    }
}
