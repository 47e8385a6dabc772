//! The closed sets of words in the tables.

use std::fmt;
use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::{ArrowError, DataType};

use super::cell::Cell;
use crate::scenario::JobPattern;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the table.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        word_cell!($name);
    };
}

macro_rules! word_cell {
    ($name:ident) => {
        impl Cell for $name {
            fn data_type() -> DataType {
                DataType::Utf8
            }

            fn column<'a>(cells: impl Iterator<Item = &'a Self>) -> Result<ArrayRef, ArrowError> {
                Ok(Arc::new(StringArray::from_iter_values(cells.map(|word| word.as_str()))))
            }
        }
    };
}

words! {
    /// What a node does.
    Role {
        /// Runs tasks.
        Worker = "worker",
        /// Watches availability, places tasks and settles epochs.
        Validator = "validator",
        /// Submits and pays jobs.
        Requester = "requester",
        /// Takes tasks as a worker does, and lies.
        Sybil = "sybil",
    }
}

words! {
    /// Where a job is in its life.
    JobState {
        /// Submitted by its requester.
        Submitted = "submitted",
        /// Its price is held in escrow.
        Escrowed = "escrowed",
        /// Its first task has a worker.
        Placed = "placed",
        /// Its first task runs.
        Running = "running",
        /// Every scatter or map task is verified.
        Verified = "verified",
        /// Its last task is verified.
        Reduced = "reduced",
        /// Workers are paid.
        Settled = "settled",
        /// Given up; the refund is still to come.
        Failed = "failed",
        /// Given up, and what was left in escrow is back.
        Refunded = "refunded",
    }
}

words! {
    /// The part of a job that a task belongs to.
    Stage {
        /// One of the independent tasks of scatter-gather.
        Scatter = "scatter",
        /// The task that gathers their results.
        Gather = "gather",
        /// One of the map tasks.
        Map = "map",
        /// One of the reduce tasks.
        Reduce = "reduce",
        /// Takes data in.
        Capture = "capture",
        /// Computes on what came before.
        Process = "process",
        /// A service that is up for a time.
        Serve = "serve",
        /// A worker's part of a training round.
        Train = "train",
        /// The end of a training round.
        Aggregate = "aggregate",
    }
}

words! {
    /// How an attempt at a task ended.
    Outcome {
        /// Its result was verified.
        Verified = "verified",
        /// It took too long.
        TimedOut = "timed-out",
        /// Its node was lost.
        NodeLost = "node-lost",
        /// Its node did not take it.
        Rejected = "rejected",
        /// Its result was wrong.
        WrongResult = "wrong-result",
        /// Enough copies said otherwise.
        Outvoted = "outvoted",
        /// Its job was given up, or enough copies came back without it.
        Cancelled = "cancelled",
        /// The run ended first.
        Unfinished = "unfinished",
    }
}

words! {
    /// What a node or its machine sees.
    EventKind {
        /// The machine starts.
        Up = "up",
        /// The machine stops.
        Down = "down",
        /// The node on it begins.
        Start = "start",
        /// A message arrives; a machine that is down does not hear it.
        Deliver = "deliver",
        /// A heartbeat arrives.
        Heartbeat = "heartbeat",
        /// Work is done.
        Finished = "finished",
        /// Work has come to a checkpoint, which is kept.
        Checkpointed = "checkpointed",
        /// Work broke down.
        Failed = "failed",
        /// A time that the node asked for has come.
        Wake = "wake",
        /// A requester is given a job.
        Submit = "submit",
        /// A worker is to send the first heartbeat of a stretch.
        Beat = "beat",
        /// A validator is told until when it hears a worker.
        Heard = "heard",
        /// A validator is told in which slots it heard a worker.
        Beats = "beats",
        /// A validator is told that a worker is silent from now on.
        Silent = "silent",
    }
}

impl JobPattern {
    /// The word in the table and in scenario files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ScatterGather => "scatter-gather",
            Self::MapReduce => "map-reduce",
            Self::Pipeline => "pipeline",
            Self::Training => "training",
        }
    }
}

word_cell!(JobPattern);
