//! The job of a devnet: tell the types of the files that git tracks in a folder.

use super::report::counted;
use crate::data::Blobs;
use crate::work::{FileSample, MAGIKA, Manifest};
use anyhow::{Context, Result, bail};
use engine::job::{JobSpec, Stage, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::Digest;
use models::magika::{GFLOP_PER_INFERENCE, Sample};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of one task: 0.15 s of work on one core, at the 12 ms a file measured (models at opt-level 3).
const FILES_PER_TASK: usize = 12;

/// Room that a task's output has for each file beside its path (bytes).
const OUTPUT_BYTES_PER_FILE: u64 = 256;

/// What is to be done, and on how many files.
#[derive(Debug)]
pub struct FileJob {
    /// The job.
    pub spec: JobSpec,
    /// Files in it.
    pub files: usize,
    /// Files that git tracks beyond the limit.
    pub left_out: usize,
    /// Tracked files that cannot be read here: deleted, or links and submodules.
    pub unreadable: usize,
}

impl FileJob {
    /// How much it is.
    pub fn in_words(&self) -> String {
        format!("{} in {}", counted(self.files as u64, "file"), counted(self.spec.tasks.len() as u64, "task"))
    }
}

/// The files that git tracks in `folder`, relative to it, in git's order.
///
/// # Errors
/// If git is not there or the folder is not in a repository.
pub fn tracked(folder: &Path) -> Result<Vec<PathBuf>> {
    let git = Command::new("git").arg("-C").arg(folder).args(["ls-files", "-z"]).output();
    let git = git.context("git could not be started; the devnet's job is about the files that git tracks in a folder")?;
    if !git.status.success() {
        let words = String::from_utf8_lossy(&git.stderr);
        bail!("{}: git lists no files here ({}); name a folder of a git repository", folder.display(), words.trim());
    }
    let names = git.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let files: Vec<PathBuf> = names.map(path_of).collect();
    if files.is_empty() {
        bail!("{}: git tracks no files here; name a folder with some", folder.display());
    }
    Ok(files)
}

/// A path as git prints it: bytes, which need not be UTF-8 on Unix.
#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(name).into()
}

/// A path as git prints it.
#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

/// The job on at most `files_max` of the files in `folder`; inputs and manifest go into `blobs`, the requester's.
///
/// # Errors
/// If there are no files or `blobs` cannot be written.
pub fn prepare(folder: &Path, files_max: usize, blobs: &Blobs) -> Result<FileJob> {
    let names = tracked(folder)?;
    let left_out = names.len().saturating_sub(files_max);
    let mut samples = Vec::new();
    let mut unreadable = 0;
    for name in names.iter().take(files_max) {
        let path = folder.join(name);
        let is_file = std::fs::symlink_metadata(&path).is_ok_and(|data| data.is_file());
        match is_file.then(|| Sample::read(&path)) {
            Some(Ok(sample)) => samples.push(FileSample { path: name.display().to_string(), sample }),
            _ => unreadable += 1,
        }
    }
    if samples.is_empty() {
        bail!("{}: none of the {} files that git tracks can be read", folder.display(), names.len());
    }
    let spec = job(&samples, blobs)?;
    Ok(FileJob { spec, files: samples.len(), left_out, unreadable })
}

fn job(samples: &[FileSample], blobs: &Blobs) -> Result<JobSpec> {
    let mut manifest = Manifest { program: MAGIKA.to_owned(), inputs: Vec::new() };
    let mut tasks = Vec::new();
    for part in samples.chunks(FILES_PER_TASK) {
        let input = encoded(&part);
        let output_bytes = part.iter().map(|file| file.path.len() as u64 + OUTPUT_BYTES_PER_FILE).sum();
        tasks.push(TaskSpec {
            stage: Stage::Scatter,
            work: work(part.len()),
            input_bytes: input.len() as u64,
            output_bytes,
            memory_mib: 64,
            gpu_memory_mib: 0,
            checkpoint_every: engine::Span::SECOND,
            checkpoint_bytes: output_bytes,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        });
        manifest.inputs.push(blobs.put(&input)?);
    }
    let last = u16::try_from(tasks.len()).context("too many files: a job has at most 65,533 parts")?;
    let parts_bytes = tasks.iter().map(|task| task.output_bytes).sum();
    let gather = TaskSpec {
        stage: Stage::Gather,
        work: work(1),
        input_bytes: parts_bytes,
        output_bytes: 2 * parts_bytes,
        checkpoint_every: engine::Span::ZERO,
        ..tasks[0]
    };
    tasks.push(gather);
    manifest.inputs.push(Digest::NONE);
    let manifest = blobs.put(&encoded(&manifest))?;
    let edges = (0..last).map(|part| (part, last)).collect();
    Ok(JobSpec { pattern: engine::job::Pattern::ScatterGather, tasks, edges, manifest, due: engine::Span::ZERO })
}

fn encoded<T: borsh::BorshSerialize>(value: &T) -> Vec<u8> {
    borsh::to_vec(value).expect("a Vec takes any length")
}

fn work(files: usize) -> MilliGflop {
    MilliGflop((GFLOP_PER_INFERENCE * 1_000.0 * files as f64).ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_git_does_not_know_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let error = tracked(folder.path()).unwrap_err().to_string();
        assert!(error.contains("name a folder of a git repository"), "{error}");
    }

    #[test]
    fn every_file_is_in_one_part_and_the_last_task_waits_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let sample = |n: usize| FileSample { path: format!("f{n}"), sample: Sample::of_bytes(b"fn main() {}") };
        let samples: Vec<FileSample> = (0..30).map(sample).collect();
        let spec = job(&samples, &blobs).unwrap();
        assert_eq!((spec.tasks.len(), spec.edges.clone()), (4, vec![(0, 3), (1, 3), (2, 3)]));
        let manifest: Manifest = borsh::from_slice(&blobs.get(&spec.manifest).unwrap()).unwrap();
        let part = |name: &Digest| borsh::from_slice::<Vec<FileSample>>(&blobs.get(name).unwrap()).unwrap();
        assert_eq!(manifest.inputs[..3].iter().flat_map(part).collect::<Vec<_>>(), samples);
        assert_eq!(manifest.inputs[3], Digest::NONE);
    }
}
