//! The paper's rule R_NE = I_NE / I_E with I_NE = P·A, clamped: I_E is the sum over max(0, I).
//!
//! Unclamped, scores (10, 5, −5) over 300 tokens would mint 450 (docs/concepts.md, "Epochs and rewards"). Rounded by largest remainder, so that the
//! rewards sum to T_E to the last unit.

use crate::amount::Amount;
use crate::id::NodeId;
use crate::wire::EpochEntry;
use alloc::vec::Vec;

/// One node's reward for an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who.
    pub node: NodeId,
    /// How much.
    pub reward: Amount,
}

/// Splits `tokens` in proportion to max(0, P·A). All of it is given out, or nothing if no node has a positive influence.
///
/// `entries` may be in any order and must name each node at most once; the shares come back by node id.
#[must_use]
pub fn split(tokens: Amount, entries: &[EpochEntry]) -> Vec<Share> {
    let influence = |entry: &EpochEntry| u128::from(entry.power_mgflops.max(0).unsigned_abs()) * u128::from(entry.available_s);
    let total: u128 = entries.iter().map(influence).sum();
    if total == 0 {
        return Vec::new();
    }
    let mut remainders = Vec::with_capacity(entries.len());
    let share = |(place, entry): (usize, &EpochEntry)| {
        let (reward, remainder) = tokens.mul_div(influence(entry), total);
        remainders.push((core::cmp::Reverse(remainder), entry.node, place));
        Share { node: entry.node, reward }
    };
    let mut shares: Vec<Share> = entries.iter().enumerate().map(share).collect();
    let given: Amount = shares.iter().map(|share| share.reward).sum();
    let left = usize::try_from(tokens.saturating_sub(given).0).unwrap_or(usize::MAX);
    if left < remainders.len() {
        // The largest come first, in any order.
        remainders.select_nth_unstable(left);
    }
    for (_, _, place) in remainders.into_iter().take(left) {
        shares[place].reward = shares[place].reward.saturating_add(Amount(1));
    }
    shares.sort_by_key(|share| share.node);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entries(of: &[(i64, u32)]) -> Vec<EpochEntry> {
        (0..)
            .zip(of)
            .map(|(i, &(power_mgflops, available_s))| EpochEntry { node: NodeId(i), power_mgflops, available_s })
            .collect()
    }

    #[test]
    fn a_negative_score_earns_nothing_and_mints_nothing() {
        let shares = split(Amount(300), &entries(&[(10, 1), (5, 1), (-5, 1)]));
        let rewards: Vec<u128> = shares.iter().map(|share| share.reward.0).collect();
        assert_eq!(rewards, [200, 100, 0]);
        assert!(split(Amount(300), &entries(&[(-1, 9), (4, 0)])).is_empty(), "carried, never divided by zero");
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_epochs_tokens_within_one_unit_of_proportion(
            tokens in 0_u128..161_803_398_000_000_000_000_000_000,
            of in proptest::collection::vec((prop_oneof![-1_000_000_i64..2_000_000_000, Just(i64::MAX)], 0_u32..=u32::MAX), 1..50)
        ) {
            let entries = entries(&of);
            let shares = split(Amount(tokens), &entries);
            let total: u128 = of.iter().map(|&(p, a)| p.max(0) as u128 * u128::from(a)).sum();
            prop_assert_eq!(shares.is_empty(), total == 0);
            if total > 0 {
                prop_assert_eq!(shares.iter().map(|share| share.reward).sum::<Amount>(), Amount(tokens));
                for (share, &(p, a)) in shares.iter().zip(&of) {
                    let floor = Amount(tokens).mul_div(p.max(0) as u128 * u128::from(a), total).0;
                    prop_assert!(share.reward == floor || share.reward.0 == floor.0 + 1);
                }
            }
        }
    }
}
