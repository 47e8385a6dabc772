//! A study that is loaded and checked, and how its runs are made.

use crate::book::{Book, Entry, made_up_search, swept};
use crate::error::StudyError;
use crate::file::{PartEntry, RunEntry, StudyFile};
use crate::report::Report;
use crate::search::plain_search;
use crate::source::{Options, Source};
use scenarios::scenario::{read_checked, split_override};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sweep::{Progress, SweepError, find};

/// A study whose every file is loaded, whose every point is prepared, and whose every finding has its numbers.
pub struct Study {
    pub(crate) file: StudyFile,
    pub(crate) source: Source,
    pub(crate) options: Options,
    /// In the order of the file.
    pub(crate) runs: Vec<(RunEntry, Kind)>,
}

/// What a run is.
pub(crate) enum Kind {
    Sweep(Box<sweep::Study>),
    Search(Box<find::Study>),
    LeftOut(String),
}

/// How far a study is: the run under way, and how far that is.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Its name.
    pub run: &'a str,
    /// Its number, from 1.
    pub number: usize,
    /// Runs in all.
    pub of: usize,
    /// Runs of it that have ended.
    pub progress: Progress,
}

/// A study that was run.
pub struct Ended<'a> {
    pub(crate) study: &'a Study,
    pub(crate) book: Arc<Book>,
    /// Runs that failed, in words.
    pub failures: Vec<String>,
}

impl Study {
    /// Loads `source` and checks all of it.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file.
    pub fn load(source: Source, options: Options) -> Result<Self, StudyError> {
        let path = source.folder.join("study.toml");
        let text = fs::read_to_string(&path).map_err(|cause| StudyError::Io { path: path.clone(), cause })?;
        let file: StudyFile = read_checked(&path.display().to_string(), &text)?;
        if let Some((key, _)) = options.with.iter().find(|(key, _)| file.runs.iter().all(|run| run.needs != *key)) {
            let mut needed: Vec<&str> = file.runs.iter().map(|run| run.needs.as_str()).filter(|key| !key.is_empty()).collect();
            needed.dedup();
            let message = format!("none of its runs needs `{key}`; what some need: {}", needed.join(", "));
            return Err(StudyError::Entry { path, message });
        }
        if let Some(unknown) = options.only.iter().find(|id| file.parts.iter().all(|part| part.id != **id)) {
            let known = file.parts.iter().map(|part| part.id.as_str()).collect::<Vec<_>>().join(", ");
            let message = format!("it has no part `{unknown}`; its parts are {known}");
            return Err(StudyError::Entry { path, message });
        }
        let mut runs = Vec::with_capacity(file.runs.len());
        for entry in file.runs.iter().filter(|entry| is_needed(&file, &options.only, &entry.name)) {
            let wrong = |cause| StudyError::Run { run: entry.name.clone(), cause: Box::new(cause) };
            runs.push((entry.clone(), load(&source.folder.join(&entry.file), entry, &options).map_err(wrong)?));
        }
        let study = Self { file, source, options, runs };
        study.fits(&path)?;
        Ok(study)
    }

    /// Fills in every word and draws every chart with made-up numbers, so that nothing is refused after an hour of runs.
    fn fits(&self, path: &Path) -> Result<(), StudyError> {
        let made_up = self.runs.iter().map(|(entry, kind)| {
            let wrong = |cause| StudyError::Run { run: entry.name.clone(), cause: Box::new(cause) };
            let result = match kind {
                Kind::Sweep(study) => swept(study, None).map_err(wrong)?,
                Kind::Search(study) => Entry::Search(made_up_search(study)),
                Kind::LeftOut(why) => Entry::LeftOut(why.clone()),
            };
            Ok((entry.name.clone(), result))
        });
        let book = Book(made_up.collect::<Result<_, StudyError>>()?);
        if book.0.len() < self.runs.len() {
            let message = "two of its runs have the same name".to_owned();
            return Err(StudyError::Entry { path: path.to_owned(), message });
        }
        let ended = Ended { study: self, book: Arc::new(book), failures: Vec::new() };
        Report::of(&ended).map(drop)
    }

