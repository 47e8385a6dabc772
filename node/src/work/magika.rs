//! The program that tells the types of files: parts classify, the last task gathers and reduces to a table by type.

use super::{Program, Task};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::job::Stage;
use models::magika::{Magika, Sample};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the program; another model is another program.
pub const PROGRAM: &str = "magika-standard_v3_3";

/// What the model reads of a file.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct FileSample {
    /// Its path, as the requester calls it.
    pub path: String,
    /// Its size, first and last bytes.
    pub sample: Sample,
}

/// A file with its type.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Classified {
    /// Its path.
    pub path: String,
    /// Its size (bytes).
    pub bytes: u64,
    /// Its type.
    pub label: String,
    /// How sure the model was, in 0..=1; 1 where a rule decided.
    pub score: f32,
}

/// One line of the table by type.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct TypeRow {
    /// The type.
    pub label: String,
    /// Files of it.
    pub files: u64,
    /// Their size (bytes).
    pub bytes: u64,
    /// Lowest score among them.
    pub score_min: f32,
}

/// What the last task leaves behind.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Gathered {
    /// Every file, in the order of parts.
    pub files: Vec<Classified>,
    /// By type, the most frequent first, equal ones by name.
    pub types: Vec<TypeRow>,
}

/// Runs [`PROGRAM`].
pub struct MagikaProgram(pub Arc<Magika>);

impl Program for MagikaProgram {
    fn run(&self, task: &Task<'_>) -> Result<Vec<u8>, String> {
        if task.stage == Stage::Gather {
            return encode(&gather(task.before)?);
        }
        let files: Vec<FileSample> = borsh::from_slice(task.input).map_err(|_| "the input is no list of file samples")?;
        let (mut classified, count) = (begun(task.kept, &files), files.len() as u64);
        for FileSample { path, sample } in files.into_iter().skip(classified.len()) {
            if task.course.is_stopped() {
                return Err("stopped".to_owned());
            }
            let verdict = self.0.classify(&sample).map_err(|error| format!("{path}: {error}"))?;
            classified.push(Classified { path, bytes: sample.size, label: verdict.label, score: verdict.score });
            if task.course.is_due() {
                task.course.keep(classified.len() as u64, count, encode(&classified)?);
            }
        }
        encode(&classified)
    }
}

/// What is known of the first of these files; nothing if `kept` is of others.
fn begun(kept: &[u8], files: &[FileSample]) -> Vec<Classified> {
    let kept: Vec<Classified> = borsh::from_slice(kept).unwrap_or_default();
    let is_of_these = kept.len() <= files.len() && kept.iter().zip(files).all(|(done, file)| done.path == file.path);
    if is_of_these { kept } else { Vec::new() }
}

fn gather(before: &[Vec<u8>]) -> Result<Gathered, String> {
    let mut files = Vec::new();
    for part in before {
        let part: Vec<Classified> = borsh::from_slice(part).map_err(|_| "a part is no list of classified files")?;
        files.extend(part);
    }
    let mut types = BTreeMap::<&str, TypeRow>::new();
    for file in &files {
        let label = file.label.clone();
        let row = types.entry(&file.label).or_insert(TypeRow { label, files: 0, bytes: 0, score_min: 1.0 });
        row.files += 1;
        row.bytes = row.bytes.saturating_add(file.bytes);
        row.score_min = row.score_min.min(file.score);
    }
    let mut types: Vec<TypeRow> = types.into_values().collect();
    types.sort_by(|a, b| b.files.cmp(&a.files).then_with(|| a.label.cmp(&b.label)));
    Ok(Gathered { files, types })
}

fn encode<T: BorshSerialize>(value: &T) -> Result<Vec<u8>, String> {
    borsh::to_vec(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, label: &str, bytes: u64, score: f32) -> Classified {
        Classified { path: path.into(), bytes, label: label.into(), score }
    }

    #[test]
    fn what_was_kept_of_other_files_is_no_begin() {
        let sample = |path: &str| FileSample { path: path.into(), sample: Sample::of_bytes(b"") };
        let files = [sample("a"), sample("b")];
        let kept = |names: &[&str]| encode(&names.iter().map(|name| file(name, "rust", 5, 0.9)).collect::<Vec<_>>()).unwrap();
        assert_eq!(begun(&kept(&["a"]), &files), [file("a", "rust", 5, 0.9)]);
        assert_eq!(begun(&kept(&["b"]), &files), []);
        assert_eq!(begun(&kept(&["a", "b", "c"]), &files), []);
        assert_eq!((begun(&[], &files), begun(&[7; 9], &files)), (vec![], vec![]));
    }

    #[test]
    fn parts_are_reduced_to_a_table_by_type() {
        let parts = [vec![file("a", "rust", 5, 0.9), file("b", "toml", 1, 1.0)], vec![file("c", "rust", 7, 0.8)], vec![]];
        let parts: Vec<Vec<u8>> = parts.iter().map(|part| encode(part).unwrap()).collect();
        let table = gather(&parts).unwrap();
        assert_eq!(table.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        let row = |label: &str, files, bytes, score_min| TypeRow { label: label.into(), files, bytes, score_min };
        assert_eq!(table.types, [row("rust", 2, 12, 0.8), row("toml", 1, 1, 1.0)]);
        assert!(gather(&[vec![1]]).unwrap_err().contains("no list"));
    }
}
