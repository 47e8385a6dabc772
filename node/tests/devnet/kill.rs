//! A worker is killed in the middle of its work.

use crate::books::{assert_done_and_paid_once, assert_replays};
use crate::repository::Repository;
use crate::{options, run};
use engine::Span;
use models::magika::{Magika, Sample};
use node::devnet::{Kill, Wire};

#[test]
fn a_killed_worker_costs_a_retry_and_not_the_job() {
    let (repository, folder) = (Repository::with(150), tempfile::tempdir().expect("a folder"));
    let kill = Kill { worker: 2, at: Span::from_secs(2) };
    let outcome = run(options(&repository, folder.path(), Wire::Embedded, vec![kill]));
    assert_done_and_paid_once(&outcome, &repository);

    let magika = Magika::shipped().expect("the shipped model");
    let (_, _, gathered) = outcome.found.as_ref().expect("a result");
    for file in &gathered.files {
        let sample = Sample::read(repository.path(&file.path)).expect("readable");
        let verdict = magika.classify(&sample).expect("a verdict");
        assert_eq!((&file.label, file.score), (&verdict.label, verdict.score), "{}", file.path);
    }

    let [killed] = &outcome.killed[..] else { panic!("{:?}", outcome.killed) };
    assert_eq!(killed.name, "worker-2");
    assert!(killed.tasks > 0 && killed.back.is_some(), "killed at work and started again: {killed:?}");
    let job = &outcome.found.as_ref().expect("a result").0;
    assert!(outcome.attempts > job.spec.tasks.len() as u64, "{} attempts", outcome.attempts);
    let id = outcome.names.iter().position(|name| *name == killed.name).expect("it has a name");
    assert!(outcome.books[id].attempts_failed >= killed.tasks, "{:?}", outcome.books[id]);
    for (node, lives) in assert_replays(&outcome) {
        assert_eq!(lives, if node.0 as usize == id { 2 } else { 1 }, "lives of {node}");
    }
    let text = node::devnet::report(&outcome);
    for words in ["150 files", "worker-2 at", "checked to the last unit", "xpand-node replay"] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
}
