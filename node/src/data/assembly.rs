//! A blob being put together from pieces any of which may be wrong.

use super::CHUNK;
use engine::wire::Digest;
use std::collections::BTreeMap;

/// Pieces asked for ahead of the first one that is missing.
const AHEAD: u64 = 8;

/// What became of a piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was missing.
    New,
    /// It was there already, or makes no sense.
    Nothing,
    /// It was the last one: this is the blob.
    Whole(Vec<u8>),
    /// It was the last one, and some piece was a lie: begun anew.
    Wrong,
    /// It says that the blob has so many bytes, more than wanted.
    TooLong(u64),
}

/// The pieces so far. Holds at most `max` bytes, whatever is sent.
#[derive(Debug)]
pub(super) struct Assembly {
    digest: Digest,
    max: u64,
    /// As the first piece said.
    length: Option<u64>,
    /// Whether a later one said something else.
    contradicted: bool,
    pieces: BTreeMap<u64, Vec<u8>>,
    /// Everything before this offset is here.
    have: u64,
    /// Everything before this offset was asked for.
    asked: u64,
}

impl Assembly {
    /// Nothing yet of the blob `digest`, which has at most `max` bytes.
    pub fn new(digest: Digest, max: u64) -> Self {
        Self { digest, max, length: None, contradicted: false, pieces: BTreeMap::new(), have: 0, asked: 0 }
    }

    /// Offsets of the pieces to ask for now: a few ahead, only the first one until the length is known.
    pub fn asks(&mut self) -> Vec<u64> {
        let chunk = CHUNK as u64;
        let until = self.length.map_or(1, |length| length.min(self.have.saturating_add(AHEAD * chunk)));
        let from = self.asked;
        let offsets: Vec<u64> = (0..).map(|n| from + n * chunk).take_while(|offset| *offset < until).collect();
        self.asked += offsets.len() as u64 * chunk;
        offsets.into_iter().filter(|offset| !self.pieces.contains_key(offset)).collect()
    }

    /// Nothing came for a while: what is missing is asked for again; all of it if two pieces told different lengths, and then
    /// it is true.
    pub fn ask_again(&mut self) -> bool {
        let contradicted = self.contradicted;
        if contradicted {
            *self = Self::new(self.digest, self.max);
        }
        self.asked = self.have;
        contradicted
    }

