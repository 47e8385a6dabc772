//! The paper's rule R_NE = I_NE / I_E with I_NE = P·A, clamped: I_E is the sum over max(0, I).
//!
//! Unclamped, scores (10, 5, −5) over 300 tokens would mint 450 (docs/concepts.md, "Epochs and rewards"). Rounded by largest remainder, so that the
//! rewards sum to T_E to the last unit.

use crate::amount::Amount;
use crate::wire::EpochEntry;
use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

/// Splits `tokens` in proportion to max(0, P·A): the reward of each of `entries`, in their order. All of it is given out, or
/// nothing if no node has a positive influence.
///
/// `entries` may be in any order, which changes nobody's reward, and must name each node at most once.
#[must_use]
pub fn split(tokens: Amount, entries: &[EpochEntry]) -> Vec<Amount> {
    let influence = |entry: &EpochEntry| u128::from(entry.power_mgflops.max(0).unsigned_abs()) * u128::from(entry.available_s);
    let total: u128 = entries.iter().map(influence).sum();
    if total == 0 {
        return alloc::vec![Amount::ZERO; entries.len()];
    }
    let exact = |entry: &EpochEntry| tokens.mul_div(influence(entry), total);
    // 16 bytes each, there are many: of a remainder, which is below the total, the leading 64 bits of as many as that has.
    let shift = (u128::BITS - total.leading_zeros()).saturating_sub(u64::BITS);
    let mut remainders = Vec::with_capacity(entries.len());
    let reward = |(place, entry): (u32, &EpochEntry)| {
        let (reward, remainder) = exact(entry);
        remainders.push((Reverse((remainder >> shift) as u64), entry.node, place));
        reward
    };
    let mut rewards: Vec<Amount> = (0..).zip(entries).map(reward).collect();
    let all_bits = |place: u32| Reverse(exact(&entries[place as usize]).1);
    let given: Amount = rewards.iter().copied().sum();
    let left = usize::try_from(tokens.saturating_sub(given).0).unwrap_or(usize::MAX);
    if left < remainders.len() {
        // The largest come first, in any order.
        remainders.select_nth_unstable_by(left, |(a, a_node, a_place), (b, b_node, b_place)| {
            let rest = || if shift > 0 { all_bits(*a_place).cmp(&all_bits(*b_place)) } else { Ordering::Equal };
            a.cmp(b).then_with(rest).then(a_node.cmp(b_node))
        });
    }
    for (_, _, place) in remainders.into_iter().take(left) {
        let reward = &mut rewards[place as usize];
        *reward = reward.saturating_add(Amount(1));
    }
    rewards
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::NodeId;
    use proptest::prelude::*;

    fn entries(of: &[(i64, u32)]) -> Vec<EpochEntry> {
        (0..)
            .zip(of)
            .map(|(i, &(power_mgflops, available_s))| EpochEntry { node: NodeId(i), power_mgflops, available_s })
            .collect()
    }

    #[test]
    fn a_negative_score_earns_nothing_and_mints_nothing() {
        assert_eq!(split(Amount(300), &entries(&[(10, 1), (5, 1), (-5, 1)])), [200, 100, 0].map(Amount));
        assert_eq!(split(Amount(300), &entries(&[(-1, 9), (4, 0)])), [Amount(0); 2], "carried, never divided by zero");
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_epochs_tokens_within_one_unit_of_proportion(
            tokens in 0_u128..161_803_398_000_000_000_000_000_000,
            of in proptest::collection::vec((prop_oneof![-1_000_000_i64..2_000_000_000, Just(i64::MAX)], 0_u32..=u32::MAX), 1..50)
        ) {
            let entries = entries(&of);
            let rewards = split(Amount(tokens), &entries);
            prop_assert_eq!(rewards.len(), entries.len());
            let total: u128 = of.iter().map(|&(p, a)| p.max(0) as u128 * u128::from(a)).sum();
            prop_assert_eq!(rewards.iter().copied().sum::<Amount>(), Amount(if total == 0 { 0 } else { tokens }));
            if total > 0 {
                for (reward, &(p, a)) in rewards.iter().zip(&of) {
                    let floor = Amount(tokens).mul_div(p.max(0) as u128 * u128::from(a), total).0;
                    prop_assert!(*reward == floor || reward.0 == floor.0 + 1);
                }
                let reversed = split(Amount(tokens), &entries.iter().rev().copied().collect::<Vec<_>>());
                prop_assert!(reversed.iter().rev().eq(&rewards), "the order of entries changes nothing");
            }
        }
    }
}
