//! A mechanism that was played by itself, recorded: there are no tables.

use std::path::Path;

use super::writer::{close, make_empty};
use super::{SCENARIO, Summary};
use crate::table::{TableError, write_file};

/// Writes the folder of a mechanism that has been played, with its parents: `scenario.toml`, `digest.txt` and, last, `summary.json`.
///
/// # Errors
/// A folder that holds something already, a file in its place, or one that cannot be written.
pub fn write_mechanism(folder: &Path, scenario_toml: &str, summary: &Summary) -> Result<(), TableError> {
    make_empty(folder)?;
    write_file(folder, SCENARIO, scenario_toml.as_bytes())?;
    close(folder, summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_folder_has_three_files_and_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("runs").join("vote");
        let summary = Summary { digest: "00ff".to_owned(), metrics: [("value".to_owned(), 0.25)].into(), ..Summary::default() };
        write_mechanism(&run, "name = \"vote\"\n", &summary).unwrap();
        assert_eq!(fs::read_to_string(run.join("digest.txt")).unwrap(), "00ff\n");
        let read: Summary = serde_json::from_str(&fs::read_to_string(run.join("summary.json")).unwrap()).unwrap();
        assert_eq!(read.metrics["value"], 0.25);
        assert_eq!(fs::read_dir(&run).unwrap().count(), 3);
        assert!(matches!(write_mechanism(&run, "", &summary), Err(TableError::NotEmpty { .. })));
    }
}
