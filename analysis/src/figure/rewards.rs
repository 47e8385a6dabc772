//! Rewards and job income by worker, and how evenly they are spread.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{BARS, LINE_POINTS, stretch_means, thin};
use super::style::{BLUE, ORANGE, colour};
use super::{Study, highest};
use crate::format;
use crate::measure::{NodeReward, lorenz};

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let gini = |study: &Study<'_>| format::or_none(study.measures.reward_gini, |gini| format!("{gini:.3}"));
    let legend = match studies {
        [_] => vec![("reward (minted)".to_owned(), BLUE), ("job income".to_owned(), ORANGE)],
        _ => (0..).zip(studies).map(|(at, study)| (format!("{} (Gini {})", study.label, gini(study)), colour(at))).collect(),
    };
    let title = match studies {
        [study] => format!("Rewards and job income by worker: Gini of rewards {}", gini(study)),
        _ => "Rewards by worker and run".to_owned(),
    };
    let ranking = match studies {
        [study] => bars(study),
        _ => lines(studies),
    };
    let panels = vec![ranking, lorenz_panel(studies)];
    let plate = Plate { name: "rewards", title, legend, panels, columns: 2, panel_height: 320 };
    (plate, caption(studies))
}

/// Workers by earnings, the highest first; job income stands on top of the reward.
fn bars(study: &Study<'_>) -> Panel {
    let mut nodes = study.measures.rewards.clone();
    nodes.sort_by_key(|node| (std::cmp::Reverse(node.earned()), node.node));
    let means = |value: fn(&NodeReward) -> i128| {
        let values: Vec<f64> = nodes.iter().map(|node| format::tokens_f64(value(node))).collect();
        stretch_means(&values, BARS)
    };
    let (reward, earned) = (means(|node| node.reward), means(NodeReward::earned));
    let workers = nodes.len().max(1) as f64;
    let width = workers / reward.len().max(1) as f64;
    let bar = |at: usize, bottom: f64, top: f64| [(at as f64 + 0.06) * width, (at as f64 + 0.94) * width, bottom, top];
    let filled = |boxes: Vec<[f64; 4]>| boxes.into_iter().filter(|bar| bar[3] > bar[2]).collect();
    let mut x = Axis::from_zero("workers, highest earnings first", workers).bare();
    x.high = workers;
    x.ticks.retain(|tick| tick.0 <= workers);
    Panel {
        heading: "each worker".to_owned(),
        x,
        y: Axis::from_zero("earned over the run [tokens]", highest(earned.iter().copied(), 1e-9)),
        layers: vec![
            Layer::Boxes { boxes: filled((0..reward.len()).map(|at| bar(at, 0.0, reward[at])).collect()), colour: BLUE },
            Layer::Boxes { boxes: filled((0..earned.len()).map(|at| bar(at, reward[at], earned[at])).collect()), colour: ORANGE },
        ],
        empty: "nothing was earned",
    }
}

/// Rewards against the share of workers, the highest first, one line per run.
fn lines(studies: &[Study<'_>]) -> Panel {
    let line = |study: &Study<'_>| -> Vec<(f64, f64)> {
        let mut rewards: Vec<i128> = study.measures.rewards.iter().map(|node| node.reward).collect();
        rewards.sort_unstable_by(|a, b| b.cmp(a));
        let n = rewards.len() as f64;
        let ranked = rewards.iter().enumerate();
        ranked.map(|(rank, &reward)| ((rank as f64 + 0.5) / n, format::tokens_f64(reward))).collect()
    };
    let lines: Vec<_> = studies.iter().map(line).collect();
    Panel {
        heading: "by rank".to_owned(),
        x: Axis::share("share of workers, highest reward first", 1.0).bare(),
        y: Axis::from_zero("reward over the run [tokens]", highest(lines.iter().flatten().map(|point| point.1), 1e-9)),
        layers: (0..)
            .zip(lines)
            .map(|(at, points)| Layer::Line { points: thin(points, LINE_POINTS), colour: colour(at), dashed: false })
            .collect(),
        empty: "nothing was rewarded",
    }
}

fn lorenz_panel(studies: &[Study<'_>]) -> Panel {
    let curve = |study: &Study<'_>, value: fn(&NodeReward) -> i128| {
        let values: Vec<f64> = study.measures.rewards.iter().map(|node| format::tokens_f64(value(node))).collect();
        thin(lorenz(&values), LINE_POINTS)
    };
    let mut layers = match studies {
        [study] => vec![
            Layer::Line { points: curve(study, |node| node.job_income), colour: ORANGE, dashed: false },
            Layer::Line { points: curve(study, |node| node.reward), colour: BLUE, dashed: false },
        ],
        _ => (0..)
            .zip(studies)
            .map(|(at, study)| Layer::Line { points: curve(study, |node| node.reward), colour: colour(at), dashed: false })
            .collect(),
    };
    let drawn = |layer: &Layer| matches!(layer, Layer::Line { points, .. } if !points.is_empty());
    if layers.iter().any(drawn) {
        layers.insert(0, Layer::Line { points: vec![(0.0, 0.0), (1.0, 1.0)], colour: BLUE, dashed: true });
    }
    Panel {
        heading: "Lorenz curve".to_owned(),
        x: Axis::share("share of workers, lowest first", 1.0),
        y: Axis::share("share of what was earned", 1.0),
        layers,
        empty: "nothing was earned",
    }
}

fn caption(studies: &[Study<'_>]) -> String {
    let mut caption = "The further a Lorenz curve sags below the dashed diagonal, the more of the tokens go to few workers \
                       (Gini 0: all earn the same; 1: one earns all)."
        .to_owned();
    if let [study] = studies {
        let workers = study.measures.rewards.len();
        let nothing = study.measures.rewards.iter().filter(|node| node.earned() <= 0).count();
        if nothing > 0 {
            caption += &format!(" {nothing} of {workers} workers earned nothing.");
        }
        if workers > BARS {
            caption += &format!(" Each bar is the mean of up to {} workers of neighbouring rank.", workers.div_ceil(BARS));
        }
    }
    caption
}
