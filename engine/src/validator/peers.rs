//! One row for each node that a validator hears: what it is if it is a member, and what its envelopes are checked against.
//!
//! The row of an envelope's sender is found once and handed on. Rows stay where they are. What only envelopes need is kept in
//! columns of its own, which are empty where a driver hands over messages without them.

use super::index::{Index, IndexSlot};
use super::members::Member;
use crate::config::Protocol;
use crate::id::NodeId;
use crate::schedule::{Books, Candidate, Place, Roster};
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

/// Two cache lines; an inventory or a heartbeat touches the first.
#[derive(BorshSerialize, BorshDeserialize)]
#[repr(C, align(64))]
pub struct Peer {
    node: NodeId,
    /// It has asked for a validator here, with a key.
    located: bool,
    /// Its key is in the protocol: what it asked with does not matter.
    shared: bool,
    member: Option<Member>,
}

/// What envelopes of a node are checked against: one cache line.
#[derive(BorshSerialize, BorshDeserialize)]
#[repr(C, align(64))]
pub struct Seal {
    key: PublicKey,
    direct: ReplayWindow,
    validators: ReplayWindow,
}

/// All rows, and the members among them in the order of placement. What leads to a row lies in one cache line.
#[derive(Default)]
#[repr(C, align(64))]
pub(super) struct Peers {
    rows: Vec<Peer>,
    /// By row, as far as envelopes came.
    seals: Vec<Seal>,
    index: Index,
    /// Which heartbeats came; by row, as far as any did.
    beats: Vec<ReplayWindow>,
    roster: Roster,
}

