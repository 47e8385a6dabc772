//! A map for what mostly has one or two keys: these are inline, the others on the heap.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use borsh::{BorshDeserialize, BorshSerialize};

/// Up to `N` keys inline, in the order in which they came; never removed.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub(crate) struct Few<K, V, const N: usize> {
    first: [Option<(K, V)>; N],
    #[expect(clippy::box_collection, reason = "one word where there are no more")]
    #[borsh(bound(deserialize = "K: Clone + Ord + BorshDeserialize, V: Clone + BorshDeserialize"))]
    more: Option<Box<BTreeMap<K, V>>>,
}

impl<K: Ord + Copy, V: Default + Copy, const N: usize> Few<K, V, N> {
    pub fn new() -> Self {
        Self { first: [None; N], more: None }
    }

    /// The value of `key`; the default one if there was none.
    pub fn entry(&mut self, key: K) -> &mut V {
        let found = self.first.iter().position(|entry| entry.as_ref().is_none_or(|(of, _)| *of == key));
        match found {
            Some(at) => &mut self.first[at].get_or_insert((key, V::default())).1,
            None => self.more.get_or_insert_default().entry(key).or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_map(keys in proptest::collection::vec(0_u8..6, 0..40)) {
            let (mut few, mut map) = (Few::<u8, u32, 2>::new(), BTreeMap::new());
            for key in keys {
                *few.entry(key) += 1;
                *map.entry(key).or_insert(0) += 1;
            }
            for key in 0..6 {
                prop_assert_eq!(*few.entry(key), map.get(&key).copied().unwrap_or_default());
            }
        }
    }
}
