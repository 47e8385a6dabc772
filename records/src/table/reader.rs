//! Tables read back, each part with its columns checked.

use std::fs::File;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

use super::error::TableError;
use super::part::part_files;
use super::row::Row;

/// The batches of one Parquet file of any schema.
pub struct PartReader {
    path: PathBuf,
    /// `None` after the end or the first damage.
    batches: Option<ParquetRecordBatchReader>,
    schema: SchemaRef,
}

impl PartReader {
    /// Opens a Parquet file and reads its schema.
    ///
    /// # Errors
    /// A file that cannot be opened or is no Parquet file; the message names it.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let file = File::open(path).map_err(TableError::io(path, "open the file"))?;
        let (schema, batches) = guarded(path, || {
            let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
            check_chunks(builder.metadata())?;
            Ok((builder.schema().clone(), builder.build()?))
        })?;
        Ok(Self { path: path.to_owned(), batches: Some(batches), schema })
    }

    /// Names and types of the file's columns.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

impl Iterator for PartReader {
    type Item = Result<RecordBatch, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batches = self.batches.as_mut()?;
        let batch = guarded(&self.path, || Ok(batches.next().transpose()?)).transpose();
        if !matches!(batch, Some(Ok(_))) {
            self.batches = None;
        }
        batch
    }
}

/// Runs the Parquet reader, which reports most damage and panics on some (a page of a dictionary that is missing).
fn guarded<T>(path: &Path, read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, TableError> {
    let message = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "its pages contradict its description".to_owned(),
    };
    Err(TableError::Parquet { path: path.to_owned(), message })
}

/// Refuses column chunks that lie before the file's start, which the Parquet reader would panic on.
fn check_chunks(metadata: &ParquetMetaData) -> Result<(), ParquetError> {
    let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
    for chunk in chunks {
        let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
        if start < 0 || chunk.compressed_size() < 0 {
            return Err(ParquetError::General(format!("column {} has no valid place in it", chunk.column_path())));
        }
    }
    Ok(())
}

/// Every batch of one Parquet file of any schema.
///
/// # Errors
/// As [`PartReader::open`], and a damaged page.
pub fn read_batches(path: &Path) -> Result<Vec<RecordBatch>, TableError> {
    PartReader::open(path)?.collect()
}

/// The batches of a table's closed parts, in order; `run` is the folder of the run.
///
/// # Errors
/// A table's folder that cannot be read; and, while reading, a damaged part or one with other columns.
pub fn read_table<R: Row>(run: &Path) -> Result<impl Iterator<Item = Result<RecordBatch, TableError>>, TableError> {
    let parts = part_files(&run.join(R::TABLE))?;
    Ok(TableBatches::<R> { parts: parts.into_iter(), open: None, row: PhantomData })
}

struct TableBatches<R> {
    parts: std::vec::IntoIter<PathBuf>,
    open: Option<PartReader>,
    row: PhantomData<R>,
}

impl<R: Row> Iterator for TableBatches<R> {
    type Item = Result<RecordBatch, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.open.as_mut().and_then(Iterator::next) {
                return Some(batch);
            }
            let path = self.parts.next()?;
            let opened = PartReader::open(&path).and_then(|part| {
                same_columns::<R>(&path, part.schema())?;
                Ok(part)
            });
            match opened {
                Ok(part) => self.open = Some(part),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Refuses a file whose columns are not the table's, by the first that differs.
fn same_columns<R: Row>(path: &Path, found: &Schema) -> Result<(), TableError> {
    let expected = R::schema();
    let columns = expected.fields().len().max(found.fields().len());
    let told = |schema: &Schema, index: usize| match schema.fields().get(index) {
        Some(field) => {
            let nullable = if field.is_nullable() { ", may be null" } else { "" };
            format!("column {index} {} ({}{nullable})", field.name(), field.data_type())
        }
        None => format!("{} columns", schema.fields().len()),
    };
    let differ = |index: &usize| told(&expected, *index) != told(found, *index);
    match (0..columns).find(differ) {
        None => Ok(()),
        Some(index) => Err(TableError::Schema {
            path: path.to_owned(),
            table: R::TABLE,
            expected: told(&expected, index),
            found: told(found, index),
        }),
    }
}
