//! One row for each node that a validator hears: its key, what it has said, and what it is if it is a member.
//!
//! The row of an envelope's sender is found once and handed on. Rows stay where they are.

use super::index::{Index, IndexSlot};
use super::members::Member;
use crate::config::Protocol;
use crate::id::NodeId;
use crate::job::TaskSpec;
use crate::schedule::Roster;
use crate::wire::{Channel, PublicKey, ReplayWindow};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Where a node's row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row(u32);

impl Row {
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What an inventory or a heartbeat touches comes first and lies in two cache lines.
#[derive(BorshSerialize, BorshDeserialize)]
#[repr(C, align(64))]
pub struct Peer {
    node: NodeId,
    /// It has asked for a validator here, with a key.
    located: bool,
    /// Its key is in the protocol: what it asked with does not matter.
    shared: bool,
    key: PublicKey,
    direct: ReplayWindow,
    member: Option<Member>,
    beats: ReplayWindow,
    validators: ReplayWindow,
}

/// All rows, and the members among them in the order of placement.
#[derive(Default)]
pub(super) struct Peers {
    rows: Vec<Peer>,
    index: Index,
    roster: Roster,
}

impl Peers {
    pub fn find(&self, node: NodeId) -> Option<Row> {
        self.index.find(node).map(Row)
    }

    pub fn find_from(&self, hint: u32, node: NodeId) -> Option<Row> {
        let is_it = self.peer_at(hint).is_some_and(|peer| peer.node == node);
        if is_it { Some(Row(hint)) } else { self.find(node) }
    }

    pub fn peer_at(&self, row: u32) -> Option<&Peer> {
        self.rows.get(row as usize)
    }

    pub fn index_of(&self, node: NodeId) -> Option<&IndexSlot> {
        self.index.slot(node)
    }

    pub fn peer(&self, node: NodeId) -> Option<&Peer> {
        self.rows.get(self.index.find(node)? as usize)
    }

    /// The row of `node`, which it gets now if it had none.
    pub fn enter(&mut self, node: NodeId, protocol: &Protocol) -> Row {
        if let Some(row) = self.find(node) {
            return row;
        }
        let shared = protocol.key_of(node).copied();
        let row = u32::try_from(self.rows.len()).expect("ids have 32 bits");
        let none = ReplayWindow::default();
        if self.rows.len() == self.rows.capacity() {
            // Rows are large: not twice as many as there are.
            self.rows.reserve_exact(self.rows.len() / 16 + 4);
        }
        self.rows.push(Peer {
            node,
            located: false,
            shared: shared.is_some(),
            key: shared.unwrap_or(PublicKey([0; 32])),
            direct: none,
            member: None,
            beats: none,
            validators: none,
        });
        self.index.insert(node, row);
        Row(row)
    }

    fn row(&self, Row(row): Row) -> &Peer {
        &self.rows[row as usize]
    }

    fn row_mut(&mut self, Row(row): Row) -> &mut Peer {
        &mut self.rows[row as usize]
    }

    /// The key that must have signed, and whether it is in the protocol; `None` before the first [`bind`](Self::bind).
    pub fn key_of(&self, row: Row) -> Option<(&PublicKey, bool)> {
        let peer = self.row(row);
        (peer.located || peer.shared).then_some((&peer.key, peer.shared))
    }

    /// Binds a key; true the first time. Whoever is in the protocol keeps the key that is there.
    pub fn bind(&mut self, row: Row, key: PublicKey) -> bool {
        let peer = self.row_mut(row);
        if !peer.shared && !peer.located {
            peer.key = key;
        }
        !core::mem::replace(&mut peer.located, true)
    }

    /// What was heard through a channel; `None` for one that nobody honest uses towards a validator.
    pub fn window(&mut self, row: Row, channel: Channel) -> Option<&mut ReplayWindow> {
        let peer = self.row_mut(row);
        match channel {
            Channel::Direct => Some(&mut peer.direct),
            Channel::Beats => Some(&mut peer.beats),
            Channel::Validators => Some(&mut peer.validators),
            Channel::Region | Channel::RegionBeats | Channel::ValidatorsBeats => None,
        }
    }

