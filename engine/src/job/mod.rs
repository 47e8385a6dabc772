//! Jobs: directed acyclic graphs of tasks with an explicit life cycle.

mod graph;
mod lifecycle;
mod privacy;
mod replica;
mod spec;
mod staged;

pub use graph::JobGraph;
pub use lifecycle::{JobState, TaskState};
pub use privacy::Privacy;
pub use replica::Replica;
pub use spec::{JobSpec, Pattern, SpecError, Stage, TaskSpec};
pub use staged::{Spread, StageSpec};
