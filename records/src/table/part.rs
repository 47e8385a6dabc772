//! Closed part files: written whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::error::TableError;
use super::row::Row;

const PREFIX: &str = "part-";
const SUFFIX: &str = ".parquet";

/// File name of a part.
pub(super) fn part_name(number: u32) -> String {
    format!("{PREFIX}{number:05}{SUFFIX}")
}

/// Writes rows as the Parquet file `name` in `folder`.
pub(super) fn write_part<R: Row>(folder: &Path, name: &str, rows: &[R]) -> Result<(), TableError> {
    let batch = R::batch(rows).map_err(|error| TableError::Row { table: R::TABLE, message: error.to_string() })?;
    let bytes = encode(&batch).map_err(|error| TableError::Parquet { path: folder.join(name), message: error.to_string() })?;
    write_file(folder, name, &bytes)
}

fn encode(batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by("xpand".to_owned()) // the crate's own text carries its version
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
    writer.write(batch)?;
    writer.close()?;
    Ok(bytes)
}

/// Writes `bytes` under a name that readers pass over, syncs, renames to `name`, syncs the folder.
pub(crate) fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), TableError> {
    let open = folder.join(format!(".{name}.open"));
    let closed = folder.join(name);
    let mut file = File::create(&open).map_err(TableError::io(&open, "create the file"))?;
    file.write_all(bytes).map_err(TableError::io(&open, "write the file"))?;
    file.sync_all().map_err(TableError::io(&open, "sync the file"))?;
    drop(file);
    fs::rename(&open, &closed).map_err(TableError::io(&closed, "rename the file"))?;
    sync_folder(folder).map_err(TableError::io(folder, "sync the folder"))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened; the rename alone orders the parts.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The closed part files in a table's folder, by number. Whatever else lies there is passed over.
///
/// # Errors
/// If the folder cannot be read.
pub fn part_files(folder: &Path) -> Result<Vec<PathBuf>, TableError> {
    let failed = |cause| TableError::io(folder, "read the table's folder")(cause);
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
        if let Some(number) = number.and_then(|digits| digits.parse::<u32>().ok()) {
            parts.push((number, entry.path()));
        }
    }
    parts.sort();
    Ok(parts.into_iter().map(|(_, path)| path).collect())
}
