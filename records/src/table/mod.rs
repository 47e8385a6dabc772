//! The rows of a run's tables, one file each.
//!
//! A row type lists its columns once; its Arrow schema and its conversion come from that list, so that struct, schema and
//! file cannot disagree. Times are nanoseconds since genesis, amounts integers of 10⁻¹⁸ token (Decimal128(38, 18)).
//!
//! *Invariant:* a part file is a function of its rows alone: no clock, no host, no thread shows in its bytes.

mod cell;
mod digest;
mod epoch;
mod error;
mod event;
mod group;
mod job;
mod market;
mod node;
mod part;
mod reader;
mod row;
mod sheet;
mod supply;
mod task;
mod timeline;
mod word;
mod writer;

pub use cell::Cell;
pub use digest::DigestRow;
pub use epoch::EpochRow;
pub use error::TableError;
pub use event::EventRow;
pub use job::JobRow;
pub use market::MarketRow;
pub use node::NodeRow;
pub use part::part_files;
pub use reader::{PartReader, read_batches, read_table};
pub use row::{Row, token_decimal};
pub use sheet::{Column, Sheet, SheetFile};
pub use supply::SupplyRow;
pub use task::TaskRow;
pub use timeline::TimelineRow;
pub use word::{EventKind, JobState, Outcome, Role, Stage};
pub use writer::{Mark, ROWS_PER_PART, TableWriter};

pub use part::write_file;
pub(crate) use part::write_file_with;
