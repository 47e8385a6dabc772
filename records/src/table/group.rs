//! A group of rows of a Parquet file before it is written: its columns as the file stores them, written one after the other.
//!
//! Parquet's own writer of batches opens all columns of a group at once, each with the state of a compressor and of a decompressor,
//! which is more than the values of a group of a wide table. Here one column is open at a time.

use std::io::Write;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use super::sheet::Column;

/// The columns of a group that is open.
pub(super) struct Group {
    columns: Vec<Held>,
    /// In each column (count).
    rows: usize,
    /// That it has room for, so that columns need not grow side by side (count).
    rows_max: usize,
}

/// A column.
enum Held {
    /// Parquet stores whole numbers without a sign as the same bits with one.
    Count(Vec<i64>),
    Integer(Gapped<i64>),
    Number(Gapped<f64>),
    Boolean(Gapped<bool>),
    /// Lengths (B) of texts, and the texts, one after the other.
    Text(Gapped<usize>, Vec<u8>),
}

/// Values, some of which are missing.
struct Gapped<T> {
    /// By row.
    present: Vec<bool>,
    /// Those that are present.
    values: Vec<T>,
}

impl<T> Gapped<T> {
    fn with_room(rows: usize) -> Self {
        Self { present: Vec::with_capacity(rows), values: Vec::with_capacity(rows) }
    }

    fn clear(&mut self) {
        self.present.clear();
        self.values.clear();
    }

    fn extend(&mut self, values: impl Iterator<Item = Option<T>>) {
        self.present.extend(values.map(|value| {
            let is_present = value.is_some();
            self.values.extend(value);
            is_present
        }));
    }

    /// Parquet's word for what is there: 1, or 0 for what is missing.
    fn levels(&self) -> Vec<i16> {
        self.present.iter().map(|is_present| i16::from(*is_present)).collect()
    }

    /// Writes the values and forgets them.
    fn write<P: DataType<T = T>>(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        write::<P>(column, &self.values, Some(&self.levels()))?;
        self.clear();
        Ok(())
    }
}

impl Held {
    fn like(column: &Column, rows: usize) -> Self {
        match column {
            Column::Count(_) => Self::Count(Vec::with_capacity(rows)),
            Column::Integer(_) => Self::Integer(Gapped::with_room(rows)),
            Column::Number(_) => Self::Number(Gapped::with_room(rows)),
            Column::Boolean(_) => Self::Boolean(Gapped::with_room(rows)),
            Column::Text(_) => Self::Text(Gapped::with_room(rows), Vec::new()),
        }
    }

    fn add(&mut self, column: &Column) -> Result<()> {
        match (self, column) {
            (Self::Count(held), Column::Count(values)) => held.extend(values.iter().map(|value| value.cast_signed())),
            (Self::Integer(held), Column::Integer(values)) => held.extend(values.iter().copied()),
            (Self::Number(held), Column::Number(values)) => held.extend(values.iter().copied()),
            (Self::Boolean(held), Column::Boolean(values)) => held.extend(values.iter().copied()),
            (Self::Text(held, bytes), Column::Text(values)) => {
                held.extend(values.iter().map(|text| text.as_ref().map(String::len)));
                values.iter().flatten().for_each(|text| bytes.extend(text.as_bytes()));
            }
            _ => return Err(ParquetError::General("the type of a column changed between two sheets".to_owned())),
        }
        Ok(())
    }

    /// Writes the values and forgets them.
    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<()> {
        match self {
            Self::Count(values) => {
                write::<Int64Type>(&mut column, values, None)?;
                values.clear();
            }
            Self::Integer(held) => held.write::<Int64Type>(&mut column)?,
            Self::Number(held) => held.write::<DoubleType>(&mut column)?,
            Self::Boolean(held) => held.write::<BoolType>(&mut column)?,
            Self::Text(held, bytes) => {
                let (bytes, mut end) = (ByteArray::from(std::mem::take(bytes)), 0);
                let text = |length: &usize| {
                    end += length;
                    bytes.slice(end - length, *length)
                };
                let texts: Vec<ByteArray> = held.values.iter().map(text).collect();
                write::<ByteArrayType>(&mut column, &texts, Some(&held.levels()))?;
                held.clear();
            }
        }
        column.close()
    }
}

fn write<T: DataType>(column: &mut SerializedColumnWriter<'_>, values: &[T::T], levels: Option<&[i16]>) -> Result<()> {
    column.typed::<T>().write_batch(values, levels, None).map(drop)
}

impl Group {
    /// With room for so many rows.
    pub fn new(rows_max: usize) -> Self {
        Self { columns: Vec::new(), rows: 0, rows_max }
    }

    pub fn is_full(&self) -> bool {
        self.rows >= self.rows_max
    }

    /// Adds so many rows: a part of each column, as many columns and of the same types as those that are there.
    ///
    /// # Errors
    /// Columns of other types.
    pub fn add<'c>(&mut self, rows: usize, columns: impl Iterator<Item = &'c Column> + Clone) -> Result<()> {
        if self.columns.is_empty() {
            self.columns = columns.clone().map(|column| Held::like(column, self.rows_max)).collect();
        }
        self.rows += rows;
        self.columns.iter_mut().zip(columns).try_for_each(|(held, column)| held.add(column))
    }

    /// Writes all rows as the next group of `file` and forgets them, column by column; without rows there is no group.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write<W: Write + Send>(&mut self, file: &mut SerializedFileWriter<W>) -> Result<()> {
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let mut group = file.next_row_group()?;
        for held in &mut self.columns {
            match group.next_column()? {
                Some(column) => held.write(column)?,
                None => return Err(ParquetError::General("a group has more columns than its file".to_owned())),
            }
        }
        group.close().map(drop)
    }
}