    pub fn node(&self, row: Row) -> NodeId {
        self.row(row).node
    }

    pub fn member_at(&self, row: Row) -> Option<&Member> {
        self.row(row).member.as_ref()
    }

    /// To change anything but what placement looks at; for that, [`change`](Self::change).
    pub fn member_at_mut(&mut self, row: Row) -> Option<&mut Member> {
        self.row_mut(row).member.as_mut()
    }

    pub fn member(&self, node: NodeId) -> Option<&Member> {
        self.find(node).and_then(|row| self.member_at(row))
    }

    /// Makes `member` one, unless it is.
    pub fn enrol(&mut self, row: Row, member: Member) {
        let peer = self.row_mut(row);
        if peer.member.is_none() {
            let (node, speed) = (peer.node, member.capacity.total.speed);
            let is_free = peer.member.insert(member).is_free();
            self.roster.enter(speed, node, row.0, is_free);
        }
    }

    /// Changes a member, capacity and whether it is up included.
    pub fn change<R>(&mut self, row: Row, change: impl FnOnce(&mut Member) -> R) -> Option<R> {
        let peer = &mut self.rows[row.0 as usize];
        let member = peer.member.as_mut()?;
        let (speed, was_free) = (member.capacity.total.speed, member.is_free());
        let result = change(member);
        let (new_speed, is_free) = (member.capacity.total.speed, member.is_free());
        if new_speed != speed {
            self.roster.leave(row.0);
            self.roster.enter(new_speed, peer.node, row.0, is_free);
        } else if is_free != was_free {
            self.roster.set_free(row.0, is_free);
        }
        Some(result)
    }

    /// Every member, in no order that may show.
    pub fn members(&self) -> impl Iterator<Item = (NodeId, &Member)> {
        self.rows.iter().filter_map(|peer| peer.member.as_ref().map(|member| (peer.node, member)))
    }

    /// The rows of the members that `are`, by node id.
    pub fn members_by_id(&self, are: impl Fn(&Member) -> bool) -> Vec<Row> {
        let rows = (0..).zip(&self.rows).filter(|(_, peer)| peer.member.as_ref().is_some_and(&are));
        let mut rows: Vec<(NodeId, Row)> = rows.map(|(row, peer)| (peer.node, Row(row))).collect();
        rows.sort_unstable_by_key(|(node, _)| *node);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The member that would finish `task` soonest, as [`Roster::earliest`].
    pub fn earliest(&mut self, task: &TaskSpec, excluded: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        let Self { rows, roster, .. } = self;
        roster.earliest(task, excluded, |row| rows[row as usize].member.as_ref().map(|member| &member.capacity))
    }

    /// Whether what is derived from the rows is what the rows say.
    pub fn is_consistent(&self) -> bool {
        let rebuilt = Self::derived(&self.rows);
        let ranked = |roster: &Roster| {
            let mut roster = roster.clone();
            roster.rank_all();
            roster
        };
        ranked(&rebuilt.roster) == ranked(&self.roster)
            && self.rows.iter().all(|peer| self.index.find(peer.node) == rebuilt.index.find(peer.node))
    }

    /// Without rows, but with all that follows from these.
    fn derived(rows: &[Peer]) -> Self {
        let (mut index, mut roster) = (Index::default(), Roster::default());
        for (row, peer) in (0..).zip(rows) {
            index.insert(peer.node, row);
            if let Some(member) = &peer.member {
                roster.enter(member.capacity.total.speed, peer.node, row, member.is_free());
            }
        }
        Self { rows: Vec::new(), index, roster }
    }
}

impl BorshSerialize for Peers {
    fn serialize<W: borsh::io::Write>(&self, out: &mut W) -> borsh::io::Result<()> {
        self.rows.serialize(out)
    }
}

impl BorshDeserialize for Peers {
    fn deserialize_reader<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<Self> {
        let rows = Vec::<Peer>::deserialize_reader(from)?;
        let derived = Self::derived(&rows);
        Ok(Self { rows, ..derived })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_is_four_cache_lines() {
        assert_eq!(size_of::<super::Peer>(), 256);
    }
}
