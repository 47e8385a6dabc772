//! Who the nodes of a run are, in words.

use arrow_array::cast::AsArray;

use crate::run::RunFolder;
use crate::table::{NodeRow, TableError};

/// The nodes of a run.
#[derive(Clone, Debug)]
pub struct Nodes(Vec<String>);

impl Nodes {
    /// The nodes of the table `nodes`, in which ids are places.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn read(run: &RunFolder) -> Result<Self, TableError> {
        let mut told = Vec::new();
        for batch in run.batches::<NodeRow>()? {
            let batch = batch?;
            let words = ["role", "region", "class", "device"].map(|name| batch[name].as_string::<i32>());
            told.extend((0..batch.num_rows()).map(|row| {
                let words: Vec<&str> = words.iter().map(|column| column.value(row)).filter(|word| !word.is_empty()).collect();
                words.join(", ")
            }));
        }
        Ok(Self(told))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Role, region, class and model of a node; empty if there is no such node.
    #[must_use]
    pub fn told(&self, node: u32) -> &str {
        self.0.get(node as usize).map_or("", String::as_str)
    }
}
