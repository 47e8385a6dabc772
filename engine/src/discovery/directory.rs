//! All regions as one validator knows them, each under the version that its own validator gave it.
//!
//! What a validator holds of a region at version v is what the region's validator had published then: it takes changes only from a
//! version on that it has. So equal versions mean equal contents, and any two that exchanged once hold the newer of both.

use super::bucket::{Bucket, Demand, Supply};
use super::compact;
use crate::id::{NodeId, RegionId};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// How far one knows a region. Later lives of its validator come after earlier ones, whatever their versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Known {
    /// The region's validator.
    #[borsh(serialize_with = "write_node", deserialize_with = "read_node")]
    pub of: NodeId,
    /// Its life.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub incarnation: u64,
    /// Number of its last change that is known.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub version: u32,
}

fn write_node<W: borsh::io::Write>(node: &NodeId, out: &mut W) -> borsh::io::Result<()> {
    compact::write(&node.0, out)
}

fn read_node<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<NodeId> {
    compact::read(from).map(NodeId)
}

/// A bucket of a region, and the change that made it what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Entry {
    /// Number of the change.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub version: u32,
    /// What it holds.
    pub supply: Supply,
}

/// What changed in a region from one version to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Delta {
    /// The region and the version that it comes to.
    pub to: Known,
    /// From which version of that life on; 0 is before its first.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub since: u32,
    /// The region's own number.
    pub region: RegionId,
    /// Tasks that wait in the region.
    #[borsh(serialize_with = "compact::write", deserialize_with = "compact::read")]
    pub waiting: u32,
    /// Buckets that changed.
    pub entries: Vec<(Bucket, Entry)>,
}

/// What a validator says of its own region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Which region.
    pub region: RegionId,
    /// Tasks that wait in it.
    pub waiting: u32,
    /// Its machines.
    pub supplies: BTreeMap<Bucket, Supply>,
}

/// One side of an exchange: what the other lacks, and how far it knows what it lacks itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Exchange {
    /// Changes that the other does not know.
    pub deltas: Vec<Delta>,
    /// Regions that the other knows further, as far as they are known here.
    pub wants: Vec<Known>,
}

/// A region.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Region {
    incarnation: u64,
    version: u32,
    region: RegionId,
    waiting: u32,
    entries: BTreeMap<Bucket, Entry>,
}

/// All regions that a validator knows of, its own included.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Directory {
    regions: BTreeMap<NodeId, Region>,
}

impl Directory {
    /// Validator `me` says this of its region in this life. Only what changed gets a new version.
    pub fn publish(&mut self, me: NodeId, incarnation: u64, summary: &Summary) {
        let &Summary { region, waiting, ref supplies } = summary;
        let own = self.regions.entry(me).or_default();
        if own.version == 0 || own.incarnation != incarnation {
            *own = Region { incarnation, version: 1, region, waiting, entries: BTreeMap::new() };
            own.entries.extend(supplies.iter().map(|(bucket, supply)| (*bucket, Entry { version: 1, supply: *supply })));
            return;
        }
        let next = own.version.saturating_add(1);
        let mut changed = core::mem::replace(&mut own.waiting, waiting) != waiting;
        let mut set = |entry: &mut Entry, supply: Supply| {
            if entry.supply != supply {
                *entry = Entry { version: next, supply };
                changed = true;
            }
        };
        for (bucket, entry) in &mut own.entries {
            set(entry, supplies.get(bucket).copied().unwrap_or_default());
        }
        for (bucket, supply) in supplies {
            set(own.entries.entry(*bucket).or_default(), *supply);
        }
        if changed {
            own.version = next;
        }
    }

    /// What there is, bucket by bucket, of all regions.
    pub fn supplies(&self) -> impl Iterator<Item = Supply> {
        self.regions.values().flat_map(|region| region.entries.values().map(|entry| entry.supply))
    }

    /// The validator that serves this region, as far as it is known.
    #[must_use]
    pub fn validator_of(&self, region: RegionId) -> Option<NodeId> {
        self.regions.iter().find(|(_, known)| known.region == region).map(|(of, _)| *of)
    }

    /// How far each region is known.
    #[must_use]
    pub fn known(&self) -> Vec<Known> {
        let known =
            |(of, region): (&NodeId, &Region)| Known { of: *of, incarnation: region.incarnation, version: region.version };
        self.regions.iter().map(known).collect()
    }

