//! Directories that talk to each other over whatever network.

use super::{Bucket, Demand, Directory, DiscoveryRule, Exchange, Known, Summary, Supply};
use crate::id::{NodeId, RegionId};
use crate::rng::Stream;
use crate::units::MilliGflops;
use crate::wire::Capability;
use alloc::vec;
use alloc::vec::Vec;
use proptest::prelude::*;

fn bucket(gpu_memory_mib: u32) -> Bucket {
    Bucket::of(&Capability { speed: MilliGflops(1_000), memory_mib: 8_192, gpu_memory_mib, slots: 1, ..Capability::default() })
        .unwrap()
}

fn summary(at: usize, of: &[(u32, u32)], waiting: u32) -> Summary {
    let supplies = of.iter().map(|&(gpu, slots_free)| (bucket(gpu), Supply { machines: 4, online: 4, slots_free })).collect();
    Summary { region: RegionId(at as u16), waiting, supplies }
}

fn demand(gpu_memory_mib: u32) -> Demand {
    Demand { memory_mib: 4_096, gpu_memory_mib }
}

enum Said {
    Known(Vec<Known>),
    Exchange(Exchange),
}

/// Directories, and what they say to each other, as borsh carries it.
struct Bus {
    all: Vec<Directory>,
    /// From, to, what.
    said: Vec<(usize, usize, Said)>,
}

impl Bus {
    fn new(validators: usize) -> Self {
        Self { all: vec![Directory::default(); validators], said: Vec::new() }
    }

    fn publish(&mut self, at: usize, incarnation: u64, of: &[(u32, u32)], waiting: u32) {
        self.all[at].publish(NodeId(at as u32), incarnation, &summary(at, of, waiting));
    }

    fn say(&mut self, from: usize, to: usize) {
        self.said.push((from, to, Said::Known(self.all[from].known())));
    }

    fn hear(&mut self, at: usize, keep: bool) {
        let (from, to, said) = self.said.swap_remove(at);
        let answer = match &said {
            Said::Known(known) => self.all[to].answer(&travelled(known)),
            Said::Exchange(exchange) => {
                let Exchange { deltas, wants } = travelled(exchange);
                deltas.iter().for_each(|delta| self.all[to].apply(NodeId(to as u32), delta));
                Exchange { deltas: self.all[to].deltas(&wants), wants: Vec::new() }
            }
        };
        if keep {
            self.said.push((from, to, said));
        }
        if answer != Exchange::default() {
            self.said.push((to, from, Said::Exchange(answer)));
        }
    }

    /// Each says how far it knows to one drawn by lot, and all that comes of it is heard; the rounds until all know the same.
    fn rounds_to_agree(&mut self, draws: &mut Stream, most: u32) -> Option<u32> {
        let n = self.all.len();
        (1..=most).find(|_| {
            for from in 0..n {
                let to = (from + 1 + draws.below(n as u64 - 1) as usize) % n;
                self.say(from, to);
                while !self.said.is_empty() {
                    self.hear(self.said.len() - 1, false);
                }
            }
            self.agree()
        })
    }

    fn agree(&self) -> bool {
        self.all.iter().all(|directory| directory == &self.all[0])
    }
}

fn travelled<T: borsh::BorshSerialize + borsh::BorshDeserialize>(said: &T) -> T {
    borsh::from_slice(&borsh::to_vec(said).unwrap()).unwrap()
}

/// What may happen to the directories of a cut network.
#[derive(Clone, Debug)]
enum Step {
    Publish(usize, Vec<(u32, u32)>, u32),
    /// A validator forgets everything and begins a new life.
    Restart(usize),
    Say(usize, usize),
    /// One that is on its way arrives, whichever; it may come again.
    Hear(usize, bool),
    Lose(usize),
}

/// What a validator said last of itself: its incarnation, slots free by GPU memory (MiB), tasks that wait.
type Life = (u64, Vec<(u32, u32)>, u32);

