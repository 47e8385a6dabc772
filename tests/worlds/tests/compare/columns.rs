//! Columns of a table's batch by name; a run's reader has checked that they are there and of their types.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Decimal128Type};
use arrow_array::{Array, RecordBatch};

/// One row of a batch.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

/// Every row of `batch`.
pub fn rows(batch: &RecordBatch) -> impl Iterator<Item = Cells<'_>> {
    (0..batch.num_rows()).map(move |row| Cells { batch, row })
}

impl Cells<'_> {
    fn column(&self, name: &str) -> &dyn Array {
        self.batch.column_by_name(name).unwrap_or_else(|| panic!("the table has no column {name}"))
    }

    /// A number; the caller names its type.
    pub fn number<T: ArrowPrimitiveType>(&self, name: &str) -> T::Native {
        self.column(name).as_primitive::<T>().value(self.row)
    }

    /// A number that may be absent.
    pub fn maybe<T: ArrowPrimitiveType>(&self, name: &str) -> Option<T::Native> {
        self.column(name).is_valid(self.row).then(|| self.number::<T>(name))
    }

    /// An amount (10⁻¹⁸ token); none is negative.
    pub fn amount(&self, name: &str) -> u128 {
        self.number::<Decimal128Type>(name).unsigned_abs()
    }

    /// A text.
    pub fn text(&self, name: &str) -> String {
        self.column(name).as_string::<i32>().value(self.row).to_owned()
    }
}
