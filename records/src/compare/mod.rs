//! Two runs compared from their folders: where do they part?
//!
//! ```text
//!   scenario.rs   keys with other values          chain.rs    the first interval with another digest
//!   summary.rs    figures that differ             nodes.rs    who the nodes are
//!   events.rs     the first event that differs    content.rs  the first field of it that differs
//! ```

mod chain;
mod content;
mod events;
mod nodes;
mod scenario;
mod summary;

pub use chain::{Chain, Interval, Tick, first_other, last_common_ns, part};
pub use content::{FieldDifference, content_differences};
pub use events::{Divergence, covered, first_difference};
pub use nodes::Nodes;
pub use scenario::{KeyDifference, differing_keys};
pub use summary::differing_figures;
