//! Columns of a run's tables, as plain numbers.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Decimal128Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_cast::cast;
use records::run::RunFolder;
use records::table::Row;

/// A table read whole.
pub struct Columns(Vec<RecordBatch>);

impl Columns {
    /// All parts of the table of these rows.
    pub fn of<R: Row>(run: &RunFolder) -> Self {
        Self(run.batches::<R>().unwrap().collect::<Result<_, _>>().unwrap())
    }

    /// Integers without nulls.
    pub fn integers(&self, name: &str) -> Vec<i64> {
        self.collect(name, |column| {
            let column = cast(column, &Int64Type::DATA_TYPE).unwrap();
            column.as_primitive::<Int64Type>().values().to_vec()
        })
    }

    /// Amounts (10⁻¹⁸ token).
    pub fn amounts(&self, name: &str) -> Vec<i128> {
        self.collect(name, |column| column.as_primitive::<Decimal128Type>().values().to_vec())
    }

    /// Words.
    pub fn words(&self, name: &str) -> Vec<String> {
        self.collect(name, |column| column.as_string::<i32>().iter().map(|word| word.unwrap().to_owned()).collect())
    }

    fn collect<T>(&self, name: &str, values: impl Fn(&dyn Array) -> Vec<T>) -> Vec<T> {
        let column = |batch: &RecordBatch| {
            let column = batch.column_by_name(name).unwrap();
            assert_eq!(column.null_count(), 0, "{name}");
            values(column)
        };
        self.0.iter().flat_map(column).collect()
    }
}