fn step() -> impl Strategy<Value = Step> {
    let of = || proptest::collection::vec((prop_oneof![Just(0), Just(5_000), Just(20_000)], 0_u32..4), 0..3);
    prop_oneof![
        3 => (any::<usize>(), of(), 0_u32..3).prop_map(|(at, of, waiting)| Step::Publish(at, of, waiting)),
        1 => any::<usize>().prop_map(Step::Restart),
        4 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Step::Say(from, to)),
        6 => (any::<usize>(), any::<bool>()).prop_map(|(at, again)| Step::Hear(at, again)),
        1 => any::<usize>().prop_map(Step::Lose),
    ]
}

proptest! {
    /// While the network is cut, nothing crosses; messages are lost, come twice and overtake each other; validators forget all they
    /// knew. Once it is whole and nothing changes any more, all agree, and on what each said last of itself.
    #[test]
    fn after_a_cut_heals_all_agree(n in 2_usize..12, steps in proptest::collection::vec(step(), 0..150), seed: u64) {
        let mut bus = Bus::new(n);
        let mut lives: Vec<Life> = vec![(0, Vec::new(), 0); n];
        (0..n).for_each(|at| bus.publish(at, 0, &[], 0));
        for step in steps {
            match step {
                Step::Publish(at, of, waiting) => {
                    (lives[at % n].1, lives[at % n].2) = (of, waiting);
                    let (life, of, waiting) = &lives[at % n];
                    bus.publish(at % n, *life, of, *waiting);
                }
                Step::Restart(at) => {
                    bus.all[at % n] = Directory::default();
                    lives[at % n].0 += 1;
                    let (life, of, waiting) = &lives[at % n];
                    bus.publish(at % n, *life, of, *waiting);
                }
                Step::Say(from, to) if from % n != to % n && from % n % 2 == to % n % 2 => bus.say(from % n, to % n),
                Step::Hear(at, again) if !bus.said.is_empty() => bus.hear(at % bus.said.len(), again),
                Step::Lose(at) if !bus.said.is_empty() => drop(bus.said.swap_remove(at % bus.said.len())),
                _ => {}
            }
        }
        bus.said.clear();
        let most = 10 + 6 * n.ilog2();
        prop_assert!(bus.rounds_to_agree(&mut Stream::new(seed, 0, 0), most).is_some(), "not within {most} rounds");
        for (at, (life, of, waiting)) in lives.iter().enumerate() {
            let before = bus.all[0].clone();
            bus.all[at].publish(NodeId(at as u32), *life, &summary(at, of, *waiting));
            prop_assert_eq!(&bus.all[at], &before, "what all know of {} is not what it says", at);
        }
    }
}

#[test]
fn what_is_new_is_known_to_all_in_rounds_that_grow_as_the_logarithm_of_the_validators() {
    let mean_rounds = |validators: usize| {
        let trials = 20;
        let rounds = (0..trials).map(|seed| {
            let mut bus = Bus::new(validators);
            bus.publish(0, 0, &[(8_192, 1)], 0);
            bus.rounds_to_agree(&mut Stream::new(seed, 0, 0), 100).unwrap()
        });
        f64::from(rounds.sum::<u32>()) / trials as f64
    };
    let [eight, some, many] = [8, 64, 512].map(mean_rounds);
    std::println!("rounds until all of 8, 64 and 512 know: {eight}, {some}, {many}");
    for per_doubling in [(some - eight) / 3.0, (many - some) / 3.0] {
        assert!((0.2..1.0).contains(&per_doubling), "{per_doubling} rounds for each doubling");
    }
}

#[test]
fn only_what_changed_is_told_and_it_is_short() {
    let mut bus = Bus::new(2);
    bus.publish(0, 0, &[(0, 3), (8_192, 1)], 0);
    let all = bus.all[0].answer(&[]).deltas;
    assert_eq!((all[0].since, all[0].entries.len()), (0, 2));
    all.iter().for_each(|delta| bus.all[1].apply(NodeId(1), delta));
    assert!(bus.agree());
    assert_eq!([0, 1].map(|region| bus.all[1].validator_of(RegionId(region))), [Some(NodeId(0)), None]);
    bus.publish(0, 0, &[(0, 2), (8_192, 1)], 0);
    let news = bus.all[0].answer(&bus.all[1].known()).deltas;
    assert_eq!((news[0].since, news[0].to.version, news[0].entries.len()), (1, 2, 1));
    assert!(borsh::to_vec(&news).unwrap().len() < 24, "{}", borsh::to_vec(&news).unwrap().len());
    bus.publish(0, 0, &[(0, 2), (8_192, 1)], 0);
    assert_eq!(bus.all[0].known()[0].version, 2, "nothing changed");
}

