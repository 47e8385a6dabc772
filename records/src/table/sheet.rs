//! A table whose columns are known only at run time, in one file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;

use super::error::TableError;
use super::part::{close_file, encode, open_file, properties, write_file};

/// One column; all but counts may hold nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Whole numbers, none missing.
    Count(Vec<u64>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
    /// Words.
    Text(Vec<Option<String>>),
}

impl Column {
    fn array(&self) -> ArrayRef {
        match self {
            Self::Count(values) => Arc::new(UInt64Array::from(values.clone())),
            Self::Integer(values) => Arc::new(Int64Array::from(values.clone())),
            Self::Number(values) => Arc::new(Float64Array::from(values.clone())),
            Self::Boolean(values) => Arc::new(BooleanArray::from(values.clone())),
            Self::Text(values) => Arc::new(values.iter().map(Option::as_deref).collect::<StringArray>()),
        }
    }
}

/// Named columns of one length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    columns: Vec<(String, Column)>,
}

impl Sheet {
    /// Adds a column at the right.
    pub fn push(&mut self, name: impl Into<String>, column: Column) {
        self.columns.push((name.into(), column));
    }

    /// Writes the sheet as the Parquet file `name` in `folder`: a function of the columns alone, whole or not at all.
    ///
    /// # Errors
    /// Columns of different lengths, or a file that cannot be written.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(), TableError> {
        let failed = |message: String| TableError::Parquet { path: folder.join(name), message };
        let batch = self.batch().map_err(|error| failed(error.to_string()))?;
        let bytes = encode(&batch).map_err(|error| failed(error.to_string()))?;
        write_file(folder, name, &bytes)
    }

    fn batch(&self) -> Result<RecordBatch, ArrowError> {
        let arrays: Vec<ArrayRef> = self.columns.iter().map(|(_, column)| column.array()).collect();
        let field = |((name, column), array): (&(String, Column), &ArrayRef)| {
            Field::new(name, array.data_type().clone(), !matches!(column, Column::Count(_)))
        };
        let fields: Vec<Field> = self.columns.iter().zip(&arrays).map(field).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
    }
}

/// A Parquet file written sheet by sheet, so that its rows need not be held at once. A function of the sheets and of where its groups
/// of rows end, whole when it is finished and not there before.
pub struct SheetFile {
    folder: PathBuf,
    name: String,
    /// Rows that it will have (count).
    rows: usize,
    /// From the first sheet on, which says what the columns are.
    writer: Option<ArrowWriter<BufWriter<File>>>,
}

impl SheetFile {
    /// A file `name` in `folder` that will have so many `rows`.
    #[must_use]
    pub fn new(folder: &Path, name: &str, rows: usize) -> Self {
        Self { folder: folder.to_owned(), name: name.to_owned(), rows, writer: None }
    }

    /// Adds the rows of `sheet` to the group that is open.
    ///
    /// # Errors
    /// Columns of different lengths or other than those of the first sheet, or a file that cannot be written.
    pub fn add(&mut self, sheet: &Sheet) -> Result<(), TableError> {
        let path = self.folder.join(&self.name);
        let failed = |message: String| TableError::Parquet { path: path.clone(), message };
        let batch = sheet.batch().map_err(|error| failed(error.to_string()))?;
        if self.writer.is_none() {
            let file = open_file(&self.folder, &self.name)?;
            let properties = properties(&batch.schema(), self.rows).map_err(|error| failed(error.to_string()))?;
            let writer = ArrowWriter::try_new(file, batch.schema(), Some(properties));
            self.writer = Some(writer.map_err(|error| failed(error.to_string()))?);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write(&batch).map_err(|error| failed(error.to_string()))
    }

    /// Ends the open group: its rows are held, encoded, until then.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn end_group(&mut self) -> Result<(), TableError> {
        let failed = |error: ParquetError| TableError::Parquet { path: self.folder.join(&self.name), message: error.to_string() };
        self.writer.as_mut().map_or(Ok(()), |writer| writer.flush().map_err(failed))
    }

    /// Ends the file; without a sheet there is none.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn finish(self) -> Result<(), TableError> {
        let Some(writer) = self.writer else { return Ok(()) };
        let failed = |error: ParquetError| TableError::Parquet { path: self.folder.join(&self.name), message: error.to_string() };
        close_file(&self.folder, &self.name, writer.into_inner().map_err(failed)?)
    }
}
