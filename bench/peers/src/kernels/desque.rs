//! desque 0.4: boxed events in a binary heap, integer time.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use desque::SimState;
use desque::serial::{OkEvent, Simulation};

struct State {
    rules: Rules,
    lps: Vec<Lp>,
    meter: Meter,
}

impl SimState<u64> for State {
    fn is_complete(&self, _: &u64) -> bool {
        self.meter.finished()
    }
}

#[derive(Debug)]
struct Arrival {
    target: u32,
    payload: [u64; 8],
}

impl Arrival {
    fn of(send: &Send) -> Self {
        Self { target: send.target, payload: [send.token; 8] }
    }
}

impl OkEvent<State, u64> for Arrival {
    fn execute(&mut self, simulation: &mut Simulation<State, u64>) {
        let now_ns = *simulation.current_time();
        let mut sends = [None; 2];
        let State { rules, lps, meter } = simulation.state_mut();
        let mut made = sends.iter_mut();
        rules.handle(self.target, &mut lps[self.target as usize], now_ns, self.payload[7], |send| {
            if let Some(slot) = made.next() {
                *slot = Some(send);
            }
        });
        meter.tick();
        for send in sends.iter().flatten() {
            simulation.schedule(Arrival::of(send), now_ns + send.delay_ns).expect("delays are not negative");
        }
    }
}

pub fn run(rules: &Rules, lps: Vec<Lp>, meter: Meter) -> (Vec<Lp>, Meter) {
    let mut simulation = Simulation::new(State { rules: rules.clone(), lps, meter }, 0);
    for me in 0..simulation.state().lps.len() {
        let send = rules.first(me as u32, &mut simulation.state_mut().lps[me]);
        simulation.schedule(Arrival::of(&send), send.delay_ns).expect("delays are not negative");
    }
    simulation.run().expect("events of this model do not fail");
    let state = simulation.state_mut();
    (std::mem::take(&mut state.lps), std::mem::take(&mut state.meter))
}
