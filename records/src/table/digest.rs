//! Table `digests`, if asked for: the run's digest at regular times, so that two runs can be bisected.

use super::row::row;

row! {
    /// The digest at one time.
    DigestRow in "digests" {
        /// Time of the digest (ns since genesis): it covers all that happened up to and at this time.
        time_ns: u64,
        /// Digest over everything the nodes saw, heartbeats apart: 16 hexadecimal digits.
        digest: String,
        /// Events since genesis (count).
        events: u64,
    }
}
