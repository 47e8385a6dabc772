//! The public chain as a model: what a claim costs, when it is final, and how small payments are gathered into one claim.
//!
//! ```text
//!   credit ──▶ owed ──claim when worth it──▶ in a block ──confirmations──▶ final
//!                ▲                             │
//!                └───────── reorganised ◀──────┘
//! ```
//!
//! No chain is spoken to. Time comes in as seconds, randomness as words; what is owed is in the token of the private chain.

use crate::amount::Amount;
use crate::id::NodeId;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// What the chain is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ChainRule {
    /// Time between blocks (seconds), at least 1; 0 counts as 1.
    pub block_s: u32,
    /// Blocks after its own that a claim waits until it is final.
    pub confirmations: u32,
    /// Chance of a block to be replaced with all above it (parts of 2³²).
    pub reorganised_parts: u32,
    /// Blocks that a reorganisation takes back, at most; above `confirmations` final claims are in danger, which this model
    /// does not show: it takes back no more than that.
    pub depth_max: u32,
    /// Fee of a claim, paid by the claimant out of what is claimed.
    pub fee: Amount,
    /// A claim is made once what is owed is at least this many times the fee; 0: only what exceeds the fee at all.
    pub worth_fees: u32,
}

impl ChainRule {
    /// Seconds from a claim to its finality, at best.
    #[must_use]
    pub fn finality_s(&self) -> u64 {
        u64::from(self.block_s.max(1)) * (u64::from(self.confirmations) + 1)
    }

    /// Whether a claim of `owed` pays.
    #[must_use]
    pub fn is_worth(&self, owed: Amount) -> bool {
        owed > self.fee && owed >= self.fee.times(self.worth_fees.into())
    }
}

/// A claim that is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Final {
    /// Who claimed.
    pub node: NodeId,
    /// What it got, the fee taken off.
    pub received: Amount,
    /// Small payments in it.
    pub payments: u32,
    /// The block that has it.
    pub block: u64,
}

/// What a node is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Owed {
    amount: Amount,
    payments: u32,
}

/// The state: what is owed, and claims that are in a block and not final.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PublicChain {
    owed: BTreeMap<NodeId, Owed>,
    /// By block.
    pending: BTreeMap<u64, Vec<(NodeId, Owed)>>,
    /// The last block.
    height: u64,
    /// Fees paid by claims that are final.
    fees: Amount,
    /// Claims that a reorganisation took back.
    taken_back: u64,
}

impl PublicChain {
    /// A small payment is owed to `node`.
    pub fn credit(&mut self, node: NodeId, amount: Amount) {
        let owed = self.owed.entry(node).or_default();
        owed.amount = owed.amount.saturating_add(amount);
        owed.payments = owed.payments.saturating_add(1);
    }

    /// What `node` is owed and has not claimed.
    #[must_use]
    pub fn owed(&self, node: NodeId) -> Amount {
        self.owed.get(&node).map_or(Amount::ZERO, |owed| owed.amount)
    }

