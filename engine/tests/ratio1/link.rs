use crate::{NODE, OWNER, at};
use engine::ratio1::Address;
use engine::ratio1::link::{Link, LinkError, Registry};
use engine::ratio1::mnd::Deed;
use engine::ratio1::nd::Licence;

const OTHER: Address = Address::from_number(0xbeef);

#[test]
fn a_node_has_one_deed_of_either_kind() {
    let mut registry = Registry::default();
    let (mut licence, mut deed) = (Licence::new(OWNER), Deed::genesis(OWNER));
    licence.link(NODE, at(5, 0), &mut registry).unwrap();
    assert_eq!(deed.link(NODE, at(5, 0), &mut registry), Err(LinkError::Linked(NODE)));
    assert_eq!(licence.link(NODE, at(7, 0), &mut registry), Err(LinkError::Linked(NODE)), "its own node too");
    licence.unlink(at(5, 1), &mut registry).unwrap();
    assert_eq!(deed.link(NODE, at(5, 2), &mut registry), Ok(()));
    assert!(registry.holds(NODE) && deed.link.node == NODE && licence.link.node == Address::ZERO);
}

#[test]
fn linking_starts_the_claims_anew_and_needs_a_day_between() {
    let (mut registry, mut link) = (Registry::default(), Link::default());
    assert_eq!(link.set(Address::ZERO, at(5, 0), true, &mut registry), Err(LinkError::NoNode));
    link.set(NODE, at(5, 100), true, &mut registry).unwrap();
    assert_eq!((link.last_claim_epoch, link.linked_s), (5, at(5, 100).time_s));
    assert_eq!(link.set(OTHER, at(6, 100), true, &mut registry), Err(LinkError::TooSoon { found_s: 86_400 }));
    assert_eq!(link.set(OTHER, at(6, 101), true, &mut registry), Err(LinkError::Unclaimed { claimed: 5, current: 6 }));
    assert_eq!(link.clear(at(6, 101), true, &mut registry), Err(LinkError::Unclaimed { claimed: 5, current: 6 }));
    assert!(registry.holds(NODE));
    link.last_claim_epoch = 6;
    link.set(OTHER, at(6, 101), true, &mut registry).unwrap();
    assert!(registry.holds(OTHER) && !registry.holds(NODE));
}

#[test]
fn a_master_deed_changes_nodes_freely_before_epoch_223() {
    let mut registry = Registry::default();
    let mut deed = Deed::genesis(OWNER);
    deed.link(NODE, at(5, 0), &mut registry).unwrap();
    deed.link(OTHER, at(222, 0), &mut registry).unwrap();
    assert_eq!(deed.unlink(at(223, 0), &mut registry), Err(LinkError::Unclaimed { claimed: 222, current: 223 }));
}
