use crate::{NODE, ORACLE, OWNER, at};
use engine::ratio1::Address;
use engine::ratio1::escrow::{Allocation, Escrow, EscrowError, Request, allocate_all, permission};
use engine::ratio1::prices::PriceError;

const OTHER: Address = Address::from_number(0xbeef);

/// An escrow with job 1 of `job_type` for `nodes` nodes and `epochs` epochs from epoch 100, that started there on [`NODE`].
pub fn started(job_type: u8, nodes: u64, epochs: u64) -> Escrow {
    let mut escrow = Escrow::new(OWNER);
    let request = Request { job_type, last_execution_epoch: 100 + epochs, nodes };
    escrow.create(OWNER, 1, request, at(100, 0)).expect("a good request");
    escrow.set_nodes(1, vec![NODE], at(100, 60)).expect("job 1");
    escrow
}

fn allocate(escrow: &mut Escrow, epoch: u64) -> Result<Allocation, EscrowError> {
    allocate_all(std::slice::from_mut(escrow), at(epoch, 0))
}

#[test]
fn payouts_are_those_of_the_vectors() {
    // Type, epochs: burned and given to a node.
    let rows = [(1, 1, 56_250, 318_750), (54, 1, 24_999, 141_667), (54, 3, 74_999, 424_999), (4, 7, 2_012_499, 11_404_163)];
    for (job_type, epochs, burned, to_nodes) in rows {
        let mut escrow = started(job_type, 1, 30);
        assert_eq!(allocate(&mut escrow, 100 + epochs), Ok(Allocation { burned, to_nodes }), "type {job_type}, {epochs} epochs");
        assert_eq!(allocate(&mut escrow, 100 + epochs), Ok(Allocation::default()), "once");
    }
    let mut escrow = started(9, 2, 30);
    escrow.set_nodes(1, vec![NODE, OTHER], at(100, 90)).unwrap();
    assert_eq!(escrow.job(1).unwrap().balance, 750_000_000);
    assert_eq!(allocate(&mut escrow, 130), Ok(Allocation { burned: 112_500_000, to_nodes: 637_500_000 }));
    assert_eq!(escrow.node_balances().collect::<Vec<_>>(), [(OTHER, 318_750_000), (NODE, 318_750_000)]);
    assert_eq!((escrow.job(1).unwrap().balance, escrow.usdc()), (0, 637_500_000));
}

#[test]
fn a_job_of_31_epochs_ends_at_balance_zero() {
    let mut escrow = started(1, 1, 31);
    assert_eq!(escrow.usdc(), 375_000 * 31);
    for epoch in 101..140 {
        allocate(&mut escrow, epoch).unwrap();
    }
    assert_eq!(escrow.job(1).unwrap().balance, 0);
    assert_eq!(escrow.claim(NODE), Ok(318_750 * 31));
    assert_eq!(escrow.usdc(), 0, "the rest is burned");
    assert_eq!(escrow.claim(NODE), Err(EscrowError::NothingToClaim(NODE)));
}

#[test]
fn a_job_that_waits_ends_as_much_later() {
    let mut escrow = Escrow::new(OWNER);
    escrow.create(OWNER, 7, Request { job_type: 1, last_execution_epoch: 130, nodes: 1 }, at(100, 0)).unwrap();
    assert_eq!(allocate(&mut escrow, 120), Ok(Allocation::default()), "no node, no pay");
    escrow.set_nodes(7, vec![NODE], at(104, 0)).unwrap();
    let job = escrow.job(7).unwrap();
    assert_eq!((job.last_execution_epoch, job.last_allocated_epoch, job.started_s), (134, 103, Some(at(104, 0).time_s)));
    escrow.set_nodes(7, vec![OTHER], at(110, 0)).unwrap();
    assert_eq!(escrow.job(7).unwrap().last_execution_epoch, 134, "a later set moves nothing");
    assert_eq!(allocate(&mut escrow, 999).unwrap().volume(), 375_000 * 30, "the epochs bought, no more");
}

#[test]
fn a_job_is_closable_when_it_ended_and_is_given_out() {
    let mut escrow = started(1, 1, 30);
    assert_eq!(escrow.closable(at(130, 0)), None, "not given out");
    allocate(&mut escrow, 129).unwrap();
    assert_eq!(escrow.closable(at(130, 0)), None, "one epoch short");
    allocate(&mut escrow, 130).unwrap();
    assert_eq!(escrow.closable(at(129, 0)), None, "not ended");
    assert_eq!(escrow.closable(at(130, 0)), Some(1));
    escrow.set_nodes(1, vec![], at(130, 0)).unwrap();
    assert_eq!((escrow.closable(at(131, 0)), escrow.is_active(1)), (None, false));
}

