//! simcore 0.1 (once dslab-core): components with names, boxed events in a binary heap, time as `f64`.
//!
//! Time is given in nanoseconds, which `f64` holds exactly for the first 104 days.

use crate::measure::Meter;
use crate::model::{Lp, Rules, Send};
use serde::Serialize;
use simcore::{Event, EventHandler, Id, Simulation, SimulationContext, cast};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, Serialize)]
struct Arrival {
    payload: [u64; 8],
}

struct Component {
    lp: Lp,
    me: u32,
    context: SimulationContext,
    rules: Rc<Rules>,
    meter: Rc<RefCell<Meter>>,
}

/// Components are numbered in the order in which they are made.
fn emit(context: &SimulationContext, send: &Send) {
    context.emit(Arrival { payload: [send.token; 8] }, send.target as Id, send.delay_ns as f64);
}

impl EventHandler for Component {
    fn on(&mut self, event: Event) {
        let now_ns = event.time as u64;
        cast!(match event.data {
            Arrival { payload } => {
                self.rules.handle(self.me, &mut self.lp, now_ns, payload[7], |send| emit(&self.context, &send));
                self.meter.borrow_mut().tick();
            }
        })
    }
}

pub fn run(rules: &Rules, lps: Vec<Lp>, meter: Meter) -> (Vec<Lp>, Meter) {
    let mut simulation = Simulation::new(1);
    let (rules, meter) = (Rc::new(rules.clone()), Rc::new(RefCell::new(meter)));
    let mut components = Vec::with_capacity(lps.len());
    for (me, lp) in (0..).zip(lps) {
        let name = me.to_string();
        let context = simulation.create_context(&name);
        let component = Component { lp, me, context, rules: rules.clone(), meter: meter.clone() };
        let component = Rc::new(RefCell::new(component));
        assert_eq!(simulation.add_handler(&name, component.clone()), me as Id);
        components.push(component);
    }
    for component in &components {
        let Component { lp, me, context, rules, .. } = &mut *component.borrow_mut();
        emit(context, &rules.first(*me, lp));
    }
    while !meter.borrow().finished() && simulation.step() {}
    (components.iter().map(|component| component.borrow().lp).collect(), meter.take())
}
