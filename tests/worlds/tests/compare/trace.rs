//! Recorded spells as the Parquet file that `churn.trace` takes.

use anyhow::{Context, Result};
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// One worker is up from `start_s` to `end_s`.
pub struct Spell {
    /// Which worker, from 0.
    pub node: i64,
    /// Start since genesis (s).
    pub start_s: i64,
    /// End since genesis (s).
    pub end_s: i64,
}

/// Writes `spells`, all of one window.
pub fn write(path: &Path, spells: &[Spell]) -> Result<()> {
    let column = |of: &dyn Fn(&Spell) -> i64| Arc::new(Int64Array::from_iter_values(spells.iter().map(of))) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("node", column(&|spell| spell.node)),
        ("start_s", column(&|spell| spell.start_s)),
        ("end_s", column(&|spell| spell.end_s)),
        ("window", column(&|_| 0)),
    ])?;
    let file = File::create(path).with_context(|| format!("{}: cannot make the file", path.display()))?;
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}
