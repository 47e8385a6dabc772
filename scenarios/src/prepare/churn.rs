//! When workers are up: laws of a preset, or a trace.

use super::Keys;
use crate::error::PrepareError;
use crate::preset;
use crate::trace::{self, TraceError, Window};
use records::scenario::{ChurnLaw, ChurnModel};
use std::path::Path;
use std::sync::Arc;
use world::Spells;
use world::law::{Law, Renewal};

/// The on/off processes of the workers.
pub(super) struct WorkerSpells {
    kind: Kind,
    /// Windows of the trace; empty without one.
    pub windows: Vec<Window>,
}

enum Kind {
    Same(Arc<Spells>),
    Recorded(Vec<Arc<Spells>>),
}

impl WorkerSpells {
    /// Of worker `index`, from 0.
    pub fn of(&self, index: u32) -> Arc<Spells> {
        match &self.kind {
            Kind::Same(spells) => spells.clone(),
            Kind::Recorded(nodes) => nodes.get(index as usize).cloned().unwrap_or_else(|| Arc::new(Spells::Never)),
        }
    }

    /// The number of workers, if a record decides it.
    pub fn workers(&self) -> Option<u32> {
        match &self.kind {
            Kind::Recorded(nodes) => Some(u32::try_from(nodes.len()).unwrap_or(u32::MAX)),
            _ => None,
        }
    }
}

pub(super) fn spells(at: &Keys<'_>) -> Result<WorkerSpells, PrepareError> {
    let churn = &at.0.scenario.churn;
    let (kind, windows) = match churn.model {
        ChurnModel::None => (Kind::Same(Arc::new(Spells::Always)), Vec::new()),
        ChurnModel::Preset => (Kind::Same(Arc::new(Spells::Renewal(renewal(at)?))), Vec::new()),
        ChurnModel::Trace => {
            if churn.trace.is_empty() {
                return Err(at.wrong("churn.trace")(TraceError::Missing));
            }
            let trace = trace::read(Path::new(&churn.trace), churn.trace_gap_s, churn.trace_nodes_max)
                .map_err(at.wrong("churn.trace"))?;
            (Kind::Recorded(trace.nodes.into_iter().map(|node| Arc::new(Spells::Recorded(node))).collect()), trace.windows)
        }
    };
    Ok(WorkerSpells { kind, windows })
}

/// The laws of the preset, in seconds.
fn renewal(at: &Keys<'_>) -> Result<Renewal, PrepareError> {
    let churn = &at.0.scenario.churn;
    let law = match churn.law {
        ChurnLaw::Best => None,
        ChurnLaw::Exponential => Some("exponential"),
        ChurnLaw::Weibull => Some("weibull"),
        ChurnLaw::Lognormal => Some("lognormal"),
        ChurnLaw::Gamma => Some("gamma"),
        ChurnLaw::Hyperexponential => Some("hyperexponential"),
        ChurnLaw::Empirical => Some("empirical"),
    };
    preset::churn(&churn.preset, None).map_err(at.wrong("churn.preset"))?;
    let up = preset::churn(&churn.preset, law).map_err(at.wrong("churn.law"))?;
    let hours = if churn.down_preset.is_empty() {
        up.renewal().map_err(at.wrong("churn.preset"))?
    } else {
        let down = preset::churn(&churn.down_preset, None).map_err(at.wrong("churn.down_preset"))?;
        up.renewal_with(&down).map_err(at.wrong("churn.down_preset"))?
    };
    let factor = |law: &Law, mean_h: f64| if mean_h > 0.0 { mean_h / law.mean() * 3_600.0 } else { 3_600.0 };
    let (up, down) = (factor(&hours.up, churn.up_mean_h), factor(&hours.down, churn.down_mean_h));
    let seconds = Renewal { up: hours.up.scaled(up), down: hours.down.scaled(down) };
    seconds.check().map_err(at.wrong("churn.preset"))?;
    Ok(seconds)
}