    /// The last block.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.height
    }

    /// Fees of final claims.
    #[must_use]
    pub fn fees(&self) -> Amount {
        self.fees
    }

    /// Claims that were taken back and had to be made again.
    #[must_use]
    pub fn taken_back(&self) -> u64 {
        self.taken_back
    }

    /// Goes on to `now_s` (seconds since the first block), block by block: takes back what a reorganisation undoes, makes what
    /// is deep enough final, puts claims that pay into the new block. `word` gives a uniform random word for a block's number.
    ///
    /// Time that steps back changes nothing. Returns what became final, in order of blocks, then of nodes.
    pub fn advance(&mut self, now_s: u64, rule: &ChainRule, mut word: impl FnMut(u64) -> u64) -> Vec<Final> {
        let mut done = Vec::new();
        while self.height < now_s / u64::from(rule.block_s.max(1)) {
            if self.pending.is_empty() && !self.owed.values().any(|owed| rule.is_worth(owed.amount)) {
                // Nothing can happen before the next credit.
                self.height = now_s / u64::from(rule.block_s.max(1));
                break;
            }
            self.height += 1;
            let word = word(self.height);
            if crate::rng::hits(word, rule.reorganised_parts.into()) {
                // How deep is in the bits that `hits` did not look at.
                let deepest = u64::from(rule.depth_max.min(rule.confirmations)).max(1);
                let depth = 1 + (((word & u64::from(u32::MAX)) * deepest) >> 32);
                self.take_back(self.height.saturating_sub(depth));
            }
            self.finalise(rule, &mut done);
            self.include(rule);
        }
        done
    }

    /// Claims in blocks from `from` on are owed again.
    fn take_back(&mut self, from: u64) {
        for (node, claim) in self.pending.split_off(&from).into_values().flatten() {
            let owed = self.owed.entry(node).or_default();
            owed.amount = owed.amount.saturating_add(claim.amount);
            owed.payments = owed.payments.saturating_add(claim.payments);
            self.taken_back += 1;
        }
    }

    fn finalise(&mut self, rule: &ChainRule, done: &mut Vec<Final>) {
        while let Some(entry) = self.pending.first_entry() {
            if entry.key() + u64::from(rule.confirmations) > self.height {
                break;
            }
            let (block, claims) = entry.remove_entry();
            for (node, claim) in claims {
                self.fees = self.fees.saturating_add(rule.fee);
                let received = claim.amount.saturating_sub(rule.fee);
                done.push(Final { node, received, payments: claim.payments, block });
            }
        }
    }

    fn include(&mut self, rule: &ChainRule) {
        let claims: Vec<_> = self.owed.extract_if(.., |_, owed| rule.is_worth(owed.amount)).collect();
        if !claims.is_empty() {
            self.pending.insert(self.height, claims);
        }
    }

    /// All that is owed or pending: with what became final, it is all that was credited.
    #[must_use]
    pub fn outstanding(&self) -> Amount {
        let pending = self.pending.values().flatten().map(|(_, claim)| claim);
        self.owed.values().chain(pending).map(|owed| owed.amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;
    use proptest::prelude::*;

    /// Blocks of 2 s, 10 confirmations, a fee of 5, claims from 20 fees on.
    const RULE: ChainRule =
        ChainRule { block_s: 2, confirmations: 10, reorganised_parts: 0, depth_max: 3, fee: Amount(5), worth_fees: 20 };
    const NODE: NodeId = NodeId(7);

    #[test]
    fn small_payments_are_gathered_until_a_claim_pays() {
        let mut chain = PublicChain::default();
        for payment in 0..9_u64 {
            chain.credit(NODE, Amount(11));
            assert_eq!(chain.advance(payment * 2, &RULE, |_| 0), []);
        }
        assert_eq!(chain.owed(NODE), Amount(99), "one short of 20 fees");
        chain.credit(NODE, Amount(11));
        assert_eq!(chain.advance(18, &RULE, |_| 0), []);
        assert_eq!((chain.owed(NODE), chain.outstanding()), (Amount::ZERO, Amount(110)));
        assert_eq!(chain.advance(18 + 19, &RULE, |_| 0), [], "nine blocks on it");
        let done = Final { node: NODE, received: Amount(105), payments: 10, block: 9 };
        assert_eq!(chain.advance(18 + 20, &RULE, |_| 0), [done]);
        assert_eq!((chain.fees(), chain.outstanding(), chain.height()), (Amount(5), Amount::ZERO, 19));
        assert_eq!(RULE.finality_s(), 22);
        assert_eq!(chain.advance(0, &RULE, |_| 0), [], "time does not step back");
        assert_eq!(chain.height(), 19);
    }

    #[test]
    fn what_is_below_the_fee_is_never_claimed() {
        let mut chain = PublicChain::default();
        let rule = ChainRule { worth_fees: 0, ..RULE };
        chain.credit(NODE, Amount(5));
        assert_eq!(chain.advance(1_000, &rule, |_| 0), []);
        chain.credit(NODE, Amount(1));
        assert_eq!(chain.advance(2_000, &rule, |_| 0).iter().map(|done| done.received).collect::<Vec<_>>(), [Amount(1)]);
    }

    #[test]
    fn a_reorganisation_takes_claims_back_and_they_are_made_again() {
        let mut chain = PublicChain::default();
        let rule = ChainRule { reorganised_parts: 1, ..RULE };
        chain.credit(NODE, Amount(1_000));
        // A word of 0 hits, all others miss; its low bits choose a depth of 1: block 3 undoes block 2.
        assert_eq!(chain.advance(4, &rule, |_| u64::MAX), []);
        chain.credit(NODE, Amount(500));
        chain.advance(6, &rule, |block| if block == 3 { 0 } else { u64::MAX });
        assert_eq!(chain.taken_back(), 0, "the claim is in block 1");
        let deep = (1 << 32) - 1; // Depth 3.
        chain.advance(8, &rule, |block| if block == 4 { deep } else { u64::MAX });
        assert_eq!(chain.taken_back(), 2);
        let done = chain.advance(100, &rule, |_| u64::MAX);
        assert_eq!(done, [Final { node: NODE, received: Amount(1_495), payments: 2, block: 4 }], "one fee for both");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_paid_twice(
            seed: u64, credits in proptest::collection::vec((0_u32..5, 1_u128..200, 0_u64..30), 1..60), worth_fees in 0_u32..30
        ) {
            let (stream, mut chain) = (Stream::new(seed, 0, 0), PublicChain::default());
            let rule = ChainRule { worth_fees, reorganised_parts: u32::MAX / 4, ..RULE };
            let (mut now_s, mut credited, mut received) = (0, 0, 0);
            for (node, amount, pause_s) in credits {
                chain.credit(NodeId(node), Amount(amount));
                credited += amount;
                now_s += pause_s;
                received += chain.advance(now_s, &rule, |block| stream.at(block)).iter().map(|done| done.received.0).sum::<u128>();
                prop_assert_eq!(credited, received + chain.fees().0 + chain.outstanding().0);
            }
        }
    }
}
