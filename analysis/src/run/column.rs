//! From frames to typed columns: the measures compute on plain vectors, checked once here.

use std::collections::BTreeMap;

use polars::prelude::*;

/// A text column with few distinct values, stored once each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    /// The distinct values, in order of first appearance.
    pub values: Vec<String>,
    /// For each row, the index into `values`.
    pub codes: Vec<u32>,
}

impl Category {
    /// The text of one row.
    pub fn get(&self, row: usize) -> &str {
        &self.values[self.codes[row] as usize]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl Category {
    /// Appends the rows of another column.
    pub(super) fn extend(&mut self, other: Self) {
        let mut code_of: BTreeMap<String, u32> = (0..).zip(&self.values).map(|(code, value)| (value.clone(), code)).collect();
        let mut code = |value: String| {
            *code_of.entry(value).or_insert_with_key(|value| {
                self.values.push(value.clone());
                self.values.len() as u32 - 1
            })
        };
        let codes: Vec<u32> = other.values.into_iter().map(&mut code).collect();
        self.codes.extend(other.codes.into_iter().map(|code| codes[code as usize]));
    }
}

impl<'a> FromIterator<&'a str> for Category {
    fn from_iter<I: IntoIterator<Item = &'a str>>(rows: I) -> Self {
        let mut known = BTreeMap::new();
        let mut category = Self::default();
        for text in rows {
            let code = *known.entry(text).or_insert_with(|| {
                category.values.push(text.to_owned());
                category.values.len() as u32 - 1
            });
            category.codes.push(code);
        }
        category
    }
}

/// Missing numbers read as zero, missing times as `None`, missing text as empty: only times may be null by contract.
pub(super) trait Columns {
    fn u32s(&self, name: &str) -> PolarsResult<Vec<u32>>;
    fn i64s(&self, name: &str) -> PolarsResult<Vec<i64>>;
    fn u64s(&self, name: &str) -> PolarsResult<Vec<u64>>;
    fn times_ns(&self, name: &str) -> PolarsResult<Vec<Option<u64>>>;
    fn f64s(&self, name: &str) -> PolarsResult<Vec<f64>>;
    fn amounts(&self, name: &str) -> PolarsResult<Vec<i128>>;
    fn texts(&self, name: &str) -> PolarsResult<Category>;
}

impl Columns for DataFrame {
    fn u32s(&self, name: &str) -> PolarsResult<Vec<u32>> {
        let column = self.column(name)?.u32()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }

    fn i64s(&self, name: &str) -> PolarsResult<Vec<i64>> {
        let column = self.column(name)?.i64()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }

    fn u64s(&self, name: &str) -> PolarsResult<Vec<u64>> {
        let column = self.column(name)?.u64()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }

    fn times_ns(&self, name: &str) -> PolarsResult<Vec<Option<u64>>> {
        Ok(self.column(name)?.u64()?.iter().collect())
    }

    fn f64s(&self, name: &str) -> PolarsResult<Vec<f64>> {
        let column = self.column(name)?.f64()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }

    fn amounts(&self, name: &str) -> PolarsResult<Vec<i128>> {
        let column = self.column(name)?.decimal()?.physical();
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }

    fn texts(&self, name: &str) -> PolarsResult<Category> {
        let column = self.column(name)?.str()?;
        Ok(column.iter().map(Option::unwrap_or_default).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_text_join_into_one() {
        let column = |texts: &[&'static str]| texts.iter().copied().collect::<Category>();
        let mut joined = column(&["a", "b", "a"]);
        joined.extend(column(&["c", "b"]));
        joined.extend(column(&[]));
        assert_eq!(joined, column(&["a", "b", "a", "c", "b"]));
    }
}
