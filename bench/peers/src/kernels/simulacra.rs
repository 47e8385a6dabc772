//! simulacra 0.1: events in a binary heap, integer time, a handler for all.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use simulacra::{Duration, Simulation, Time};

struct Arrival {
    target: u32,
    payload: [u64; 8],
}

impl Arrival {
    fn of(send: &Send) -> Self {
        Self { target: send.target, payload: [send.token; 8] }
    }
}

pub fn run(rules: &Rules, lps: &mut [Lp], meter: &mut Meter) {
    let mut simulation = Simulation::with_capacity(lps.len());
    for (me, lp) in (0..).zip(lps.iter_mut()) {
        let send = rules.first(me, lp);
        simulation.schedule(Time::from_nanos(send.delay_ns), Arrival::of(&send));
    }
    simulation.run_until(|simulation, arrival: Arrival| {
        let now_ns = simulation.now().as_nanos();
        rules.handle(arrival.target, &mut lps[arrival.target as usize], now_ns, arrival.payload[7], |send| {
            simulation.schedule_in(Duration::from_nanos(send.delay_ns), Arrival::of(&send));
        });
        meter.tick()
    });
}
