//! What every row type has, and the macro that derives it from the list of columns.

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use super::cell::SCALE;

/// A row of one of the tables of a run.
pub trait Row: Sized {
    /// Name of the table and of its folder.
    const TABLE: &'static str;

    /// Names and types of the columns, in order.
    fn schema() -> SchemaRef;

    /// These rows as columns.
    ///
    /// # Errors
    /// A value that its column cannot hold.
    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError>;
}

/// Declares a row struct and its [`Row`] from one list of columns.
macro_rules! row {
    ($(#[$meta:meta])* $name:ident in $table:literal { $($(#[$column_meta:meta])* $column:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$column_meta])* pub $column: $type,)*
        }

        impl $crate::table::Row for $name {
            const TABLE: &'static str = $table;

            fn schema() -> arrow_schema::SchemaRef {
                use $crate::table::Cell;
                std::sync::Arc::new(arrow_schema::Schema::new(vec![$(
                    arrow_schema::Field::new(stringify!($column), <$type>::data_type(), <$type>::NULLABLE),
                )*]))
            }

            fn batch(rows: &[Self]) -> Result<arrow_array::RecordBatch, arrow_schema::ArrowError> {
                use $crate::table::Cell;
                let columns = vec![$(<$type>::column(rows.iter().map(|row| &row.$column))?,)*];
                arrow_array::RecordBatch::try_new(Self::schema(), columns)
            }
        }
    };
}

pub(super) use row;

/// An amount of 10⁻¹⁸ token as a decimal string of tokens, without trailing zeros: `1500000000000000000` is `1.5`.
#[must_use]
pub fn token_decimal(amount: u128) -> String {
    let unit = 10_u128.pow(SCALE.unsigned_abs().into());
    let (whole, part) = (amount / unit, amount % unit);
    if part == 0 {
        return whole.to_string();
    }
    let digits = format!("{part:018}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}
