//! A table whose columns are known only at run time, in one file.

use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{Field, Schema};

use super::error::TableError;
use super::part::{encode, write_file};

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
        let arrays: Vec<ArrayRef> = self.columns.iter().map(|(_, column)| column.array()).collect();
        let field = |((name, column), array): (&(String, Column), &ArrayRef)| {
            Field::new(name, array.data_type().clone(), !matches!(column, Column::Count(_)))
        };
        let fields: Vec<Field> = self.columns.iter().zip(&arrays).map(field).collect();
        let failed = |message: String| TableError::Parquet { path: folder.join(name), message };
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| failed(error.to_string()))?;
        let bytes = encode(&batch).map_err(|error| failed(error.to_string()))?;
        write_file(folder, name, &bytes)
    }
}
