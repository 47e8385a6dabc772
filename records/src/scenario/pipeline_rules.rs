//! What makes stages a pipeline: each can be reached from data that comes in, reads what it is given, and none waits for itself.

use super::error::{ScenarioError, nearest};
use super::loader::Loaded;
use super::pipeline::{PipelineStage, StageKind};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeSet;

/// Checks the stages at `list`, whose names are there and differ.
pub(super) fn check(loaded: &Loaded, list: &str, stages: &[PipelineStage]) -> Result<(), ScenarioError> {
    let place_of = |name: &str| stages.iter().position(|stage| stage.name == name);
    let at = |index: usize, field: &str| {
        let key = format!("{list}.{index}.{field}");
        format!("{key} ({})", loaded.place(&key))
    };
    let mut graph = DiGraph::<(), ()>::new();
    for _ in stages {
        graph.add_node(());
    }
    for (index, stage) in stages.iter().enumerate() {
        for name in &stage.after {
            let Some(before) = place_of(name) else {
                let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
                let near = nearest(name, names.iter().copied()).unwrap_or_default();
                return refuse(format!(
                    "{} names `{name}`, which is no stage of this pipeline; nearest: {near}; there are {}",
                    at(index, "after"),
                    names.join(", ")
                ));
            };
            graph.update_edge(NodeIndex::new(before), NodeIndex::new(index), ());
            let given = &stages[before].gives;
            if !stage.reads.is_empty() && !given.is_empty() && *given != stage.reads {
                return refuse(format!(
                    "{}: stage `{}` reads `{}`, but `{name}`, which it comes after, gives `{given}`",
                    at(index, "reads"),
                    stage.name,
                    stage.reads
                ));
            }
        }
        match (stage.kind, stage.after.is_empty()) {
            (StageKind::Capture, false) => {
                return refuse(format!(
                    "{}: stage `{}` captures, so that nothing comes before it",
                    at(index, "after"),
                    stage.name
                ));
            }
            (StageKind::Process | StageKind::Reduce, true) => {
                return refuse(format!(
                    "{}: stage `{}` cannot be reached: it reads what came before and comes after nothing; name a stage in `after`, \
                     or make its kind \"capture\"",
                    at(index, "after"),
                    stage.name
                ));
            }
            _ => {}
        }
    }
    if let Some(cycle) = cycle(&graph) {
        let names: Vec<&str> = cycle.iter().map(|index| stages[*index].name.as_str()).collect();
        return refuse(format!("{}: stages wait for each other: {} → {}", at(cycle[0], "after"), names.join(" → "), names[0]));
    }
    Ok(())
}

/// Stages that wait for each other in a circle, from the first of the list on.
fn cycle(graph: &DiGraph<(), ()>) -> Option<Vec<usize>> {
    let knots = tarjan_scc(graph);
    let inside = |knot: &Vec<NodeIndex>| knot.len() > 1 || graph.contains_edge(knot[0], knot[0]);
    let knot: BTreeSet<usize> = knots.iter().filter(|knot| inside(knot)).flatten().map(|node| node.index()).collect();
    let first = *knot.first()?;
    let mut path = vec![first];
    // Whoever goes on inside the knot comes to a stage twice.
    loop {
        let last = NodeIndex::new(*path.last()?);
        let next = graph.neighbors(last).map(NodeIndex::index).filter(|next| knot.contains(next)).min()?;
        if let Some(seen) = path.iter().position(|stage| *stage == next) {
            return Some(path.split_off(seen));
        }
        path.push(next);
    }
}

fn refuse(message: String) -> Result<(), ScenarioError> {
    Err(ScenarioError::Conflict { message })
}
