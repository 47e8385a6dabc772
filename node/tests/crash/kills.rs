//! Kills at arbitrary moments.

use crate::cluster::{Cluster, block_on};
use engine::Amount;
use engine::job::JobState;
use engine::ledger::Cause;
use engine::rng::Stream;
use node::driver::owner;
use node::replay::{find, key_beside, replay};
use node::store::Store;
use std::time::Duration;

const KILLS_MIN: usize = 20;
const KILLS_MAX: usize = 150;

/// Any node may die at any moment, validators, sequencer and requester too: jobs are done, paid once, and every life replays.
fn killed_all_the_time(seed: u64) {
    block_on(async {
        println!("seed {seed}");
        let mut draws = Stream::new(seed, 0, 0);
        let mut cluster = Cluster::start().await;
        let mut specs = Vec::new();
        for parts in [50, 20, 30] {
            specs.push(cluster.submit(parts).await);
        }
        // From here on the jobs must not be lost.
        cluster.watch("the jobs are known", |cluster| cluster.known.len() == 3).await;
        let mut kills = 0;
        // Until the work is done, but not for ever: on a slow machine nothing would ever end.
        while kills < KILLS_MIN || cluster.over.len() < 3 && kills < KILLS_MAX {
            kills += 1;
            tokio::time::sleep(Duration::from_millis(draws.next() % 120)).await;
            let victim = (draws.next() % cluster.nodes() as u64) as usize;
            cluster.kill(victim).await;
            tokio::time::sleep(Duration::from_millis(draws.next() % 60)).await;
            cluster.revive(victim);
            cluster.watch_now();
        }
        println!("{kills} kills, {} of 3 jobs over by then", cluster.over.len());
        cluster.watch("the jobs are over", |cluster| cluster.over.len() == 3).await;
        let nodes = cluster.stop().await;

        let protocol = &cluster.shared.protocol;
        let (mut price, mut paid) = (Amount::ZERO, Amount::ZERO);
        for (number, spec) in (0..).zip(&specs) {
            let status = &cluster.over[&number];
            assert_eq!(status.state, JobState::Settled, "{}", status.reason);
            let burned = spec.tasks.iter().map(|task| {
                engine::job::JobSpec::task_price(task, protocol.price_per_tflop).parts_per_million(protocol.burn_ppm)
            });
            let burned = burned.sum();
            assert_eq!((status.paid, status.refunded), (cluster.price(spec).saturating_sub(burned), Amount::ZERO));
            (price, paid) = (price.saturating_add(cluster.price(spec)), paid.saturating_add(status.paid));
        }
        let chain = nodes[0].sequencer().expect("the first validator keeps the chain");
        let supply = chain.audit().expect("the books balance");
        assert_eq!((supply.escrow, supply.burned), (Amount::ZERO, price.saturating_sub(paid)));
        let flows = [Cause::Lock, Cause::JobPayment, Cause::Refund].map(|cause| chain.ledger().flows().of(cause));
        assert_eq!(flows, [price, paid, Amount::ZERO], "locked, paid, given back");

        let mut lives = 0;
        for node in 0..cluster.nodes() {
            let logs = find(&cluster.home(node)).expect("there are logs");
            let replayed = logs.iter().map(|log| replay(log, &key_beside(log)).expect("readable"));
            let replayed: Vec<_> = replayed.collect();
            for life in &replayed {
                assert_eq!((&life.difference, life.torn_bytes), (&None, None), "{}", life.path.display());
            }
            for pair in replayed.windows(2) {
                assert!(pair[0].leads_to(&pair[1]), "{}", pair[1].path.display());
            }
            lives += replayed.len();
        }
        assert_eq!(lives, cluster.nodes() + kills);
    });
}

#[test]
fn nodes_that_are_killed_all_the_time_do_every_job_and_pay_it_once() {
    (1..=2).for_each(killed_all_the_time);
}

#[test]
fn and_at_other_moments_too() {
    (3..=4).for_each(killed_all_the_time);
}

#[test]
fn a_folder_belongs_to_one_running_node() {
    block_on(async {
        let mut cluster = Cluster::start().await;
        let home = cluster.home(4);
        let secret = node::identity::load(&home.join(node::identity::KEY)).expect("a key");
        let worker = engine::Local {
            id: engine::NodeId(4),
            region: engine::RegionId(0),
            secret,
            roles: engine::Roles { worker: None, validator: false, requester: false },
        };
        let owner = owner(&cluster.shared, &worker);
        let error = Store::open(&home, &owner).expect_err("it is in use").to_string();
        assert!(error.contains("store.redb") && error.contains("is another node running in this folder?"), "{error}");
        cluster.kill(4).await;
        assert!(Store::open(&home, &owner).is_ok(), "a killed node leaves no lock behind");
        cluster.revive(4);
        cluster.stop().await;
    });
}
