//! Closed part files: written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::error::TableError;
use super::row::Row;

const PREFIX: &str = "part-";
const SUFFIX: &str = ".parquet";

/// Rows from which on a part is compressed (count).
const COMPRESSED_FROM: usize = 256;

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

pub(super) fn encode(batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties(&batch.schema(), batch.num_rows())?))?;
    writer.write(batch)?;
    writer.close()?;
    Ok(bytes)
}

/// How a file of so many rows is written.
pub(super) fn properties(schema: &Schema, rows: usize) -> Result<WriterProperties, ParquetError> {
    // Setting up to compress a column costs more than a short one saves.
    let is_short = rows < COMPRESSED_FROM;
    let compression = if is_short { Compression::UNCOMPRESSED } else { Compression::ZSTD(ZstdLevel::try_new(1)?) };
    let mut properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        // The crate's own text carries its version.
        .set_created_by("xpand".to_owned());
    // Words repeat; numbers seldom do, and looking each up costs more than all else.
    for field in schema.fields().iter().filter(|field| *field.data_type() == DataType::Utf8) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), true);
    }
    Ok(properties.build())
}

/// Writes `bytes` under a name that readers pass over, syncs, renames to `name`, syncs the folder: after a kill or a power cut the
/// file is whole, or as it was before.
///
/// # Errors
/// If any of that fails.
pub fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), TableError> {
    write_file_with(folder, name, |file| file.write_all(bytes))
}

/// As [`write_file`], for what is too large to be held in memory first.
pub(crate) fn write_file_with(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), TableError> {
    let mut buffered = open_file(folder, name)?;
    fill(&mut buffered).map_err(TableError::io(&folder.join(open_name(name)), "write the file"))?;
    close_file(folder, name, buffered)
}

/// What a file is called until it is whole.
fn open_name(name: &str) -> String {
    format!(".{name}.open")
}

/// Begins a file that [`close_file`] makes whole.
pub(super) fn open_file(folder: &Path, name: &str) -> Result<BufWriter<File>, TableError> {
    let open = folder.join(open_name(name));
    let file = File::create(&open).map_err(TableError::io(&open, "create the file"))?;
    Ok(BufWriter::with_capacity(1 << 14, file))
}

/// Ends a file that [`open_file`] began.
pub(super) fn close_file(folder: &Path, name: &str, buffered: BufWriter<File>) -> Result<(), TableError> {
    let (open, closed) = (folder.join(open_name(name)), folder.join(name));
    let file = buffered.into_inner().map_err(|error| TableError::io(&open, "write the file")(error.into_error()))?;
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
    Ok(numbered_parts(folder)?.into_iter().map(|(_, path)| path).collect())
}

/// As [`part_files`], with the numbers.
pub(super) fn numbered_parts(folder: &Path) -> Result<Vec<(u32, PathBuf)>, TableError> {
    let mut parts = Vec::new();
    for (name, path) in files(folder)? {
        parts.extend(number(&name).map(|number| (number, path)));
    }
    parts.sort();
    Ok(parts)
}

/// What a table's folder holds beside its first `kept` parts: later ones, and those that a kill left half written.
pub(super) fn parts_after(folder: &Path, kept: u32) -> Result<Vec<PathBuf>, TableError> {
    let goes = |name: &str| match name.strip_prefix('.').and_then(|name| name.strip_suffix(".open")) {
        Some(open) => number(open).is_some(),
        None => number(name).is_some_and(|number| number >= kept),
    };
    Ok(files(folder)?.into_iter().filter(|(name, _)| goes(name)).map(|(_, path)| path).collect())
}

fn number(name: &str) -> Option<u32> {
    name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
}

/// Names and paths of what a folder holds; names that are no Unicode are none of ours.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, TableError> {
    let failed = |cause| TableError::io(folder, "read the table's folder")(cause);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        files.extend(entry.file_name().into_string().ok().map(|name| (name, entry.path())));
    }
    Ok(files)
}
