//! The event kernel of a discrete-event simulation: who is next.
//!
//! An [`Entry`] says when, in which order, to whom and what; a [`Queue`] gives entries back in the order of their
//! [keys](Entry::key). The order never depends on when an entry was pushed, on the queue, or on threads.
//!
//! ```text
//! CalendarQueue   fast, for 10 to 10⁷ pending entries
//! HeapQueue       simple: the oracle of the tests
//! Slab            payloads that do not fit into an entry
//! prefetch        asks the CPU for the row of a coming entry's target
//! ```
//!
//! ```
//! use kernel::{CalendarQueue, Entry, Queue};
//!
//! let mut queue = CalendarQueue::new();
//! for (time_ns, sender) in [(20, 0), (10, 1), (10, 0)] {
//!     queue.push(Entry { time_ns, sender, sequence: 0, target: 7, purpose: 0, what: "tick" });
//! }
//! let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|entry| (entry.time_ns, entry.sender)).collect();
//! assert_eq!(order, [(10, 0), (10, 1), (20, 0)]);
//! ```

mod calendar;
mod entry;
mod heap;
mod prefetch;
mod slab;

pub use calendar::CalendarQueue;
pub use entry::{Entry, Queue};
pub use heap::HeapQueue;
pub use prefetch::{prefetch, prefetch_first};
pub use slab::Slab;
