//! T9, T9b, T12: queues and a population without one, event by event.

use super::draws::{Draws, columns, exponential};
use super::row::Check;
use crate::closed::queue;
use engine::rng::Stream;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use world::law::Law;

/// Customers of one replication that are counted.
const COUNTED: usize = 20_000;

/// First come, first served, at `servers` that are all alike; starts empty.
pub(crate) struct Queue {
    servers: usize,
    /// Mean time between two arrivals.
    between: f64,
    service: Law,
    /// When those in service leave, as the bits of times at least 0, which sort as they do.
    leaving: BinaryHeap<Reverse<u64>>,
    /// When those who wait came.
    waiting: VecDeque<f64>,
}

impl Queue {
    pub(crate) fn new(servers: usize, between: f64, service: Law) -> Self {
        Self { servers, between, service, leaving: BinaryHeap::new(), waiting: VecDeque::new() }
    }

    /// Mean wait of those who start service after the first `warm_up` ones.
    pub(crate) fn mean_wait(mut self, stream: &mut Stream, warm_up: usize) -> f64 {
        let (mut started, mut waited) = (0, 0.0);
        let mut arrival = self.between * exponential(stream);
        while started < warm_up + COUNTED {
            let departure = self.leaving.peek().map_or(f64::INFINITY, |Reverse(bits)| f64::from_bits(*bits));
            let (now, came) = if arrival <= departure {
                let came = arrival;
                arrival += self.between * exponential(stream);
                if self.leaving.len() == self.servers {
                    self.waiting.push_back(came);
                    continue;
                }
                (came, came)
            } else {
                self.leaving.pop();
                let Some(came) = self.waiting.pop_front() else { continue };
                (departure, came)
            };
            self.leaving.push(Reverse((now + self.service.sample(stream)).to_bits()));
            started += 1;
            if started > warm_up {
                waited += now - came;
            }
        }
        waited / COUNTED as f64
    }
}

/// Waits are counted after 5,000 customers: 555 service times, 14 relaxation times of a queue under this load.
pub(super) fn many_servers(draws: &Draws) -> Vec<Check> {
    let waits = draws.replicate(|stream| [Queue::new(10, 1.0 / 9.0, Law::Exponential { mean: 1.0 }).mean_wait(stream, 5_000)]);
    columns(&waits, [("mean wait (service times)".into(), queue::wait_mmc(10, 9.0))])
}

/// Service times spread as session lengths do. Warm-up: 2,000 customers, some 30 relaxation times.
pub(super) fn any_service(draws: &Draws) -> Vec<Check> {
    const LOAD: f64 = 0.7;
    let service = Law::Weibull { shape: 0.6, scale: 1.0 };
    let service = service.scaled(1.0 / service.mean());
    let waits = draws.replicate(|stream| [Queue::new(1, 1.0 / LOAD, service.clone()).mean_wait(stream, 2_000)]);
    columns(&waits, [("mean wait (service times)".into(), queue::wait_mg1(LOAD, service.mean(), service.second_moment()))])
}

/// 1,000 joins for each mean stay, from nobody: counted from 16 to 40 mean stays, when e⁻¹⁶ of the start is left.
pub(super) fn population(draws: &Draws) -> Vec<Check> {
    const JOINING: f64 = 1_000.0;
    const LOOKS: (u32, u32) = (16, 40);
    let theory = queue::population(JOINING, 1.0);
    let seen = draws.replicate(|stream| {
        let (mut now, mut present, mut next_look) = (0.0, 0.0, LOOKS.0);
        let mut sums = [0.0; 2];
        while next_look < LOOKS.1 {
            let rate = JOINING + present;
            now += exponential(stream) / rate;
            while next_look < LOOKS.1 && now > f64::from(next_look) {
                sums = [sums[0] + present, sums[1] + (present - theory) * (present - theory)];
                next_look += 1;
            }
            present += if super::draws::happens(stream, JOINING / rate) { 1.0 } else { -1.0 };
        }
        sums.map(|sum| sum / f64::from(LOOKS.1 - LOOKS.0))
    });
    columns(&seen, [("mean present".into(), theory), ("variance".into(), theory)])
}