#[test]
fn creating_keeps_to_the_rules() {
    let mut escrow = Escrow::new(OWNER);
    let request = Request { job_type: 1, last_execution_epoch: 130, nodes: 2 };
    let mut create = |caller, request| escrow.create(caller, 1, request, at(100, 0));
    assert_eq!(create(NODE, request), Err(EscrowError::NotAllowed { caller: NODE, found: 0, needed: permission::CREATE }));
    let typed = |job_type| Request { job_type, ..request };
    assert_eq!(create(OWNER, typed(12)), Err(EscrowError::Type(PriceError::Deprecated(12))));
    assert_eq!(create(OWNER, typed(41)), Err(EscrowError::Type(PriceError::Unknown(41))));
    let ending = |last_execution_epoch| Request { last_execution_epoch, ..request };
    assert_eq!(create(OWNER, ending(129)), Err(EscrowError::TooShort { found: 29 }));
    assert_eq!(create(OWNER, ending(7)), Err(EscrowError::TooShort { found: 0 }));
    assert_eq!(create(OWNER, Request { nodes: 0, ..request }), Err(EscrowError::NotMore { found: 0, least: 0 }));
    let vast = Request { last_execution_epoch: u64::MAX, nodes: u64::MAX, ..request };
    assert_eq!(create(OWNER, vast), Err(EscrowError::TooLarge { nodes: u64::MAX, epochs: u64::MAX - 100 }));
    assert_eq!(create(OWNER, request), Ok(375_000 * 2 * 30));
    assert_eq!(create(OWNER, request), Err(EscrowError::JobExists(1)));
}

#[test]
fn extending_costs_the_nodes_and_epochs_added() {
    let mut escrow = started(1, 2, 30);
    assert_eq!(escrow.extend_duration(OWNER, 1, 135, at(110, 0)), Ok(375_000 * 2 * 5));
    assert_eq!(escrow.extend_duration(OWNER, 1, 135, at(110, 0)), Err(EscrowError::NotMore { found: 135, least: 135 }));
    assert_eq!(escrow.extend_duration(OWNER, 1, 140, at(150, 0)), Err(EscrowError::NotMore { found: 140, least: 150 }));
    assert_eq!(escrow.extend_duration(OWNER, 9, 140, at(110, 0)), Err(EscrowError::NoJob(9)));
    assert_eq!(escrow.extend_nodes(OWNER, 1, 5, at(115, 0)), Ok(375_000 * 3 * 20));
    assert_eq!(escrow.extend_nodes(OWNER, 1, 5, at(115, 0)), Err(EscrowError::NotMore { found: 5, least: 5 }));
    assert_eq!(escrow.extend_nodes(OWNER, 1, 6, at(135, 0)), Err(EscrowError::Ended { end: 135, current: 135 }));
    assert_eq!(escrow.job(1).unwrap().balance, 375_000 * (60 + 10 + 60));
    assert_eq!(escrow.usdc(), escrow.job(1).unwrap().balance);
}

#[test]
fn only_a_job_that_never_started_is_refunded() {
    let mut escrow = started(1, 1, 30);
    escrow.create(OWNER, 2, Request { job_type: 53, last_execution_epoch: 140, nodes: 1 }, at(110, 0)).unwrap();
    assert_eq!(escrow.redeem(OWNER, 1, false, at(120, 0)), Err(EscrowError::Started(1)));
    assert_eq!(escrow.redeem(OWNER, 2, false, at(110, 3_599)), Err(EscrowError::TooSoon { found_s: 3_599 }));
    assert_eq!(escrow.redeem(OWNER, 2, true, at(110, 3_600)), Err(EscrowError::VoteOpen(2)));
    assert_eq!(escrow.redeem(OWNER, 3, false, at(110, 3_600)), Err(EscrowError::NoJob(3)));
    assert_eq!(escrow.redeem(OWNER, 2, false, at(110, 3_600)), Ok(100_000 * 30));
    assert!(escrow.job(2).is_none() && escrow.is_active(1) && !escrow.is_active(2));
    escrow.set_nodes(1, vec![], at(105, 0)).unwrap();
    assert_eq!(escrow.redeem(OWNER, 1, false, at(120, 0)), Err(EscrowError::Started(1)), "closed early, what it holds stays");
    assert_eq!(escrow.usdc(), 375_000 * 30);
}

#[test]
fn delegates_do_what_their_permissions_say() {
    let mut escrow = started(1, 1, 30);
    assert_eq!(escrow.delegate(OWNER, 1), Err(EscrowError::Delegate(OWNER)));
    assert_eq!(escrow.delegate(Address::ZERO, 1), Err(EscrowError::Delegate(Address::ZERO)));
    assert_eq!(escrow.delegate(ORACLE, 0), Err(EscrowError::Delegate(ORACLE)));
    escrow.delegate(ORACLE, permission::EXTEND_DURATION | permission::REDEEM).unwrap();
    assert!(escrow.extend_duration(ORACLE, 1, 131, at(110, 0)).is_ok());
    let denied = EscrowError::NotAllowed { caller: ORACLE, found: 10, needed: 4 };
    assert_eq!(escrow.extend_nodes(ORACLE, 1, 2, at(110, 0)), Err(denied));
    escrow.create(OWNER, 2, Request { job_type: 53, last_execution_epoch: 140, nodes: 1 }, at(110, 0)).unwrap();
    assert_eq!(escrow.redeem(ORACLE, 2, false, at(111, 0)), Ok(3_000_000), "to the delegate, whoever paid");
}

#[test]
fn nothing_starts_or_is_paid_in_epoch_zero() {
    let mut escrow = Escrow::new(OWNER);
    escrow.create(OWNER, 1, Request { job_type: 1, last_execution_epoch: 30, nodes: 1 }, at(0, 0)).unwrap();
    assert_eq!(escrow.set_nodes(1, vec![NODE], at(0, 1)), Err(EscrowError::EpochZero));
    assert_eq!(allocate(&mut escrow, 0), Err(EscrowError::EpochZero));
    assert_eq!(escrow.set_nodes(2, vec![NODE], at(5, 0)), Err(EscrowError::NoJob(2)));
}
