use super::*;
use engine::wire::Transaction;
use engine::{Amount, JobId, TaskId};

fn owner() -> Owner {
    Owner { network: 7, node: NodeId(3), key: PublicKey([1; 32]) }
}

fn applied(number: u64) -> Record {
    let transaction = Transaction::Lock { job: JobId::default(), amount: Amount(number.into()) };
    Record::Applied { validator: NodeId(0), number, at: Time(number), transaction }
}

#[test]
fn what_was_committed_is_found_again_chain_first_and_the_rest_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let task = TaskId::default();
    let (mut store, found) = Store::open(folder.path(), &owner()).unwrap();
    assert!(found.records.is_empty() && found.time == Time::ZERO);
    let life = |incarnation| Record::Life { incarnation };
    let result = engine::wire::WorkResult { output: engine::wire::Digest::NONE, output_bytes: 1 };
    store.commit(Time(5), &[life(0), applied(12), Record::Finished { task, result }]).unwrap();
    store.commit(Time(9), &[applied(3), Record::Settled { epoch: 0 }, life(1)]).unwrap();
    store.commit(Time(10), &[Record::Forgot { task }]).unwrap();
    let taken = Store::open(folder.path(), &owner()).unwrap_err().to_string();
    assert!(taken.contains("another node running"), "{taken}");
    drop(store);

    let (mut store, found) = Store::open(folder.path(), &owner()).unwrap();
    assert_eq!(found.time, Time(10));
    assert_eq!(found.records, [applied(12), applied(3), Record::Settled { epoch: 0 }, life(1)]);
    store.commit(Time(11), &[Record::Settled { epoch: 1 }]).unwrap();
    drop(store);
    let (_, found) = Store::open(folder.path(), &owner()).unwrap();
    assert_eq!(found.records[3], Record::Settled { epoch: 1 });
}

#[test]
fn a_store_of_another_node_or_a_file_that_is_none_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), &owner()).unwrap());
    let other = Owner { key: PublicKey([2; 32]), ..owner() };
    let error = Store::open(folder.path(), &other).unwrap_err().to_string();
    assert!(error.contains(STORE) && error.contains("node n3"), "{error}");
    std::fs::write(folder.path().join(STORE), b"not a database at all").unwrap();
    let error = Store::open(folder.path(), &owner()).unwrap_err().to_string();
    assert!(error.contains(STORE) && error.contains("open the store"), "{error}");
}
