//! The economy epoch by epoch: nodes, price, supply, demand, income.

use plotters::style::RGBColor;

use super::Figure;
use super::axis::Axis;
use super::highest;
use super::plate::{Layer, Panel, Plate};
use super::series::{LINE_POINTS, thin};
use super::style::{BLUE, GREEN, ORANGE, PURPLE, VERMILION};
use crate::format;
use crate::{AnalysisError, MarketRun};

/// One line of a panel.
type Drawn<'a> = (&'a str, &'a [f64], RGBColor);

/// Draws the figures of a run by epochs.
///
/// # Errors
///
/// [`AnalysisError::Figure`] when the drawing library fails.
pub fn market_figures(run: &MarketRun) -> Result<Vec<Figure>, AnalysisError> {
    let per_node = |values: &[f64]| values.iter().zip(&run.nodes).map(|(value, nodes)| value / nodes.max(1.0)).collect::<Vec<_>>();
    let (reward, fees, opex) = (per_node(&run.reward_usd), per_node(&run.fees_usd), per_node(&run.opex_usd));
    let nodes = plate(
        run,
        "nodes",
        format!("Nodes: {} at the end", last(&run.nodes)),
        vec![
            panel(run, "", "nodes", &[("nodes", &run.nodes, BLUE)]),
            panel(run, "", "share of nodes below their running costs", &[("below their costs", &run.under_water_share, VERMILION)]),
        ],
        &[("nodes", BLUE), ("below their costs", VERMILION)],
    );
    let income = plate(
        run,
        "income",
        "Income and running costs of a node, by epoch".to_owned(),
        vec![panel(run, "", "USD a node", &[("tokens", &reward, BLUE), ("fees", &fees, GREEN), ("costs", &opex, VERMILION)])],
        &[("tokens", BLUE), ("fees", GREEN), ("costs", VERMILION)],
    );
    let market = plate(
        run,
        "token",
        format!("Token: {} USD at the end", last(&run.price_usd)),
        vec![
            panel(run, "", "price [USD]", &[("price", &run.price_usd, BLUE)]),
            panel(
                run,
                "",
                "since genesis [tokens]",
                &[("minted", &run.minted, GREEN), ("burned", &run.burned, VERMILION), ("circulating", &run.circulating, PURPLE)],
            ),
        ],
        &[("price", BLUE), ("minted", GREEN), ("burned", VERMILION), ("circulating", PURPLE)],
    );
    let demand = plate(
        run,
        "demand",
        "Demand, and what of it was served".to_owned(),
        vec![
            panel(run, "", "USD an epoch", &[("wanted", &run.demand_usd, ORANGE), ("paid", &run.paid_usd, BLUE)]),
            panel(run, "", "share of jobs in time and right", &[("quality", &run.quality_share, GREEN)]),
        ],
        &[("wanted", ORANGE), ("paid", BLUE), ("quality", GREEN)],
    );
    [
        (nodes, "Nodes that took part, and the share of them that earned less than running cost them, averaged over their last epochs."),
        (income, "What a node earned on average, tokens at the price of the epoch, beside what it cost to run. Capital is not in it."),
        (market, "The price of a token as the scenario's price mode makes it, and the tokens minted, burned and able to be spent."),
        (demand, "What requesters would have paid at this price and quality, what they paid, and the quality that they remember."),
    ]
    .into_iter()
    .map(|(plate, caption)| {
        let svg = plate.svg()?;
        Ok(Figure { name: plate.name, title: plate.title, caption: caption.to_owned(), svg })
    })
    .collect()
}

fn last(values: &[f64]) -> String {
    values.last().map_or(format::NONE.to_owned(), |value| format::number(*value))
}

fn plate(run: &MarketRun, name: &'static str, title: String, panels: Vec<Panel>, legend: &[(&str, RGBColor)]) -> Plate {
    let legend = if run.epoch.is_empty() { &[] } else { legend };
    let columns = panels.len();
    let legend = legend.iter().map(|(name, colour)| ((*name).to_owned(), *colour)).collect();
    Plate { name, title, legend, panels, columns, panel_height: 300 }
}

fn panel(run: &MarketRun, heading: &str, measure: &str, lines: &[Drawn<'_>]) -> Panel {
    let high = highest(lines.iter().flat_map(|(_, values, _)| values.iter().copied()), 1e-9);
    let layer = |(_, values, colour): &Drawn<'_>| {
        let points = run.epoch.iter().zip(*values).map(|(epoch, value)| (f64::from(*epoch), *value)).collect();
        Layer::Line { points: thin(points, LINE_POINTS), colour: *colour, dashed: false }
    };
    let end = run.epoch.last().map_or(1.0, |epoch| f64::from(*epoch));
    let y = if measure.starts_with("share") { Axis::share(measure, high) } else { Axis::from_zero(measure, high) };
    Panel {
        heading: heading.to_owned(),
        x: Axis::counts("epoch", end).bare(),
        y,
        layers: lines.iter().map(layer).collect(),
        empty: "no epoch ended",
    }
}
