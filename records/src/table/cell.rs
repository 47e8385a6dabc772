//! The Rust types that a table may hold, and their columns.

use std::sync::Arc;

use arrow_array::types::Decimal128Type;
use arrow_array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, PrimitiveArray, StringArray, UInt32Array, UInt64Array};
use arrow_schema::{ArrowError, DataType};

/// Digits of an amount, all and after the point: 10⁻¹⁸ token, up to 10²⁰ tokens.
const PRECISION: u8 = 38;
pub(super) const SCALE: i8 = 18;

/// A value in a row.
pub trait Cell: Sized {
    /// Whether the column may hold nothing.
    const NULLABLE: bool = false;

    /// Type of the column.
    fn data_type() -> DataType;

    /// The column of these values.
    ///
    /// # Errors
    /// A value that the column cannot hold.
    fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError>
    where
        Self: 'a;
}

macro_rules! plain_cell {
    ($type:ty, $data_type:ident, $array:ty) => {
        impl Cell for $type {
            fn data_type() -> DataType {
                DataType::$data_type
            }

            fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError> {
                Ok(Arc::new(<$array>::from_iter_values(cells.copied())))
            }
        }
    };
}

plain_cell!(u32, UInt32, UInt32Array);
plain_cell!(u64, UInt64, UInt64Array);
plain_cell!(i64, Int64, Int64Array);
plain_cell!(f64, Float64, Float64Array);

impl Cell for Option<u64> {
    const NULLABLE: bool = true;

    fn data_type() -> DataType {
        DataType::UInt64
    }

    fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(cells.copied().collect::<UInt64Array>()))
    }
}

/// An amount (10⁻¹⁸ token), below 10³⁸.
impl Cell for u128 {
    fn data_type() -> DataType {
        DataType::Decimal128(PRECISION, SCALE)
    }

    fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError> {
        let fits = |amount: &u128| match i128::try_from(*amount) {
            Ok(value) if *amount < 10_u128.pow(u32::from(PRECISION)) => Ok(value),
            _ => Err(ArrowError::ComputeError(format!("the amount {amount} has more than {PRECISION} digits"))),
        };
        let values = cells.map(fits).collect::<Result<Vec<i128>, _>>()?;
        let column: Decimal128Array = PrimitiveArray::<Decimal128Type>::from_iter_values(values);
        Ok(Arc::new(column.with_precision_and_scale(PRECISION, SCALE)?))
    }
}

macro_rules! text_cell {
    ($type:ty) => {
        impl Cell for $type {
            fn data_type() -> DataType {
                DataType::Utf8
            }

            fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError> {
                Ok(Arc::new(StringArray::from_iter_values(cells.map(|text| &**text))))
            }
        }
    };
}

text_cell!(String);
text_cell!(Arc<str>);
