//! Lists of entries in chunks of one pool, so that memory follows what is pending and not the high-water mark of each list.

use crate::{Entry, prefetch};

/// Entries a chunk holds: enough that a list is read mostly in sequence, few enough that short lists waste little.
const CHUNK: usize = 16;

/// No chunk.
const NONE: u32 = u32::MAX;

/// An unordered list of entries. Its chunks are linked from `head` to `tail`; all are full but the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    head: u32,
    tail: u32,
    len: u32,
}

impl List {
    pub(super) const EMPTY: Self = Self { head: NONE, tail: NONE, len: 0 };

    pub(super) fn len(&self) -> usize {
        self.len as usize
    }
}

/// Chunks of all lists and those that are free.
#[derive(Clone, Debug)]
pub(super) struct Pool<T> {
    /// Chunk `c` is `entries[c * CHUNK..][..CHUNK]`; free places hold any entry.
    entries: Vec<Entry<T>>,
    /// The chunk after each.
    next: Vec<u32>,
    /// The first of the free chunks; the last one freed, which is the likeliest to be near in the cache.
    free: u32,
}

impl<T: Copy> Pool<T> {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), next: Vec::new(), free: NONE }
    }

    /// Places of all chunks, free ones too.
    #[cfg(test)]
    pub(super) fn places_kept(&self) -> usize {
        self.entries.len()
    }

    /// The entry at a place that [`Pool::append`] or [`Pool::places`] gave.
    #[inline(always)]
    pub(super) fn at(&self, place: u32) -> &Entry<T> {
        &self.entries[place as usize]
    }

    /// Overwrites the entry at a place.
    #[inline]
    pub(super) fn put(&mut self, place: u32, entry: Entry<T>) {
        self.entries[place as usize] = entry;
    }

    /// Adds an entry to a list; returns its place.
    #[inline(always)]
    pub(super) fn append(&mut self, list: &mut List, entry: Entry<T>) -> u32 {
        let within = list.len % CHUNK as u32;
        if within == 0 {
            self.extend(list, entry);
        }
        list.len += 1;
        let place = list.tail * CHUNK as u32 + within;
        self.entries[place as usize] = entry;
        place
    }

    /// Adds a chunk to the end of a list.
    #[inline(never)]
    fn extend(&mut self, list: &mut List, filler: Entry<T>) {
        let chunk = if self.free == NONE {
            let chunk = self.next.len() as u32;
            assert!(self.entries.len() < (u32::MAX as usize) - CHUNK, "a calendar queue holds at most 2^32 entries");
            self.next.push(NONE);
            self.entries.resize(self.entries.len() + CHUNK, filler);
            chunk
        } else {
            self.free
        };
        if self.free == chunk {
            self.free = self.next[chunk as usize];
        }
        self.next[chunk as usize] = NONE;
        if list.head == NONE {
            list.head = chunk;
        } else {
            self.next[list.tail as usize] = chunk;
        }
        list.tail = chunk;
    }

    /// Frees all chunks of a list.
    pub(super) fn release(&mut self, list: List) {
        if list.head != NONE {
            self.next[list.tail as usize] = self.free;
            self.free = list.head;
        }
    }

    /// Takes the first chunk off a list, if it has one: its first place and its number of entries. They stay until
    /// [`Pool::release_chunk`].
    #[inline]
    pub(super) fn take_chunk(&mut self, list: &mut List) -> Option<(u32, u32)> {
        if list.len == 0 {
            return None;
        }
        let (chunk, count) = (list.head, list.len.min(CHUNK as u32));
        self.fetch_after(chunk);
        list.head = self.next[chunk as usize];
        list.len -= count;
        Some((chunk * CHUNK as u32, count))
    }

    /// Frees the chunk that starts at a place: what is written next goes to lines just read.
    #[inline]
    pub(super) fn release_chunk(&mut self, start: u32) {
        let chunk = start / CHUNK as u32;
        self.next[chunk as usize] = self.free;
        self.free = chunk;
    }

    /// Places of all entries of a list, in the order of their adding.
    pub(super) fn places(&self, list: &List) -> impl Iterator<Item = u32> {
        let (mut chunk, mut left) = (list.head, list.len);
        std::iter::from_fn(move || {
            let count = left.min(CHUNK as u32);
            let start = (left > 0).then_some(chunk)? * CHUNK as u32;
            left -= count;
            self.fetch_after(chunk);
            chunk = self.next[chunk as usize];
            Some(start..start + count)
        })
        .flatten()
    }

    /// Asks for the lines of the chunk after the next one.
    #[inline]
    fn fetch_after(&self, chunk: u32) {
        let next = self.next[chunk as usize];
        let after = if next == NONE { NONE } else { self.next[next as usize] };
        if after != NONE {
            let start = after as usize * CHUNK;
            self.entries[start..start + CHUNK].iter().for_each(prefetch);
        }
    }
}
