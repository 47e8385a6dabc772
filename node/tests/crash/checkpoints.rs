//! Work that is cut off goes on from its last checkpoint, on another machine.

use super::cluster::{Cluster, REQUESTER, block_on};
use engine::job::{JobSpec, JobState, Privacy, Replica, Stage, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::Digest;
use engine::{NodeId, Span};
use node::data::Blobs;
use node::work::{Manifest, Program, Programs, Task};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Units of work in a task.
const UNITS: u64 = 100;

/// Counts the units that it computes, of all attempts on all machines.
struct Counting(Arc<AtomicU64>);

impl Program for Counting {
    fn run(&self, task: &Task<'_>) -> Result<Vec<u8>, String> {
        if task.stage == Stage::Gather {
            return Ok(task.before.concat());
        }
        let begun = <[u8; 8]>::try_from(task.kept).map_or(0, u64::from_le_bytes);
        for unit in begun..UNITS {
            if task.course.is_stopped() {
                return Err("stopped".to_owned());
            }
            std::thread::sleep(Duration::from_millis(30));
            self.0.fetch_add(1, Ordering::Relaxed);
            if task.course.is_due() {
                task.course.keep(unit + 1, UNITS, (unit + 1).to_le_bytes().to_vec());
            }
        }
        Ok(task.input.to_vec())
    }
}

/// A job of one part, and one task that gathers it, which keep a checkpoint every moment or never.
fn job(cluster: &Cluster, checkpoint_every: Span) -> JobSpec {
    let blobs = Blobs::open(&cluster.home(REQUESTER).join("blobs")).expect("a folder");
    let input = b"what comes in comes out";
    let inputs = vec![blobs.put(input).expect("room"), Digest::NONE];
    let manifest = borsh::to_vec(&Manifest { program: "counting".to_owned(), inputs }).expect("it is one");
    let part = TaskSpec {
        stage: Stage::Scatter,
        work: MilliGflop(30_000),
        input_bytes: input.len() as u64,
        output_bytes: input.len() as u64,
        memory_mib: 1,
        gpu_memory_mib: 0,
        checkpoint_every,
        checkpoint_bytes: 8,
        replica: Replica::ONE,
        privacy: Privacy::Open,
        near_bytes: 0,
    };
    let manifest = blobs.put(&manifest).expect("room");
    JobSpec { manifest, ..JobSpec::scatter_gather(1, part, MilliGflop(10)) }
}

/// Units computed in all, if the worker is killed for good when it has done 80 of 100.
async fn units(checkpoint_every: Span) -> u64 {
    let counted = Arc::new(AtomicU64::new(0));
    let program: Arc<dyn Program> = Arc::new(Counting(counted.clone()));
    let mut cluster = Cluster::start_with(Programs::from([("counting".to_owned(), program)])).await;
    cluster.order(job(&cluster, checkpoint_every)).await;
    cluster.watch("placed", |cluster| !cluster.placed.is_empty()).await;
    while counted.load(Ordering::Relaxed) < 80 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (task, NodeId(first)) = cluster.placed[0];
    cluster.kill(first as usize).await;
    cluster.watch("over", |cluster| cluster.over.contains_key(&0)).await;
    let status = &cluster.over[&0];
    assert_eq!(status.state, JobState::Settled, "{}", status.reason);
    let others = cluster.placed.iter().filter(|(placed, node)| placed.task == task.task && node.0 != first);
    assert_eq!(others.count(), 1, "{:?}", cluster.placed);
    counted.load(Ordering::Relaxed)
}

#[test]
fn a_task_whose_worker_is_lost_goes_on_from_its_checkpoint() {
    block_on(async {
        let (kept, restarted) = (units(Span(1)).await, units(Span::ZERO).await);
        println!("{kept} units computed with checkpoints, {restarted} without, of {UNITS}");
        assert!((UNITS..=140).contains(&kept), "{kept}");
        assert!(restarted >= 180, "{restarted}");
    });
}
