//! A figure as data: a title, a legend and panels of layers; one renderer turns it into SVG.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;
pub(super) use super::layer::Layer;
use super::layer::{Chart, Drawn};
use super::style::{GRID, INK, LABEL_PX, MUTED, SCALE, TICK_PX, bold, fit, text, width_px};
use crate::AnalysisError;

/// A figure before drawing. Sizes in shown pixels.
pub(super) struct Plate {
    /// File stem.
    pub name: &'static str,
    /// Says what is shown, with the headline number.
    pub title: String,
    /// Names of the colours.
    pub legend: Vec<(String, RGBColor)>,
    /// Panels, filled row by row.
    pub panels: Vec<Panel>,
    /// Panels in a row.
    pub columns: usize,
    /// Height of a panel with its axes \[px\].
    pub panel_height: i32,
}

/// One pair of axes with what is drawn between them.
pub(super) struct Panel {
    /// Shown above the panel; may be empty.
    pub heading: String,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Drawn in order.
    pub layers: Vec<Layer>,
    /// Shown when there is nothing to draw.
    pub empty: &'static str,
}

const WIDTH: i32 = 960;
const TITLE_HEIGHT: i32 = 34;
const LEGEND_ROW: i32 = 20;
const HEADING_HEIGHT: i32 = 22;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

impl Plate {
    /// The figure as SVG text.
    pub fn svg(&self) -> Result<String, AnalysisError> {
        let legend = self.legend_places();
        let legend_height = legend.last().map_or(0, |&(_, y)| y + LEGEND_ROW + 4);
        let rows = self.panels.len().div_ceil(self.columns.max(1)) as i32;
        let heading = if self.panels.iter().any(|panel| !panel.heading.is_empty()) { HEADING_HEIGHT } else { 0 };
        let height = TITLE_HEIGHT + legend_height + rows * (self.panel_height + heading) + 6;
        let mut svg = String::new();
        let size = ((WIDTH * SCALE) as u32, (height * SCALE) as u32);
        {
            let canvas = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            self.draw(&canvas, &legend, TITLE_HEIGHT + legend_height, heading)
                .and_then(|()| Ok(canvas.present()?))
                .map_err(|cause| AnalysisError::Figure { name: self.name.to_owned(), cause: cause.to_string() })?;
        }
        let drawn = format!("<svg width=\"{}\" height=\"{}\"", size.0, size.1);
        let shown = format!("<svg role=\"img\" width=\"{WIDTH}\" height=\"{height}\"");
        Ok(svg.replacen(&drawn, &shown, 1))
    }

    /// Left upper corner of each legend entry below the title, row by row.
    fn legend_places(&self) -> Vec<(i32, i32)> {
        let (mut x, mut y) = (14, 0);
        self.legend
            .iter()
            .map(|(name, _)| {
                let width = 18 + width_px(name, LABEL_PX) + 18;
                if x > 14 && x + width > WIDTH {
                    (x, y) = (14, y + LEGEND_ROW);
                }
                let place = (x, y);
                x += width;
                place
            })
            .collect()
    }

    fn draw(&self, canvas: &Canvas, legend: &[(i32, i32)], top: i32, heading: i32) -> Drawn {
        canvas.fill(&WHITE)?;
        let title = fit(&self.title, 15.0, WIDTH - 28);
        canvas.draw(&Text::new(title, at(14, 11), bold(15.0, INK)))?;
        for ((name, colour), &(x, y)) in self.legend.iter().zip(legend) {
            let y = y + TITLE_HEIGHT;
            canvas.draw(&Rectangle::new([at(x, y + 2), at(x + 12, y + 14)], colour.filled()))?;
            let style = text(LABEL_PX, INK).pos(Pos::new(HPos::Left, VPos::Center));
            canvas.draw(&Text::new(name.clone(), at(x + 18, y + 8), style))?;
        }
        let columns = self.columns.max(1) as i32;
        let width = WIDTH / columns;
        for (place, panel) in (0..).zip(&self.panels) {
            let (x, y) = (place % columns * width, top + place / columns * (self.panel_height + heading));
            if !panel.heading.is_empty() {
                let words = fit(&panel.heading, LABEL_PX, width - 28);
                canvas.draw(&Text::new(words, at(x + 14, y + 5), bold(LABEL_PX, MUTED)))?;
            }
            let (from, to) = (at(x, y + heading), at(x + width, y + heading + self.panel_height));
            let area = canvas.clone().shrink(from, ((to.0 - from.0) as u32, (to.1 - from.1) as u32));
            panel.draw(&area, width)?;
        }
        Ok(())
    }
}

fn at(x: i32, y: i32) -> (i32, i32) {
    (x * SCALE, y * SCALE)
}

impl Panel {
    fn draw(&self, area: &Canvas, width: i32) -> Drawn {
        let nothing = self.layers.iter().all(Layer::is_empty);
        let label_limit = width / 3;
        let tick_width = self.y.ticks.iter().map(|tick| width_px(&tick.1, TICK_PX)).max().unwrap_or(0);
        let title_width = if self.y.title.is_empty() { 0 } else { 22 };
        let left = tick_width.min(label_limit) + 16 + title_width;
        let mut chart = ChartBuilder::on(area)
            .margin_top(8 * SCALE)
            .margin_right(26 * SCALE)
            .margin_left(4 * SCALE)
            .margin_bottom(4 * SCALE)
            .set_label_area_size(LabelAreaPosition::Left, left * SCALE)
            .set_label_area_size(LabelAreaPosition::Bottom, 40 * SCALE)
            .build_cartesian_2d(self.x.clone(), self.y.clone())?;
        self.draw_axes(&mut chart, label_limit, nothing)?;
        if nothing {
            let style = text(13.0, MUTED).pos(Pos::new(HPos::Center, VPos::Center));
            chart.draw_series([Text::new(self.empty, (self.x.middle(), self.y.middle()), style)])?;
        }
        let crowd = self.layers.iter().map(Layer::dots).sum();
        for layer in &self.layers {
            layer.draw(&mut chart, crowd)?;
        }
        Ok(())
    }

    fn draw_axes(&self, chart: &mut Chart, label_limit: i32, nothing: bool) -> Drawn {
        let x_label = |value: &f64| self.x.label(*value).to_owned();
        let y_label = |value: &f64| fit(self.y.label(*value), TICK_PX, label_limit);
        let mut mesh = chart.configure_mesh();
        if nothing || !self.x.grid {
            mesh.disable_x_mesh();
        }
        if nothing || !self.y.grid {
            mesh.disable_y_mesh();
        }
        if nothing {
            mesh.x_labels(0).y_labels(0);
        }
        mesh.bold_line_style(GRID.stroke_width(SCALE as u32))
            .light_line_style(TRANSPARENT)
            .axis_style(MUTED.stroke_width(SCALE as u32))
            .x_label_formatter(&x_label)
            .y_label_formatter(&y_label)
            .x_desc(self.x.title.as_str())
            .y_desc(self.y.title.as_str())
            .axis_desc_style(text(LABEL_PX, INK))
            .label_style(text(TICK_PX, INK))
            .draw()?;
        Ok(())
    }
}
