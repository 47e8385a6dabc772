//! What a queue holds, and what a queue is.

/// An event that is to happen: when and in which order, to whom, and what.
///
/// 32 bytes if `T` has 8 bytes and an alignment of at most 8. Larger payloads go into a [`Slab`](crate::Slab).
#[derive(Clone, Copy, Debug)]
pub struct Entry<T> {
    /// When it happens (ns since the run began).
    pub time_ns: u64,
    /// Who brought it about.
    pub sender: u32,
    /// Running number of that sender for that purpose.
    pub sequence: u32,
    /// Whom it happens to.
    pub target: u32,
    /// Kind of happening; sequences count per sender and purpose, so that one kind more or less shifts no other.
    pub purpose: u8,
    /// What happens.
    pub what: T,
}

impl<T> Entry<T> {
    /// Time, sender, purpose, sequence: the total order of events. Never a global insertion number, which would depend on
    /// the queue and on threads.
    #[inline]
    pub fn key(&self) -> (u64, u32, u8, u32) {
        (self.time_ns, self.sender, self.purpose, self.sequence)
    }
}

/// A queue that gives entries back in the order of their [keys](Entry::key).
///
/// Keys are meant to be unique; entries of equal keys come back in any order, though always in the same one for the same
/// calls. An entry may be pushed at a time before that of the last one popped: it is the next to be popped then.
pub trait Queue<T> {
    /// Adds an entry.
    fn push(&mut self, entry: Entry<T>);

    /// Takes the first entry.
    fn pop(&mut self) -> Option<Entry<T>>;

    /// When the first entry happens (ns since the run began).
    ///
    /// Not by `&self`, as finding the first entry may set others in order.
    fn next_time(&mut self) -> Option<u64>;

    /// Number of entries that are pending.
    fn len(&self) -> usize;

    /// Whether no entry is pending.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_with_eight_bytes_of_payload_has_thirty_two() {
        assert_eq!(size_of::<Entry<u64>>(), 32);
        assert_eq!(size_of::<Entry<(u32, u32)>>(), 32);
    }
}
