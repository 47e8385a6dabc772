//! Churn as a run draws it, from its first second on: as many up, and as many coming and going, as in the long run.

use scenarios::{prepare, preset, shipped};
use world::engine::Time;
use world::law::Renewal;
use world::{Plan, Role, Spells, SpellsState};

const NODES: u32 = 40_000;
/// Changes are counted from genesis until then.
const WATCHED_S: u64 = 6 * 3_600;

/// What nodes of one law do from genesis on.
#[derive(Default)]
struct Watched {
    up_at_genesis: f64,
    up_at_end: f64,
    /// Sums over nodes of their departures and of its squares.
    departures: [f64; 2],
}

fn watch(mut start: impl FnMut(u32) -> (bool, Option<Time>, SpellsState), spells: &Spells) -> Watched {
    let mut watched = Watched::default();
    for node in 0..NODES {
        let (mut up, mut change, mut state) = start(node);
        watched.up_at_genesis += f64::from(u8::from(up));
        let mut departures = 0.0;
        while let Some(at) = change.filter(|at| at.as_secs() < WATCHED_S) {
            departures += f64::from(u8::from(up));
            up = !up;
            change = state.end_of_spell(spells, at, up);
        }
        watched.up_at_end += f64::from(u8::from(up));
        watched.departures[0] += departures;
        watched.departures[1] += departures * departures;
    }
    watched
}

impl Watched {
    /// Standard errors from the law's availability, at genesis and at the end, and from its rate of departures: one a node in
    /// `E[U] + E[D]`, at every moment of a process that has been running for ever.
    fn errors(&self, law: &Renewal) -> [f64; 3] {
        let n = f64::from(NODES);
        let share = law.availability();
        let error = (share * (1.0 - share) / n).sqrt();
        let expected = WATCHED_S as f64 / (law.up.mean() + law.down.mean());
        let mean = self.departures[0] / n;
        let deviation = ((self.departures[1] / n - mean * mean) / n).sqrt();
        [(self.up_at_genesis / n - share) / error, (self.up_at_end / n - share) / error, (mean - expected) / deviation]
    }
}

/// The plan of quickstart with this law of this preset.
fn plan(name: &str, law: &str) -> Plan {
    // The IPFS crawl has no law of downtimes.
    let down = if preset::churn(name, None).unwrap().down_h.is_some() { "" } else { "overnet03" };
    let set = [("churn.preset", name), ("churn.law", law), ("churn.down_preset", down), ("population.workers", "1")];
    let overrides = set.map(|(key, value)| (key.to_owned(), value.to_owned()));
    prepare(&shipped::load("quickstart", &overrides).unwrap()).unwrap().plan
}

fn law_of(plan: &Plan) -> Renewal {
    let worker = plan.nodes.iter().find(|node| node.role == Role::Worker).unwrap();
    let Spells::Renewal(law) = &*worker.spells else { panic!("{:?}", worker.spells) };
    law.clone()
}

#[test]
fn runs_of_every_law_of_every_preset_start_in_the_middle_of_things() {
    println!("standard errors: share up at genesis, after 6 h; departures in the first 6 h");
    let mut all = Vec::new();
    for entry in preset::list().into_iter().filter(|entry| entry.kind == "churn") {
        for law in preset::churn_laws(&entry.name).unwrap() {
            let plan = plan(&entry.name, law);
            let renewal = law_of(&plan);
            let spells = Spells::Renewal(renewal.clone());
            let seed = 1 + all.len() as u64; // draws of its own for each law
            let start = |node| {
                let (state, up, change) = SpellsState::start(&spells, seed, node);
                (up, change, state)
            };
            let errors = watch(start, &spells).errors(&renewal);
            println!("{:<12} {law:<18} {:+.2} {:+.2} {:+.2}", entry.name, errors[0], errors[1], errors[2]);
            all.push(errors);
        }
    }
    assert_eq!(all.len(), 9 * 4 + 1 + 4 + 1, "each law of each preset");
    // Of so many figures some stray beyond three standard errors by chance; together they spread as chance has it.
    let figures = 3.0 * all.len() as f64;
    let greatest = all.as_flattened().iter().fold(0.0_f64, |greatest, z| greatest.max(z.abs()));
    let spread = (all.as_flattened().iter().map(|z| z * z).sum::<f64>() / figures).sqrt();
    println!("{figures} figures: at most {greatest:.2} standard errors off, root mean square {spread:.2}");
    assert!(greatest < 4.0 && (0.8..1.2).contains(&spread), "at most {greatest}, root mean square {spread}");
}

/// The check above sees a start that is not stationary: the first spell a fresh one instead of what is left of one.
#[test]
fn a_start_with_fresh_spells_would_be_seen() {
    let plan = plan("overnet03", "weibull");
    let renewal = law_of(&plan);
    let spells = Spells::Renewal(renewal.clone());
    let start = |node| {
        let (mut state, up, _) = SpellsState::start(&spells, plan.seed, node);
        let change = state.end_of_spell(&spells, Time::ZERO, up);
        (up, change, state)
    };
    let [_, _, departures] = watch(start, &spells).errors(&renewal);
    assert!(departures.abs() > 10.0, "only {departures:.1} standard errors off");
}
