//! The names of the random streams. A draw for one purpose shifts no draw for another.

use engine::rng::Stream;

/// What a draw is for.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum Purpose {
    /// A node's key.
    Key = 1,
    /// A worker's device class and speed.
    Device,
    /// A node's region.
    Region,
    /// Lengths of a worker's spells up and down.
    Churn,
    /// When a worker that is up at genesis says so first.
    Stagger,
    /// Whether a message is lost or repeated.
    Loss,
    /// A pair of nodes' place in the spread of latencies.
    Jitter,
    /// Time between submissions.
    Arrival,
    /// Kind, requester and sizes of a job.
    Job,
    /// Whether a result is wrong; draws are by what it is the result of.
    Result = 11,
    /// Whether a heartbeat is lost or repeated; draws are by the beat's number.
    Beat = 10,
    /// Which workers restart together, and when each.
    Restart = 12,
    /// What a time of trouble in the network does to a message.
    Trouble = 13,
    /// Which workers leave together, when each, and for how long.
    Leave = 14,
    /// When a worker's owner uses the machine.
    Owner = 15,
    /// Size of a burst of jobs, and when each comes.
    Burst = 16,
    /// When a worker joins a population that grows.
    Join = 17,
}

/// The stream of `entity` for `purpose`.
#[must_use]
pub fn stream(seed: u64, entity: u64, purpose: Purpose) -> Stream {
    Stream::new(seed, entity, purpose as u64)
}
