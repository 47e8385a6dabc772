//! Table `timeline`: the network in numbers, sample by sample.

use super::row::row;

row! {
    /// One sample.
    TimelineRow in "timeline" {
        /// Time of the sample (ns since genesis).
        time_ns: u64,
        /// Workers up in truth (count).
        online: u32,
        /// Workers that the validators count as up (count).
        registered: u32,
        /// Workers running a task (count).
        busy: u32,
        /// Jobs now submitted (count).
        submitted: u32,
        /// Jobs now escrowed (count).
        escrowed: u32,
        /// Jobs now placed (count).
        placed: u32,
        /// Jobs now running (count).
        running: u32,
        /// Jobs now verified (count).
        verified: u32,
        /// Jobs now reduced (count).
        reduced: u32,
        /// Jobs settled since genesis (count).
        settled: u32,
        /// Jobs failed since genesis (count).
        failed: u32,
        /// Jobs refunded since genesis (count).
        refunded: u32,
        /// Tasks that wait for a worker (count).
        queued_tasks: u32,
        /// Tasks that run (count).
        running_tasks: u32,
        /// Messages sent since genesis (count).
        messages: u64,
        /// Bytes sent since genesis (count).
        bytes: u64,
        /// Events since genesis (count).
        events: u64,
    }
}