impl Peers {
    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize, with_envelopes: bool) {
        self.rows.reserve_exact(rows);
        if with_envelopes {
            self.seals.reserve_exact(rows);
        }
        self.roster.reserve(rows);
    }

    pub fn find(&self, node: NodeId) -> Option<Row> {
        self.index.find(node, |row| self.rows[row as usize].node).map(Row)
    }

    pub fn find_from(&self, hint: u32, node: NodeId) -> Option<Row> {
        let is_it = self.peer_at(hint).is_some_and(|peer| peer.node == node);
        if is_it { Some(Row(hint)) } else { self.find(node) }
    }

    pub fn peer_at(&self, row: u32) -> Option<&Peer> {
        self.rows.get(row as usize)
    }

    pub fn place_at(&self, row: u32) -> Option<&Place> {
        self.roster.place_at(row)
    }

    pub fn index_of(&self, node: NodeId) -> Option<&IndexSlot> {
        self.index.slot(node)
    }

    /// The row of `node`, which it gets now if it had none.
    pub fn enter(&mut self, node: NodeId, protocol: &Protocol) -> Row {
        if let Some(row) = self.find(node) {
            return row;
        }
        let row = u32::try_from(self.rows.len()).expect("ids have 32 bits");
        let shared = protocol.key_of(node).is_some();
        push(&mut self.rows, Peer { node, located: false, shared, member: None });
        self.index.insert(row, |row| self.rows[row as usize].node);
        Row(row)
    }

    pub fn seal_at(&self, row: u32) -> Option<&Seal> {
        self.seals.get(row as usize)
    }

    /// What the envelopes of a row are checked against, which is there from now on.
    fn seal_mut(&mut self, Row(row): Row, protocol: &Protocol) -> &mut Seal {
        while self.seals.len() <= row as usize {
            let key = protocol.key_of(self.rows[self.seals.len()].node).copied().unwrap_or(PublicKey([0; 32]));
            push(&mut self.seals, Seal { key, direct: ReplayWindow::default(), validators: ReplayWindow::default() });
        }
        &mut self.seals[row as usize]
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
        let seal = self.seal_at(row.0).filter(|_| peer.located || peer.shared)?;
        Some((&seal.key, peer.shared))
    }

    /// Binds a key; true the first time. Whoever is in the protocol keeps the key that is there.
    pub fn bind(&mut self, row: Row, key: PublicKey, protocol: &Protocol) -> bool {
        let peer = self.row_mut(row);
        let (shared, was_located) = (peer.shared, core::mem::replace(&mut peer.located, true));
        if !shared && !was_located {
            self.seal_mut(row, protocol).key = key;
        }
        !was_located
    }

    /// What was heard through a channel; `None` for one that nobody honest uses towards a validator.
    pub fn window(&mut self, row: Row, channel: Channel, protocol: &Protocol) -> Option<&mut ReplayWindow> {
        match channel {
            Channel::Direct => Some(&mut self.seal_mut(row, protocol).direct),
            Channel::Validators => Some(&mut self.seal_mut(row, protocol).validators),
            Channel::Beats => {
                while self.beats.len() <= row.0 as usize {
                    push(&mut self.beats, ReplayWindow::default());
                }
                self.beats.get_mut(row.0 as usize)
            }
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
            let (node, speed) = (peer.node, member.capacity.speed());
            let free = peer.member.insert(member).free();
            self.roster.enter(speed, node, row.0, free);
        }
    }

    /// Changes a member, capacity and whether it is up included.
    pub fn change<R>(&mut self, row: Row, change: impl FnOnce(&mut Member) -> R) -> Option<R> {
        let peer = &mut self.rows[row.0 as usize];
        let member = peer.member.as_mut()?;
        let (speed, was_free) = (member.capacity.speed(), member.free());
        let result = change(member);
        let (new_speed, free) = (member.capacity.speed(), member.free());
        if new_speed != speed {
            self.roster.leave(row.0);
            self.roster.enter(new_speed, peer.node, row.0, free);
        } else if free != was_free {
            self.roster.set_free(row.0, free);
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

    /// All members in their ranks, and their books.
    pub fn ranked(&mut self) -> (&Roster, &impl Books) {
        self.roster.rank_all();
        (&self.roster, &self.rows)
    }

    /// The member of that rank among all that are ranked.
    pub fn at_rank(&self, rank: usize) -> Option<(NodeId, &Member)> {
        let rank = self.roster.at(rank)?;
        self.member_at(Row(rank.row)).map(|member| (rank.node, member))
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
            && (0..).zip(&self.rows).all(|(row, peer)| self.find(peer.node) == Some(Row(row)))
    }

    /// Without rows, but with all that follows from these.
    fn derived(rows: &[Peer]) -> Self {
        let (mut index, mut roster) = (Index::default(), Roster::default());
        for (row, peer) in (0..).zip(rows) {
            index.insert(row, |row| rows[row as usize].node);
            if let Some(member) = &peer.member {
                roster.enter(member.capacity.speed(), peer.node, row, member.free());
            }
        }
        Self { index, roster, ..Self::default() }
    }
}

impl Books for Vec<Peer> {
    fn candidate(&self, row: u32) -> Option<Candidate<'_>> {
        let peer = self.get(row as usize)?;
        Some(peer.member.as_ref()?.candidate(peer.node))
    }
}

/// Adds a row to a column; there are many, and room for not twice as many as there are.
fn push<T>(column: &mut Vec<T>, row: T) {
    if column.len() == column.capacity() {
        column.reserve_exact(column.len() / 16 + 4);
    }
    column.push(row);
}

impl BorshSerialize for Peers {
    fn serialize<W: borsh::io::Write>(&self, out: &mut W) -> borsh::io::Result<()> {
        (&self.rows, &self.seals, &self.beats).serialize(out)
    }
}

impl BorshDeserialize for Peers {
    fn deserialize_reader<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<Self> {
        let (rows, seals, beats): (Vec<Peer>, _, _) = BorshDeserialize::deserialize_reader(from)?;
        let derived = Self::derived(&rows);
        Ok(Self { rows, seals, beats, ..derived })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_is_two_cache_lines_and_one_more_with_envelopes() {
        assert_eq!((size_of::<super::Peer>(), size_of::<super::Seal>()), (128, 64));
    }
}
