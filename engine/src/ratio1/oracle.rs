//! How the deployed oracles agree on an epoch's values: medians, quorum, the three-way rule, and what follows from failure.
//!
//! Source: `edge_node` `business/oracle_sync/sync_mixins/` (`ora_sync_constants.py`; `ora_sync_utils_mixin.py`:
//! `_check_enough_oracles`, `_check_multiple_signatures`; `ora_sync_states_mixin.py`: `_compute_median_table`,
//! `_compute_agreed_median_table`, `_compute_requested_agreed_median_table`); `naeural_core` `main/epochs_manager.py`
//! (`get_node_epochs`, faulty epochs). A majority here is one of those who *took part*, never of the set of oracles.

use super::availability::{VALUE_MAX, half_even};
use super::chain::Network;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// Values of an epoch by node.
pub type Table<K> = BTreeMap<K, u8>;

/// Own availability that an oracle needs to take part: 230 on mainnet, 153 on the others.
#[must_use]
pub fn full_value(network: &Network) -> u8 {
    half_even(u128::from(network.supervisor_minimum_percent) * u128::from(VALUE_MAX), 100) as u8
}

/// Value from which an oracle that itself has value `own` thinks that another may be full: the other may have been up while
/// it was down. Negative if `own` is low. With `own` = [`full_value`] it is 205 on mainnet.
#[must_use]
pub fn potentially_full_value(network: &Network, own: u8) -> i16 {
    i16::from(full_value(network)) - i16::from(VALUE_MAX - own)
}

/// Too few took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// Of the oracles on chain.
    #[error("{found} oracles took part: more than {percent} % of the {of} on chain must")]
    OnChain {
        /// Took part.
        found: usize,
        /// Oracles on chain.
        of: usize,
        /// Percentage that must be exceeded.
        percent: u8,
    },
    /// Of the oracles online.
    #[error("{found} oracles took part: more than {percent} % of the {of} online must")]
    Online {
        /// Took part.
        found: usize,
        /// Oracles online.
        of: usize,
        /// Percentage that must be exceeded.
        percent: u8,
    },
}

/// Whether `found` participants are enough, of so many oracles `on_chain` and `online`. Both inequalities are strict.
///
/// # Errors
///
/// If they are not.
pub fn quorum(found: usize, on_chain: usize, online: usize, network: &Network) -> Result<(), QuorumError> {
    let enough = |of: usize, percent: u8| found as u128 * 100 > of as u128 * u128::from(percent);
    if !enough(on_chain, network.on_chain_percent) {
        return Err(QuorumError::OnChain { found, of: on_chain, percent: network.on_chain_percent });
    }
    if !enough(online, network.online_percent) {
        return Err(QuorumError::Online { found, of: online, percent: network.online_percent });
    }
    Ok(())
}

/// The median, halves to even; `None` of nothing.
#[must_use]
pub fn median(values: &[u8]) -> Option<u8> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(half_even(u128::from(lower) + u128::from(upper), 2) as u8)
}

/// The median of each node over the `local` tables of all participants; who does not list a node says 0.
#[must_use]
pub fn median_table<K: Ord + Clone>(local: &[Table<K>]) -> Table<K> {
    let nodes: BTreeSet<&K> = local.iter().flat_map(Table::keys).collect();
    let of = |node: &K| median(&local.iter().map(|table| table.get(node).copied().unwrap_or(0)).collect::<Vec<_>>());
    nodes.into_iter().map(|node| (node.clone(), of(node).unwrap_or(0))).collect()
}

/// What an epoch's oracles agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement<K> {
    /// Values other than 0: a 0 that was agreed on is left out.
    pub values: Table<K>,
    /// Nodes that at most half of the participants list, dropped as made up.
    pub dropped: Vec<K>,
}

/// Why an epoch has no agreement: the oracle asks the others for theirs, and if they have none the epoch is faulty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAgreement<K> {
    /// More than half list this node, at most half agree on its value. One such node fails the epoch of all.
    #[error("{listed} of {tables} tables list a node and at most {most} agree on its value: more than half must")]
    Split {
        /// The node, the least of those.
        node: K,
        /// Tables with the most frequent value.
        most: usize,
        /// Tables that list it.
        listed: usize,
        /// Tables.
        tables: usize,
    },
    /// No node is left with a value above 0.
    #[error("{tables} tables agree on no value above 0")]
    Nothing {
        /// Tables.
        tables: usize,
    },
}

