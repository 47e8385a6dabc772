//! `xpand scenarios`.

use crate::args::ScenariosCommand;
use anyhow::{Result, bail};
use scenarios::economy::attack::STRATEGIES;
use scenarios::economy::engine::poai::Emission;
use scenarios::scenario::{reference_markdown, split_override};
use scenarios::{Loaded, Ready, preset, ready, shipped};

/// Lists, shows and checks.
pub fn scenarios(command: &ScenariosCommand) -> Result<()> {
    match command {
        ScenariosCommand::List => list(),
        ScenariosCommand::Show { scenario, set } => crate::say(load(scenario, set)?.scenario.to_toml().trim_end()),
        ScenariosCommand::Check { scenarios, set } => check(scenarios, set),
        ScenariosCommand::Presets => {
            for entry in preset::list() {
                crate::say(format_args!("{:<14} {:<24} {}", entry.kind, entry.name, entry.source))?;
            }
            Ok(())
        }
        ScenariosCommand::Schedules => {
            for entry in Emission::TABLE {
                crate::say(format_args!("{:<14} {}", entry.name, entry.about))?;
                for parameter in entry.parameters {
                    let usual = parameter.default.map_or("must be given".to_owned(), |value| format!("default {value}"));
                    crate::say(format_args!("    {:<22} {} ({usual})", parameter.name, parameter.about))?;
                }
            }
            Ok(())
        }
        ScenariosCommand::Strategies => {
            for entry in STRATEGIES {
                crate::say(format_args!("{:<26} strength: {} ({} to {})", entry.name, entry.strength, entry.least, entry.most))?;
            }
            Ok(())
        }
        ScenariosCommand::Mechanisms => crate::mechanism::list(),
        ScenariosCommand::Reference => crate::say(reference_markdown().trim_end()),
    }
}

fn load(scenario: &str, set: &[String]) -> Result<Loaded> {
    let overrides = set.iter().map(|text| split_override(text)).collect::<Result<Vec<_>, _>>()?;
    Ok(shipped::load(scenario, &overrides)?)
}

fn list() -> Result<()> {
    for shipped in shipped::ALL {
        let loaded = shipped::load(shipped.name, &[])?;
        crate::say(format_args!("{:<16} {}", shipped.name, loaded.scenario.description))?;
    }
    crate::say("\nRun one with `xpand run NAME`, see its values with `xpand scenarios show NAME`.")
}

/// Checks all of them and says of each how it stands.
fn check(names: &[String], set: &[String]) -> Result<()> {
    let mut bad = 0;
    for name in names {
        let checked = load(name, set).and_then(|loaded| Ok(ready(&loaded)?));
        match checked {
            Ok(Ready::Network(prepared)) => crate::say(format_args!("{name}: good, {} nodes", prepared.plan.nodes.len()))?,
            Ok(Ready::Market(plan)) => {
                crate::say(format_args!("{name}: good, {} candidates, {} epochs", plan.operators.candidates, plan.epochs))?
            }
            Ok(Ready::Mechanism(mechanism)) => crate::say(format_args!("{name}: good, mechanism {}", mechanism.entry().name))?,
            Err(error) => {
                bad += 1;
                crate::say(format_args!("{name}: {}", crate::in_words(&error)))?;
            }
        }
    }
    if bad > 0 {
        bail!("{bad} of {} scenarios cannot be run", names.len());
    }
    Ok(())
}