#[test]
fn changes_that_do_not_go_on_from_what_is_known_change_nothing() {
    let mut bus = Bus::new(2);
    bus.publish(0, 3, &[(0, 3)], 0);
    bus.publish(0, 3, &[(0, 2)], 0);
    let known = Known { of: NodeId(0), incarnation: 3, version: 1 };
    let late = bus.all[0].answer(&[known]).deltas;
    assert_eq!(late[0].since, 1);
    bus.all[1].apply(NodeId(1), &late[0]);
    assert_eq!(bus.all[1], Directory::default(), "what came before is not known");
    bus.all[0].answer(&[]).deltas.iter().for_each(|delta| bus.all[1].apply(NodeId(1), delta));
    assert!(bus.agree());
    let mut older = Directory::default();
    older.publish(NodeId(0), 2, &summary(0, &[(0, 9)], 7));
    bus.all[1].apply(NodeId(1), &older.answer(&[]).deltas[0]);
    assert!(bus.agree(), "an earlier life says nothing any more");
    bus.all[0].apply(NodeId(0), &late[0]);
    assert!(bus.agree(), "nobody is told of himself");
}

#[test]
fn the_best_region_has_most_room_less_what_waits() {
    let mut bus = Bus::new(5);
    bus.publish(0, 0, &[(40_000, 9)], 0); // one's own
    bus.publish(1, 0, &[(0, 9)], 0); // no GPU
    bus.publish(2, 0, &[(8_192, 3)], 1);
    bus.publish(3, 0, &[(8_192, 5)], 4);
    bus.publish(4, 0, &[(20_000, 1), (0, 8)], 1); // 16 to 32 GiB of GPU memory, as far as others know
    let mut told = bus.all[0].clone();
    for at in 1..5 {
        bus.all[at].answer(&[]).deltas.iter().for_each(|delta| told.apply(NodeId(0), delta));
    }
    let best = |demands: &[Demand], room| told.best(NodeId(0), demands, room).map(|of| of.0);
    assert_eq!(best(&[demand(8_000)], false), Some(2));
    assert_eq!(best(&[demand(8_000), demand(0)], false), Some(2));
    assert_eq!(best(&[demand(0)], true), Some(1));
    assert_eq!(best(&[demand(10_000)], false), Some(4), "others may have as much, and here it is sure");
    assert_eq!(best(&[demand(10_000)], true), Some(2), "what waits there takes all");
    assert_eq!(best(&[demand(20_000)], false), Some(4), "perhaps");
    assert_eq!(best(&[demand(20_000)], true), None);
    assert_eq!(best(&[demand(40_000)], false), None);
}

#[test]
fn each_node_knows_its_own_seeds_and_asks_them_in_turn() {
    let validators: Vec<NodeId> = (0..7).map(NodeId).collect();
    let asked = |seeds, node, validators: &[NodeId]| -> Vec<Option<u32>> {
        let rule = DiscoveryRule { seeds, ..DiscoveryRule::default() };
        (0..6).map(|tries| rule.seed(1, NodeId(node), tries, validators.iter()).map(|of| of.0)).collect()
    };
    assert_eq!(asked(0, 9, &validators), [None; 6]);
    assert_eq!(asked(3, 9, &[]), [None; 6]);
    let firsts: Vec<Option<u32>> = (0..40).map(|node| asked(3, node, &validators)[0]).collect();
    assert!((0..7).all(|of| firsts.contains(&Some(of))), "{firsts:?}");
    for node in 0..40 {
        let three = asked(3, node, &validators);
        assert!(three[0] != three[1] && three[1] != three[2] && three[0] != three[2] && three[..3] == three[3..], "{three:?}");
        assert_eq!(asked(9, node, &validators[..2])[..2], asked(9, node, &validators[..2])[2..4], "there are only two");
    }
}