/// The three-way rule over the median tables of all participants: a value that more than half have is agreed on; a node that
/// at most half list is dropped; anything else fails the whole epoch.
///
/// # Errors
///
/// If the epoch fails, or nothing above 0 is left.
pub fn agree<K: Ord + Clone>(medians: &[Table<K>]) -> Result<Agreement<K>, NoAgreement<K>> {
    let tables = medians.len();
    let nodes: BTreeSet<&K> = medians.iter().flat_map(Table::keys).collect();
    let mut agreement = Agreement { values: Table::new(), dropped: Vec::new() };
    for node in nodes {
        let mut frequency = BTreeMap::<u8, usize>::new();
        for value in medians.iter().filter_map(|table| table.get(node)) {
            *frequency.entry(*value).or_default() += 1;
        }
        let listed = frequency.values().sum::<usize>();
        let (most, value) = frequency.iter().map(|(&value, &count)| (count, value)).max().unwrap_or((0, 0));
        if most * 2 > tables {
            if value > 0 {
                agreement.values.insert(node.clone(), value);
            }
        } else if listed * 2 <= tables {
            agreement.dropped.push(node.clone());
        } else {
            return Err(NoAgreement::Split { node: node.clone(), most, listed, tables });
        }
    }
    if agreement.values.is_empty() { Err(NoAgreement::Nothing { tables }) } else { Ok(agreement) }
}

/// A signature under an agreed table as it is filed: under a name, which need not be the signer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed<K> {
    /// Whose signature it is said to be.
    pub name: K,
    /// Whose key signed.
    pub signer: K,
}

/// A name that took no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signature is filed under an oracle that does not take part: only participants' names are allowed")]
pub struct NotParticipating<K>(pub K);

/// How many signatures count: one for each *name*. Each is checked against the key it carries itself, so one signer can be
/// counted under several names.
///
/// # Errors
///
/// If a name took no part: the whole message is then ignored.
pub fn signatures_counted<K: Ord + Copy>(filed: &[Filed<K>], participants: &BTreeSet<K>) -> Result<usize, NotParticipating<K>> {
    let names: BTreeSet<K> = filed.iter().map(|filed| filed.name).collect();
    match names.difference(participants).next() {
        Some(&stranger) => Err(NotParticipating(stranger)),
        None => Ok(names.len()),
    }
}

/// The answer that an oracle copies when it asked others for epochs it misses: the one given by more than
/// `answers.len() div 2` of those who *responded*, one of one included. `None` makes all epochs asked for faulty.
///
/// An answer is the whole history asked for: one epoch that differs makes another answer.
#[must_use]
pub fn copied_answer<T: PartialEq>(answers: &[T]) -> Option<&T> {
    let alike = |answer: &T| answers.iter().filter(|other| *other == answer).count();
    answers.iter().find(|answer| alike(answer) > answers.len() / 2)
}

/// Agreed values of past epochs as one oracle serves them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History<K> {
    known: BTreeSet<K>,
    agreed: BTreeMap<u64, Table<K>>,
    faulty: BTreeSet<u64>,
}

impl<K: Ord + Clone> History<K> {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self { known: BTreeSet::new(), agreed: BTreeMap::new(), faulty: BTreeSet::new() }
    }

    /// A heartbeat of `node` was seen, at any time.
    pub fn meet(&mut self, node: K) {
        self.known.insert(node);
    }

    /// `epoch` ended with these values, agreed on here or copied from others. It is no longer faulty.
    pub fn agree(&mut self, epoch: u64, values: Table<K>) {
        self.known.extend(values.keys().cloned());
        self.faulty.remove(&epoch);
        self.agreed.insert(epoch, values);
    }

    /// Nobody has an agreement for `epoch`.
    pub fn mark_faulty(&mut self, epoch: u64) {
        self.faulty.insert(epoch);
    }

    /// The value of `node` in `epoch` that this oracle signs: 255 for *everybody* in a faulty epoch, whether it was ever seen in it,
    /// had a licence then, or not; 0 if nothing is known of the epoch; `None` for a node never heard of.
    #[must_use]
    pub fn value(&self, node: &K, epoch: u64) -> Option<u8> {
        self.known.get(node)?;
        if self.faulty.contains(&epoch) {
            return Some(VALUE_MAX);
        }
        Some(self.agreed.get(&epoch).and_then(|table| table.get(node)).copied().unwrap_or(0))
    }
}
