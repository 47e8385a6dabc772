//! Every placement policy of scenarios, by its name, on real nodes.

use crate::books::{assert_done_and_paid_once, assert_replays};
use crate::repository::Repository;
use crate::{GFLOPS, run, with_short_epochs};
use engine::schedule::PolicyKind;
use node::devnet::{Files, Options, Wire};
use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

const NAMES: [&str; PolicyKind::ALL.len()] = [
    "earliest-finish",
    "availability-aware",
    "cost-aware",
    "best-fit",
    "power-of-two",
    "least-loaded",
    "work-stealing",
    "oldest",
    "random",
];

fn options(name: &str, repository: &Repository, out: &Path) -> anyhow::Result<Options> {
    let files = Files { folder: repository.folder().to_owned(), max: 1_000 };
    Options::on_files(files, GFLOPS, Some(name), out.join("run"), Wire::Loopback, Vec::new())
}

/// All at once: each waits for its epoch.
#[test]
fn each_does_the_job_and_is_paid() {
    let repository = Repository::with(50);
    let used: BTreeSet<String> = thread::scope(|scope| {
        let runs = NAMES.map(|name| {
            let repository = &repository;
            scope.spawn(move || {
                let folder = tempfile::tempdir().expect("a folder");
                let options = with_short_epochs(options(name, repository, folder.path()).expect("a policy"));
                let policy = options.plan.protocol.policy;
                let outcome = run(options);
                assert_done_and_paid_once(&outcome, repository);
                assert!(assert_replays(&outcome).values().all(|lives| *lives == 1));
                format!("{policy:?}")
            })
        });
        runs.into_iter().map(|run| run.join().expect("no panic")).collect()
    });
    assert_eq!(used, PolicyKind::ALL.map(|policy| format!("{policy:?}")).into());
}

#[test]
fn an_unknown_one_is_answered_with_those_there_are() {
    let Err(error) = options("rnd", &Repository::with(1), Path::new("")) else { panic!("not refused") };
    let error = error.to_string();
    assert!(error.contains("schedule.policy") && NAMES.iter().all(|name| error.contains(name)), "{error}");
}
