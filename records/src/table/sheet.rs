//! A table whose columns are known only at run time, in one file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::file::writer::SerializedFileWriter;

use super::error::TableError;
use super::group::Group;
use super::part::{close_file, open_file, properties};

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
    fn len(&self) -> usize {
        match self {
            Self::Count(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Boolean(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    fn field(&self, name: &str) -> Field {
        let data_type = match self {
            Self::Count(_) => DataType::UInt64,
            Self::Integer(_) => DataType::Int64,
            Self::Number(_) => DataType::Float64,
            Self::Boolean(_) => DataType::Boolean,
            Self::Text(_) => DataType::Utf8,
        };
        Field::new(name, data_type, !matches!(self, Self::Count(_)))
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
        let mut file = SheetFile::new(folder, name, [self.rows(), self.rows()]);
        file.add(self)?;
        file.finish()
    }

    /// Rows of the first column (count).
    fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    /// The names and types of the columns.
    fn schema(&self) -> Schema {
        Schema::new(self.columns.iter().map(|(name, column)| column.field(name)).collect::<Vec<_>>())
    }
}

/// A Parquet file written sheet by sheet, so that not all rows need be held at once: those of the open group are, 9 B a number. A function
/// of the sheets and of the size of its groups, whole when it is finished and not there before.
pub struct SheetFile {
    folder: PathBuf,
    name: String,
    /// Rows that it will have (count).
    rows: usize,
    group: Group,
    /// From the first sheet on, which says what the columns are.
    writer: Option<(SchemaRef, SerializedFileWriter<BufWriter<File>>)>,
}

impl SheetFile {
    /// A file `name` in `folder` that will have so many `rows`; a group of rows ends with the sheet that brings it to `together`.
    #[must_use]
    pub fn new(folder: &Path, name: &str, [rows, together]: [usize; 2]) -> Self {
        Self { folder: folder.to_owned(), name: name.to_owned(), rows, group: Group::new(together.min(rows)), writer: None }
    }

    /// Adds the rows of `sheet`.
    ///
    /// # Errors
    /// Columns of different lengths or other than those of the first sheet, or a file that cannot be written.
    pub fn add(&mut self, sheet: &Sheet) -> Result<(), TableError> {
        if let Some((name, column)) = sheet.columns.iter().find(|(_, column)| column.len() != sheet.rows()) {
            let (found, rows) = (column.len(), sheet.rows());
            return Err(self.failed(&format!("column {name} has {found} rows, the first has {rows}")));
        }
        let schema = Arc::new(sheet.schema());
        match &self.writer {
            Some((first, _)) if *first != schema => return Err(self.failed("a sheet with other columns than the first")),
            Some(_) => {}
            None => self.writer = Some((schema.clone(), self.begun(schema)?)),
        }
        let added = self.group.add(sheet.rows(), sheet.columns.iter().map(|(_, column)| column));
        added.map_err(|error| self.failed(&error.to_string()))?;
        if self.group.is_full() { self.end_group() } else { Ok(()) }
    }

    fn begun(&self, schema: SchemaRef) -> Result<SerializedFileWriter<BufWriter<File>>, TableError> {
        let file = open_file(&self.folder, &self.name)?;
        // The writer of batches writes the schema as Arrow knows it, for readers that ask for it.
        let writer = properties(&schema, self.rows)
            .and_then(|properties| ArrowWriter::try_new(file, schema, Some(properties)))
            .and_then(ArrowWriter::into_serialized_writer);
        writer.map(|(writer, _)| writer).map_err(|error| self.failed(&error.to_string()))
    }

    fn end_group(&mut self) -> Result<(), TableError> {
        let Some((_, writer)) = &mut self.writer else { return Ok(()) };
        let written = self.group.write(writer);
        written.map_err(|error| self.failed(&error.to_string()))
    }

    /// Ends the file; without a sheet there is none.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn finish(mut self) -> Result<(), TableError> {
        self.end_group()?;
        let Some((_, writer)) = self.writer.take() else { return Ok(()) };
        let file = writer.into_inner().map_err(|error| self.failed(&error.to_string()))?;
        close_file(&self.folder, &self.name, file)
    }

    fn failed(&self, message: &str) -> TableError {
        TableError::Parquet { path: self.folder.join(&self.name), message: message.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::PartReader;
    use arrow_array::{Array, BooleanArray, Float64Array, Int64Array, StringArray, UInt64Array};
    use std::fs;

    /// Row `n`: a value of each kind, some of them missing.
    fn sheet(rows: std::ops::Range<u64>) -> Sheet {
        let with = |gap: u64| rows.clone().map(move |n| (!n.is_multiple_of(gap)).then_some(n));
        let mut sheet = Sheet::default();
        sheet.push("count", Column::Count(rows.clone().map(|n| u64::MAX - n).collect()));
        sheet.push("integer", Column::Integer(with(2).map(|n| Some(-(n? as i64))).collect()));
        sheet.push("a.number", Column::Number(with(3).map(|n| Some(n? as f64 / 7.0)).collect()));
        sheet.push("boolean", Column::Boolean(with(5).map(|n| Some(n?.is_multiple_of(2))).collect()));
        sheet.push("text", Column::Text(with(4).map(|n| Some("é".repeat(n? as usize % 9))).collect()));
        sheet.push("nothing", Column::Number(rows.clone().map(|_| None).collect()));
        sheet
    }

    fn column<A: Array + Clone + 'static>(batch: &arrow_array::RecordBatch, name: &str) -> A {
        batch.column_by_name(name).unwrap().as_any().downcast_ref::<A>().unwrap().clone()
    }

    /// All rows of a file, from 0.
    fn assert_read_back(path: &Path, rows: u64) {
        let mut n = 0;
        for batch in PartReader::open(path).unwrap() {
            let batch = batch.unwrap();
            let end = n + batch.num_rows() as u64;
            let Sheet { columns } = sheet(n..end);
            for (name, expected) in columns {
                let found = match expected {
                    Column::Count(_) => Column::Count(column::<UInt64Array>(&batch, &name).values().to_vec()),
                    Column::Integer(_) => Column::Integer(column::<Int64Array>(&batch, &name).iter().collect()),
                    Column::Number(_) => Column::Number(column::<Float64Array>(&batch, &name).iter().collect()),
                    Column::Boolean(_) => Column::Boolean(column::<BooleanArray>(&batch, &name).iter().collect()),
                    Column::Text(_) => {
                        let texts = column::<StringArray>(&batch, &name);
                        Column::Text(texts.iter().map(|text| text.map(str::to_owned)).collect())
                    }
                };
                assert_eq!(found, expected, "{name}, rows {n} to {end}");
            }
            n = end;
        }
        assert_eq!(n, rows);
    }

    #[test]
    fn sheets_come_back_whatever_the_groups() {
        let folder = tempfile::tempdir().unwrap();
        // Short files are not compressed.
        for rows in [0, 1, 40, 300] {
            for together in [1, 7, 40, 1000] {
                let mut file = SheetFile::new(folder.path(), "table", [rows as usize, together]);
                file.add(&sheet(0..rows / 3)).unwrap();
                file.add(&sheet(rows / 3..rows)).unwrap();
                assert!(!folder.path().join("table").exists());
                file.finish().unwrap();
                assert_read_back(&folder.path().join("table"), rows);
                fs::remove_file(folder.path().join("table")).unwrap();
            }
            sheet(0..rows).write(folder.path(), "whole").unwrap();
            assert_read_back(&folder.path().join("whole"), rows);
        }
    }

    #[test]
    fn the_bytes_do_not_depend_on_how_rows_come_in_a_group() {
        let folder = tempfile::tempdir().unwrap();
        sheet(0..300).write(folder.path(), "whole").unwrap();
        let mut file = SheetFile::new(folder.path(), "parts", [300, 300]);
        for begin in (0..300).step_by(50) {
            file.add(&sheet(begin..begin + 50)).unwrap();
        }
        file.finish().unwrap();
        assert!(fs::read(folder.path().join("whole")).unwrap() == fs::read(folder.path().join("parts")).unwrap());
    }

    #[test]
    fn sheets_that_do_not_fit_together_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = SheetFile::new(folder.path(), "table", [9, 9]);
        file.add(&sheet(0..3)).unwrap();
        let mut other = Sheet::default();
        other.push("count", Column::Number(vec![Some(1.0)]));
        assert!(file.add(&other).unwrap_err().to_string().contains("other columns than the first"));
        let mut uneven = Sheet::default();
        uneven.push("one", Column::Count(vec![1]));
        uneven.push("two", Column::Count(vec![1, 2]));
        let refused = uneven.write(folder.path(), "uneven").unwrap_err().to_string();
        assert!(refused.contains("column two has 2 rows, the first has 1"), "{refused}");
    }
}
