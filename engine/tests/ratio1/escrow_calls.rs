//! Random calls of two escrows of one manager: no USDC appears or is lost, and a call that is refused changes nothing.

use crate::{NODE, OWNER, at};
use engine::ratio1::Address;
use engine::ratio1::escrow::{Escrow, EscrowError, Request, allocate_all};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Call {
    Create { job_type: u8, epochs: u64, nodes: u64 },
    ExtendDuration { job: u64, epochs: u64 },
    ExtendNodes { job: u64, nodes: u64 },
    Redeem { job: u64 },
    SetNodes { job: u64, nodes: Vec<u64> },
    Claim { node: u64 },
    Allocate,
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        3 => (0_u8..60, 25_u64..60, 0_u64..4).prop_map(|(job_type, epochs, nodes)| Call::Create { job_type, epochs, nodes }),
        1 => (1_u64..9, 20_u64..90).prop_map(|(job, epochs)| Call::ExtendDuration { job, epochs }),
        1 => (1_u64..9, 1_u64..6).prop_map(|(job, nodes)| Call::ExtendNodes { job, nodes }),
        1 => (1_u64..9).prop_map(|job| Call::Redeem { job }),
        4 => (1_u64..9, proptest::collection::vec(1_u64..5, 0..4)).prop_map(|(job, nodes)| Call::SetNodes { job, nodes }),
        2 => (1_u64..5).prop_map(|node| Call::Claim { node }),
        4 => Just(Call::Allocate),
    ]
}

/// USDC put in and taken out by a call.
fn apply(
    escrows: &mut [Escrow; 2],
    of: usize,
    call: Call,
    id: u64,
    epoch: u64,
    second: u64,
) -> Result<(u128, u128), EscrowError> {
    let now = at(epoch, second);
    let escrow = &mut escrows[of];
    // The n-th of its jobs, or none if it has none.
    let ids: Vec<u64> = escrow.jobs().map(|(id, _)| id).collect();
    let nth = |job: u64| ids.get(job as usize % ids.len().max(1)).copied().unwrap_or(u64::MAX);
    match call {
        Call::Create { job_type, epochs, nodes } => {
            let request = Request { job_type, last_execution_epoch: epoch + epochs, nodes };
            escrow.create(OWNER, id, request, now).map(|paid| (paid, 0))
        }
        Call::ExtendDuration { job, epochs } => {
            escrow.extend_duration(OWNER, nth(job), epoch + epochs, now).map(|paid| (paid, 0))
        }
        Call::ExtendNodes { job, nodes } => escrow.extend_nodes(OWNER, nth(job), nodes, now).map(|paid| (paid, 0)),
        Call::Redeem { job } => escrow.redeem(OWNER, nth(job), false, now).map(|refund| (0, refund)),
        Call::SetNodes { job, nodes } => {
            escrow.set_nodes(nth(job), nodes.into_iter().map(Address::from_number).collect(), now).map(|()| (0, 0))
        }
        Call::Claim { node } => escrow.claim(Address::from_number(node)).map(|paid| (0, paid)),
        Call::Allocate => allocate_all(escrows, now).map(|paid| (0, paid.burned)),
    }
}

proptest! {
    #[test]
    fn usdc_is_the_balances_of_jobs_and_nodes(
        calls in proptest::collection::vec((call(), 0_usize..2, 0_u64..3, 0_u64..80_000), 1..120)
    ) {
        let mut escrows = [Escrow::new(OWNER), Escrow::new(OWNER)];
        let (mut epoch, mut put_in, mut taken_out) = (1, 0, 0);
        for (id, (call, of, epochs, second)) in (1..).zip(calls) {
            epoch += epochs;
            let before = escrows.clone();
            match apply(&mut escrows, of, call, id, epoch, second) {
                Ok((paid_in, paid_out)) => {
                    put_in += paid_in;
                    taken_out += paid_out;
                }
                Err(_) => prop_assert_eq!(&escrows, &before),
            }
            for escrow in &escrows {
                let jobs: u128 = escrow.jobs().map(|(_, job)| job.balance).sum();
                let nodes: u128 = escrow.node_balances().map(|(_, balance)| balance).sum();
                prop_assert_eq!(escrow.usdc(), jobs + nodes);
            }
            prop_assert_eq!(put_in - taken_out, escrows[0].usdc() + escrows[1].usdc());
        }
    }

    #[test]
    fn whenever_it_is_paid_a_job_with_its_nodes_pays_what_was_bought(
        job_type in 1_u8..10, epochs in 30_u64..60, nodes in 1_u64..5, waits in 0_u64..9, steps in proptest::collection::vec(1_u64..9, 1..90)
    ) {
        let mut escrow = Escrow::new(OWNER);
        let request = Request { job_type, last_execution_epoch: 100 + epochs, nodes };
        let paid = escrow.create(OWNER, 1, request, at(100, 0)).unwrap();
        escrow.set_nodes(1, (0..nodes).map(|node| Address::from_number(9 + node)).collect(), at(100 + waits, 0)).unwrap();
        let (mut epoch, mut volume) = (100 + waits, 0);
        for step in steps.into_iter().chain([epochs]) {
            epoch += step;
            volume += allocate_all(std::slice::from_mut(&mut escrow), at(epoch, 0)).unwrap().volume();
        }
        prop_assert_eq!((volume, escrow.job(1).unwrap().balance), (paid, 0));
        prop_assert!(escrow.node_balances().all(|(node, _)| node != NODE));
    }
}
