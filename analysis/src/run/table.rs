//! The tables of a run folder: their columns, and how their closed part files are found and read.

use std::fs::{self, File};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use polars::prelude::*;

use crate::AnalysisError;

/// A table of the run folder; each is a folder `<name>/part-00000.parquet`, ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// One row per node.
    Nodes,
    /// One row per epoch and worker.
    Epochs,
    /// One row per settled epoch: issuance, burning and balances.
    Supply,
    /// One row per job.
    Jobs,
    /// One row per attempt at a task.
    Tasks,
    /// One row per sampling instant: counts over the whole network.
    Timeline,
    /// One row per epoch of a run by epochs, which has no other table.
    Market,
}

const AMOUNT: DataType = DataType::Decimal(38, 18);
const COUNT: DataType = DataType::UInt32;
const TEXT: DataType = DataType::String;
const REAL: DataType = DataType::Float64;
const NANOSECONDS: DataType = DataType::UInt64;

impl Table {
    /// Those of a run by messages or sessions, in the order in which reports name them.
    pub const ALL: [Self; 6] = [Self::Nodes, Self::Epochs, Self::Supply, Self::Jobs, Self::Tasks, Self::Timeline];

    /// Name of the table's folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Epochs => "epochs",
            Self::Supply => "supply",
            Self::Jobs => "jobs",
            Self::Tasks => "tasks",
            Self::Timeline => "timeline",
            Self::Market => "market",
        }
    }

    /// Columns with their types, in the order of the run-record contract.
    pub fn columns(self) -> &'static [(&'static str, DataType)] {
        match self {
            Self::Nodes => &[
                ("node", COUNT),
                ("role", TEXT),
                ("region", TEXT),
                ("class", TEXT),
                ("device", TEXT),
                ("compute_gflops", REAL),
                ("memory_gib", REAL),
                ("gpu_memory_gib", REAL),
                ("slots", COUNT),
                ("idle_w", REAL),
                ("busy_w", REAL),
                ("usd_per_kwh", REAL),
                ("gco2e_per_kwh", REAL),
            ],
            Self::Epochs => &[
                ("epoch", COUNT),
                ("node", COUNT),
                ("power_mgflops", DataType::Int64),
                ("available_s", COUNT),
                ("up_s", COUNT),
                ("busy_s", REAL),
                ("reward", AMOUNT),
                ("job_income", AMOUNT),
            ],
            Self::Supply => &[
                ("epoch", COUNT),
                ("time_ns", NANOSECONDS),
                ("emission", AMOUNT),
                ("carried", AMOUNT),
                ("genesis", AMOUNT),
                ("minted", AMOUNT),
                ("burned", AMOUNT),
                ("liquid", AMOUNT),
                ("escrow", AMOUNT),
                ("pool", AMOUNT),
                ("balances", AMOUNT),
            ],
            Self::Jobs => &[
                ("requester", COUNT),
                ("number", COUNT),
                ("kind", TEXT),
                ("pattern", TEXT),
                ("region", TEXT),
                ("tasks", COUNT),
                ("attempts", COUNT),
                ("work_gflop", REAL),
                ("submitted_ns", NANOSECONDS),
                ("placed_ns", NANOSECONDS),
                ("running_ns", NANOSECONDS),
                ("verified_ns", NANOSECONDS),
                ("reduced_ns", NANOSECONDS),
                ("ended_ns", NANOSECONDS),
                ("state", TEXT),
                ("reason", TEXT),
                ("outputs_wrong", COUNT),
                ("escrowed", AMOUNT),
                ("paid", AMOUNT),
                ("burned", AMOUNT),
                ("refunded", AMOUNT),
            ],
            Self::Tasks => &[
                ("requester", COUNT),
                ("number", COUNT),
                ("task", COUNT),
                ("attempt", COUNT),
                ("node", COUNT),
                ("stage", TEXT),
                ("work_gflop", REAL),
                ("placed_ns", NANOSECONDS),
                ("started_ns", NANOSECONDS),
                ("ended_ns", NANOSECONDS),
                ("outcome", TEXT),
            ],
            Self::Timeline => &[
                ("time_ns", NANOSECONDS),
                ("online", COUNT),
                ("registered", COUNT),
                ("busy", COUNT),
                ("submitted", COUNT),
                ("escrowed", COUNT),
                ("placed", COUNT),
                ("running", COUNT),
                ("verified", COUNT),
                ("reduced", COUNT),
                ("settled", COUNT),
                ("failed", COUNT),
                ("refunded", COUNT),
                ("queued_tasks", COUNT),
                ("running_tasks", COUNT),
                ("messages", NANOSECONDS),
                ("bytes", NANOSECONDS),
                ("events", NANOSECONDS),
            ],
            Self::Market => &[
                ("epoch", COUNT),
                ("nodes", COUNT),
                ("entries", COUNT),
                ("exits", COUNT),
                ("under_water", COUNT),
                ("capacity_jobs", REAL),
                ("demand_usd", REAL),
                ("served_usd", REAL),
                ("jobs", DataType::UInt64),
                ("wash_jobs", DataType::UInt64),
                ("utilisation_share", REAL),
                ("wait_service_times", REAL),
                ("quality_share", REAL),
                ("price_usd", REAL),
                ("minted_tokens", REAL),
                ("burned_tokens", REAL),
                ("circulating_tokens", REAL),
                ("staked_tokens", REAL),
                ("income_usd", REAL),
                ("fees_usd", REAL),
                ("attack_pool_share", REAL),
            ],
        }
    }
}

/// Closed part files of one table's folder, in name order.
pub(super) fn parts(folder: &Path) -> Result<Vec<PathBuf>, AnalysisError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |cause| AnalysisError::Read { path: folder.to_owned(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("part-") && name.ends_with(".parquet")) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads one part and puts its columns into the table's order.
pub(super) fn read_part(path: &Path, table: Table) -> Result<DataFrame, AnalysisError> {
    let file = File::open(path).map_err(|cause| AnalysisError::Read { path: path.to_owned(), cause })?;
    let damaged = |cause: String| AnalysisError::Parquet { path: path.to_owned(), cause };
    // polars panics on some damaged pages instead of returning an error.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| ParquetReader::new(file).finish()));
    let part = match read {
        Ok(part) => part.map_err(|cause| damaged(cause.to_string()))?,
        Err(_) => return Err(damaged("a page does not decode".to_owned())),
    };
    let mut columns = Vec::new();
    for (name, dtype) in table.columns() {
        let found = part.column(name).ok();
        match found {
            Some(column) if column.dtype() == dtype => columns.push(column.clone()),
            other => {
                return Err(AnalysisError::Column {
                    path: path.to_owned(),
                    column: (*name).to_owned(),
                    found: other.map_or("missing".to_owned(), |column| column.dtype().to_string()),
                    expected: dtype.to_string(),
                });
            }
        }
    }
    DataFrame::new(part.height(), columns).map_err(|cause| damaged(cause.to_string()))
}