    /// Takes the piece at `offset` of a blob of `length` bytes.
    pub fn take(&mut self, length: u64, offset: u64, bytes: Vec<u8>) -> Taken {
        let chunk = CHUNK as u64;
        if length > self.max {
            return Taken::TooLong(length);
        }
        let is_piece = (offset < length || offset == 0) && offset.is_multiple_of(chunk);
        if !is_piece || bytes.len() as u64 != chunk.min(length - offset) {
            return Taken::Nothing;
        }
        if *self.length.get_or_insert(length) != length {
            self.contradicted = true;
            return Taken::Nothing;
        }
        if self.pieces.contains_key(&offset) {
            return Taken::Nothing;
        }
        self.pieces.insert(offset, bytes);
        while self.pieces.contains_key(&self.have) {
            self.have += chunk;
        }
        if self.have < length {
            return Taken::New;
        }
        let whole: Vec<u8> = std::mem::take(&mut self.pieces).into_values().flatten().collect();
        let is_right = Digest::of(&whole) == self.digest;
        *self = Self::new(self.digest, self.max);
        if is_right { Taken::Whole(whole) } else { Taken::Wrong }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ballast;
    use proptest::prelude::*;

    const C: u64 = CHUNK as u64;

    fn piece(blob: &[u8], offset: u64) -> Vec<u8> {
        let start = offset as usize;
        blob[start..(start + CHUNK).min(blob.len())].to_vec()
    }

    #[test]
    fn it_asks_for_one_piece_then_for_some_ahead_and_again_only_for_what_is_missing() {
        let blob = ballast(12 * C + 5);
        let length = blob.len() as u64;
        let mut assembly = Assembly::new(Digest::of(&blob), length);
        assert_eq!(assembly.asks(), [0]);
        assert!(assembly.asks().is_empty());
        assert_eq!(assembly.take(length, 0, piece(&blob, 0)), Taken::New);
        assert_eq!(assembly.asks(), (1..9).map(|n| n * C).collect::<Vec<_>>());
        for n in [2, 3, 8] {
            assert_eq!(assembly.take(length, n * C, piece(&blob, n * C)), Taken::New);
        }
        assert_eq!(assembly.take(length, 2 * C, piece(&blob, 2 * C)), Taken::Nothing, "repeated");
        assembly.ask_again();
        assert_eq!(assembly.asks(), [1, 4, 5, 6, 7].map(|n| n * C));
    }

    #[test]
    fn what_makes_no_sense_is_not_kept() {
        let blob = ballast(2 * C);
        let mut assembly = Assembly::new(Digest::of(&blob), 2 * C);
        assert_eq!(assembly.take(2 * C + 1, 0, piece(&blob, 0)), Taken::TooLong(2 * C + 1));
        for (length, offset, size) in [(2 * C, 2 * C, 0), (2 * C, 9 * C, 0), (2 * C, 1, CHUNK), (2 * C, 0, CHUNK - 1), (7, C, 0)]
        {
            assert_eq!(assembly.take(length, offset, vec![0; size]), Taken::Nothing, "{length} {offset} {size}");
        }
        assert!(assembly.pieces.is_empty() && assembly.length.is_none());
    }

    #[test]
    fn a_lie_about_the_length_costs_a_pause_and_no_more() {
        let blob = ballast(C + 1);
        let mut assembly = Assembly::new(Digest::of(&blob), 4 * C);
        assert_eq!(assembly.take(4 * C, C, vec![0; CHUNK]), Taken::New, "the liar is first");
        assert_eq!(assembly.take(C + 1, 0, piece(&blob, 0)), Taken::Nothing);
        assembly.ask_again();
        assert_eq!(assembly.asks(), [0]);
        assert_eq!(assembly.take(C + 1, 0, piece(&blob, 0)), Taken::New);
        assert_eq!(assembly.take(C + 1, C, piece(&blob, C)), Taken::Whole(blob));
    }

    proptest! {
        /// Whatever is sent in whatever order: what comes out is the blob, and what is held is within the limit.
        #[test]
        fn only_the_blob_comes_out(
            length in 0_u64..3 * C,
            sent in prop::collection::vec((0_u64..5, 0_u64..5, any::<bool>()), 0..60),
        ) {
            let blob = ballast(length);
            let mut assembly = Assembly::new(Digest::of(&blob), length.max(C));
            for (n, kind, _) in &sent {
                let (mut bytes, mut told) = (if n * C < length { piece(&blob, n * C) } else { Vec::new() }, length);
                match kind {
                    0 => if let Some(first) = bytes.first_mut() { *first ^= 1 },
                    1 => told = n * 7,
                    2 => bytes.push(0),
                    _ => {}
                }
                if let Taken::Whole(whole) = assembly.take(told, n * C, bytes) {
                    prop_assert_eq!(&whole, &blob);
                }
                prop_assert!(assembly.pieces.values().map(Vec::len).sum::<usize>() as u64 <= length.max(C));
                prop_assert!(assembly.pieces.len() <= 4);
                if sent.len() % 3 == 0 {
                    assembly.ask_again();
                }
            }
            // And once nobody lies any more, it comes.
            assembly.contradicted = true;
            assembly.ask_again();
            let mut whole = None;
            while whole.is_none() {
                for offset in assembly.asks() {
                    match assembly.take(length, offset, piece(&blob, offset)) {
                        Taken::Whole(bytes) => whole = Some(bytes),
                        taken => prop_assert_eq!(taken, Taken::New),
                    }
                }
            }
            prop_assert_eq!(whole, Some(blob));
        }
    }
}
