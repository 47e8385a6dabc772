//! Rows of a run's tables, as a test wants them.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, Int64Type};
use arrow_cast::cast;
use records::run::RunFolder;
use records::table::Row;

/// A table read whole.
pub struct Table(Vec<RecordBatch>);

impl Table {
    /// All parts of the table of these rows.
    pub fn of<R: Row>(run: &RunFolder) -> Self {
        Self(run.batches::<R>().unwrap().collect::<Result<_, _>>().unwrap())
    }

    /// Integers, where there are any.
    pub fn integers(&self, name: &str) -> Vec<Option<i64>> {
        self.column::<Int64Type>(name)
    }

    /// Numbers.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.column::<Float64Type>(name).into_iter().map(Option::unwrap).collect()
    }

    /// Words.
    pub fn words(&self, name: &str) -> Vec<String> {
        let words = |batch: &RecordBatch| -> Vec<String> {
            let column = batch.column_by_name(name).unwrap().as_string::<i32>();
            column.iter().map(|word| word.unwrap().to_owned()).collect()
        };
        self.0.iter().flat_map(words).collect()
    }

    fn column<T: ArrowPrimitiveType>(&self, name: &str) -> Vec<Option<T::Native>> {
        let values = |batch: &RecordBatch| -> Vec<Option<T::Native>> {
            let column = cast(batch.column_by_name(name).unwrap(), &T::DATA_TYPE).unwrap();
            column.as_primitive::<T>().iter().collect()
        };
        self.0.iter().flat_map(values).collect()
    }
}