    /// How far this one is known; before its first change if it is not.
    fn known_of(&self, of: NodeId) -> Known {
        let (incarnation, version) = self.regions.get(&of).map_or((0, 0), |region| (region.incarnation, region.version));
        Known { of, incarnation, version }
    }

    /// What one side of an exchange says to another that knows `theirs`: of everything, not only of what `theirs` names.
    #[must_use]
    pub fn answer(&self, theirs: &[Known]) -> Exchange {
        let theirs: BTreeMap<NodeId, Known> = theirs.iter().map(|known| (known.of, *known)).collect();
        let unknown = |of| Known { of, incarnation: 0, version: 0 };
        let deltas = self.regions.keys().filter_map(|of| self.delta(theirs.get(of).copied().unwrap_or(unknown(*of))));
        let lacking = theirs.values().map(|their| (their, self.known_of(their.of))).filter(|(their, own)| **their > *own);
        Exchange { deltas: deltas.collect(), wants: lacking.map(|(_, own)| own).collect() }
    }

    /// What was asked for.
    #[must_use]
    pub fn deltas(&self, wants: &[Known]) -> Vec<Delta> {
        wants.iter().filter_map(|want| self.delta(*want)).collect()
    }

    /// What is newer here than at somebody who knows a region up to `theirs`.
    fn delta(&self, theirs: Known) -> Option<Delta> {
        let (to, region) = (self.known_of(theirs.of), self.regions.get(&theirs.of)?);
        let since = if to.incarnation == theirs.incarnation { theirs.version } else { 0 };
        (to > theirs).then(|| Delta {
            to,
            since,
            region: region.region,
            waiting: region.waiting,
            entries: region.entries.iter().filter(|(_, entry)| entry.version > since).map(|(of, entry)| (*of, *entry)).collect(),
        })
    }

    /// Takes changes over that go on from what is known here; others, and those of validator `me`'s own region, change nothing.
    pub fn apply(&mut self, me: NodeId, delta: &Delta) {
        let Known { of, incarnation, version } = delta.to;
        let own = self.known_of(of);
        let goes_on =
            if own.incarnation == incarnation && own.version > 0 { delta.since <= own.version } else { delta.since == 0 };
        if of == me || delta.to <= own || !goes_on {
            return;
        }
        let region = self.regions.entry(of).or_default();
        if region.incarnation != incarnation {
            *region = Region::default();
        }
        (region.incarnation, region.version) = (incarnation, version);
        (region.region, region.waiting) = (delta.region, delta.waiting);
        for (bucket, entry) in &delta.entries {
            let kept = region.entries.entry(*bucket).or_default();
            if entry.version > kept.version {
                *kept = *entry;
            }
        }
    }

    /// The validator other than `me` whose region has most slots free, less the tasks that wait there, on machines that suit each of
    /// these demands; surely, or else perhaps. With `room`, only one that has more of them than tasks that wait.
    #[must_use]
    pub fn best(&self, me: NodeId, demands: &[Demand], room: bool) -> Option<NodeId> {
        let others = || self.regions.iter().filter(|(of, _)| **of != me);
        let best = |surely| {
            let found = others().filter_map(|(of, region)| Some((region.room(demands, surely)?, *of)));
            let found = found.filter(|(free, _)| !room || *free > 0);
            found.min_by_key(|(free, of)| (-free, *of)).map(|(_, of)| of)
        };
        best(true).or_else(|| best(false))
    }
}

impl Region {
    /// Slots free for the demand that has least of them, less the tasks that wait; `None` if there is one that no machine suits.
    fn room(&self, demands: &[Demand], surely: bool) -> Option<i64> {
        let of = |demand: &Demand| {
            let suitable = self.entries.iter().filter(|(bucket, _)| bucket.suits(*demand, surely));
            let sum = suitable.fold((0_i64, 0_i64), |(machines, free), (_, entry)| {
                (machines + i64::from(entry.supply.machines), free + i64::from(entry.supply.slots_free))
            });
            Some(sum).filter(|(machines, _)| *machines > 0).map(|(_, free)| free)
        };
        let least = demands.iter().map(of).try_fold(i64::MAX, |least, free| Some(least.min(free?)))?;
        Some(least.saturating_sub(self.waiting.into()))
    }
}