    /// The parts to answer.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &PartEntry> {
        let only = &self.options.only;
        self.file.parts.iter().filter(move |part| only.is_empty() || only.contains(&part.id))
    }

    /// What is studied.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.file.title
    }

    /// The name of its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// Its runs: the name of each and how many runs of the simulator it takes, or why it is left out.
    pub fn plan(&self) -> impl Iterator<Item = (&str, Result<usize, &str>)> {
        self.runs.iter().map(|(entry, kind)| {
            let runs = match kind {
                Kind::Sweep(study) => Ok(study.points().values.len() * study.replicates_max() as usize),
                Kind::Search(study) => Ok(study.runs_max()),
                Kind::LeftOut(why) => Err(why.as_str()),
            };
            (entry.name.as_str(), runs)
        })
    }

    /// Makes all runs in folders of their own under `out`, `threads` at once; what was made there before is not made again.
    ///
    /// # Errors
    /// A folder that cannot be written or holds another study's runs. What has ended until then is kept.
    pub fn run(&self, out: &Path, threads: usize, progress: &(dyn Fn(Step<'_>) + Sync)) -> Result<Ended<'_>, StudyError> {
        let (mut book, mut failures) = (Book::default(), Vec::new());
        let of = self.runs.len();
        for (number, (entry, kind)) in (1..).zip(&self.runs) {
            let (run, folder) = (entry.name.as_str(), out.join("runs").join(&entry.name));
            let wrong = |cause| StudyError::Run { run: run.to_owned(), cause: Box::new(cause) };
            let step = |progress_of_run| progress(Step { run, number, of, progress: progress_of_run });
            let result = match kind {
                Kind::LeftOut(why) => Entry::LeftOut(why.clone()),
                Kind::Sweep(study) => {
                    let options = sweep::Options { threads, keep_runs: false, shard: sweep::Shard::WHOLE };
                    let results = sweep::sweep(study, &make(folder)?, options, &step).map_err(wrong)?;
                    failures.extend(results.failures().map(|row| {
                        format!("{run}, point {} replicate {}: {}", row.point, row.replicate, row.error().unwrap_or_default())
                    }));
                    swept(study, Some(&results)).map_err(wrong)?
                }
                Kind::Search(study) => {
                    let found = find::find(study, &make(folder)?, threads, &step).map_err(wrong)?;
                    failures.extend(found.failures().map(|(point, row)| {
                        format!("{run}, {point}, replicate {}: {}", row.replicate, row.error().unwrap_or_default())
                    }));
                    Entry::Search(plain_search(study, &found))
                }
            };
            book.0.insert(entry.name.clone(), result);
        }
        Ok(Ended { study: self, book: Arc::new(book), failures })
    }
}

/// Whether one of the parts `only` speaks of `run`; if all parts are answered, every run is needed.
fn is_needed(file: &StudyFile, only: &[String], run: &str) -> bool {
    let quoted = format!("\"{run}\"");
    let speaks = |part: &PartEntry| {
        let texts = part.checks.iter().flat_map(|check| [&check.what, &check.found, &check.expected, &check.holds]);
        part.figures.iter().any(|figure| figure.run == run) || texts.chain([&part.finding]).any(|text| text.contains(&quoted))
    };
    only.is_empty() || file.parts.iter().any(|part| only.contains(&part.id) && speaks(part))
}

fn make(folder: PathBuf) -> Result<PathBuf, StudyError> {
    match fs::create_dir_all(&folder) {
        Ok(()) => Ok(folder),
        Err(cause) => Err(StudyError::Io { path: folder, cause }),
    }
}

/// Loads and checks the file of a run: a search if it has a table `find`, else a sweep.
fn load(path: &Path, entry: &RunEntry, options: &Options) -> Result<Kind, SweepError> {
    let quick = entry.quick.iter().filter(|_| options.quick).map(|text| split_override(text));
    let mut overrides = quick.collect::<Result<Vec<_>, _>>()?;
    if !entry.needs.is_empty() {
        match options.with.iter().find(|(key, _)| *key == entry.needs) {
            Some(given) => overrides.push(given.clone()),
            None => return Ok(Kind::LeftOut(format!("needs --with {}=…", entry.needs))),
        }
    }
    let text = fs::read_to_string(path).map_err(|cause| SweepError::Io { path: path.to_owned(), action: "read", cause })?;
    if toml::from_str::<toml::Table>(&text).is_ok_and(|table| table.contains_key("find")) {
        let study = find::Study::load(path, &overrides)?;
        study.check()?;
        return Ok(Kind::Search(Box::new(study)));
    }
    let study = sweep::Study::load(path, &overrides)?;
    study.check()?;
    Ok(Kind::Sweep(Box::new(study)))
}
