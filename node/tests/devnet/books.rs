//! What must be true of every devnet that did its job, whatever went wrong on the way.

use crate::repository::Repository;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use engine::job::JobSpec;
use engine::{Amount, NodeId};
use node::devnet::Outcome;
use node::replay::{Replayed, find, key_beside, replay};
use records::run::RunFolder;
use records::table::{JobRow, Row, TaskRow};
use std::collections::BTreeMap;

/// The job is settled, all files are in its table, every task is verified once and paid once, and no token is missing.
pub fn assert_done_and_paid_once(outcome: &Outcome, repository: &Repository) {
    let (job, status, gathered) = outcome.found.as_ref().expect("a result");
    assert_eq!((job.files, job.left_out), (repository.files(), 0));
    #[cfg(unix)]
    assert_eq!(job.unreadable, 2, "a link and a deleted file");
    assert_eq!(gathered.files.len(), job.files);
    assert_eq!(gathered.types.iter().map(|row| row.files).sum::<u64>(), job.files as u64);

    // What each worker has to get, from the table of attempts and the prices of the tasks.
    let protocol = &outcome.plan.protocol;
    let (mut verified, mut due, mut burned) = (BTreeMap::<u32, u32>::new(), BTreeMap::<u32, Amount>::new(), Amount::ZERO);
    for batch in batches::<TaskRow>(outcome) {
        let (tasks, nodes) = (numbers(&batch, "task"), numbers(&batch, "node"));
        let outcomes = column(&batch, "outcome").as_string::<i32>();
        for row in (0..batch.num_rows()).filter(|row| outcomes.value(*row) == "verified") {
            *verified.entry(tasks[row]).or_default() += 1;
            let price = JobSpec::task_price(&job.spec.tasks[tasks[row] as usize], protocol.price_per_tflop);
            let burn = price.parts_per_million(protocol.burn_ppm);
            burned = burned.saturating_add(burn);
            let due = due.entry(nodes[row]).or_default();
            *due = due.saturating_add(price.saturating_sub(burn));
        }
    }
    let once: BTreeMap<u32, u32> = (0..job.spec.tasks.len() as u32).map(|task| (task, 1)).collect();
    assert_eq!(verified, once, "verified attempts by task");

    let price = job.spec.price(protocol.price_per_tflop);
    let paid: Amount = due.values().copied().sum();
    assert_eq!(paid, price.saturating_sub(burned));
    assert_eq!(status.paid, paid, "as the requester was told");
    let mut jobs = 0;
    for batch in batches::<JobRow>(outcome) {
        jobs += batch.num_rows();
        for row in 0..batch.num_rows() {
            let amount = |name: &str| column(&batch, name).as_primitive::<Decimal128Type>().value(row) as u128;
            assert_eq!(column(&batch, "state").as_string::<i32>().value(row), "settled");
            let amounts = ["escrowed", "paid", "burned", "refunded"].map(amount);
            assert_eq!(amounts, [price.0, paid.0, burned.0, 0], "escrowed, paid, burned, refunded");
        }
    }
    assert_eq!(jobs, 1, "jobs in the table");
    // The books hold what the sequencer applied.
    let income: BTreeMap<u32, Amount> = (0..)
        .zip(&outcome.books)
        .map(|(id, books)| (id, books.job_income))
        .filter(|(_, amount)| *amount != Amount::ZERO)
        .collect();
    assert_eq!(income, due, "income by node");

    let supply = &outcome.supply;
    assert_eq!(supply.burned, burned);
    assert_eq!(supply.balances, supply.genesis.saturating_add(supply.minted).saturating_sub(burned));
    assert_eq!(supply.escrow, Amount::ZERO, "nothing stays locked");
    let rewards: Amount = outcome.books.iter().map(|books| books.reward).sum();
    assert!(outcome.epochs >= 1 && rewards > Amount::ZERO, "{} epochs, {rewards} of rewards", outcome.epochs);
    assert_eq!(rewards, supply.minted.saturating_sub(supply.pool), "all that was minted is given out or in the pool");
}

/// Every log of every node gives every output again, and each life begins from what the one before it left. Gives back the
/// number of lives by node.
pub fn assert_replays(outcome: &Outcome) -> BTreeMap<NodeId, usize> {
    let mut lives = BTreeMap::<NodeId, Vec<Replayed>>::new();
    for log in find(&outcome.folder).expect("there are logs") {
        let replayed = replay(&log, &key_beside(&log)).expect("the log can be read");
        assert!(replayed.difference.is_none(), "{}: {:?}", log.display(), replayed.difference);
        assert_eq!(replayed.torn_bytes, None, "{}: nobody cut the power", log.display());
        assert!(replayed.steps > 0 && replayed.outputs > 0, "{}: {} steps", log.display(), replayed.steps);
        lives.entry(replayed.node).or_default().push(replayed);
    }
    assert_eq!(lives.len(), outcome.names.len(), "nodes with logs");
    for of_node in lives.values() {
        for pair in of_node.windows(2) {
            assert!(pair[0].leads_to(&pair[1]), "{} does not lead to {}", pair[0].path.display(), pair[1].path.display());
        }
    }
    lives.into_iter().map(|(node, lives)| (node, lives.len())).collect()
}

fn batches<R: Row>(outcome: &Outcome) -> Vec<RecordBatch> {
    let run = RunFolder::open(&outcome.folder).expect("a run");
    let batches = run.batches::<R>().expect("a table").collect::<Result<_, _>>();
    batches.expect("readable parts")
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> &'a dyn Array {
    &**batch.column_by_name(name).expect("the column is there")
}

fn numbers(batch: &RecordBatch, name: &str) -> Vec<u32> {
    column(batch, name).as_primitive::<UInt32Type>().values().to_vec()
}
