//! The network itself: the shipped ONNX graph in tract, optimised once, run by any thread.

use super::features::{BEGIN_TOKENS, END_TOKENS};
use crate::ModelError;
use std::fmt::Display;
use std::io::Cursor;
use std::sync::Arc;
use tract_onnx::prelude::*;

const MODEL_FILE: &str = "magika/model.onnx";
const MODEL: &[u8] = include_bytes!("../../data/magika/model.onnx");
const TOKENS: usize = BEGIN_TOKENS + END_TOKENS;

/// The network with a batch of one: scores of every label for the tokens of one file.
#[derive(Debug)]
pub(super) struct Network {
    plan: Arc<TypedRunnableModel>,
}

impl Network {
    /// Parses and optimises the shipped graph, which must have `labels` outputs.
    ///
    /// # Errors
    /// [`ModelError::Shipped`] where the graph is not one that tract runs or has another shape.
    pub(super) fn shipped(labels: usize) -> Result<Self, ModelError> {
        let model = graph().and_then(InferenceModelExt::into_optimized).map_err(unfit)?;
        let fact = model.output_fact(0).map_err(unfit)?;
        if fact.shape.as_concrete() != Some(&[1, labels]) {
            return Err(unfit(format!("output is {fact:?}, needed: {labels} scores of one file")));
        }
        Ok(Self { plan: model.into_runnable().map_err(unfit)? })
    }

    /// The index of the highest score and that score, in 0..=1. Of equal scores the first, as in the reference.
    ///
    /// # Errors
    /// [`ModelError::Inference`] where tract fails or a score is not a number.
    pub(super) fn best(&self, tokens: &[i32; TOKENS]) -> Result<(usize, f32), ModelError> {
        let input = Tensor::from_shape(&[1, TOKENS], tokens).map_err(failed)?;
        let outputs = self.plan.run(tvec!(input.into())).map_err(failed)?;
        let output = outputs.first().ok_or_else(|| failed("no output"))?;
        let view = output.to_plain_array_view::<f32>().map_err(failed)?;
        let mut best = (0, f32::NEG_INFINITY);
        for (index, score) in view.iter().enumerate() {
            if score.is_nan() {
                return Err(failed(format!("score {index} is not a number")));
            }
            if *score > best.1 {
                best = (index, *score);
            }
        }
        Ok(best)
    }
}

/// The graph as shipped, its input fixed to the tokens of one file.
fn graph() -> TractResult<InferenceModel> {
    let model = tract_onnx::onnx().model_for_read(&mut Cursor::new(MODEL))?;
    model.with_input_fact(0, i32::fact([1, TOKENS]).into())
}

fn unfit(reason: impl Display) -> ModelError {
    ModelError::Shipped { file: MODEL_FILE, reason: format!("{reason:#}") }
}

fn failed(reason: impl Display) -> ModelError {
    ModelError::Inference { reason: format!("{reason:#}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::magika::GFLOP_PER_INFERENCE;
    use tract_onnx::tract_core::ops::Cost;

    /// Operations in the graph before kernels are chosen, so that the count is the same on every processor.
    fn operations() -> TractResult<f64> {
        let model = graph()?.into_typed()?.into_decluttered()?;
        let mut total = 0;
        for node in model.nodes() {
            for (cost, count) in node.op.cost(&model.node_input_facts(node.id)?)? {
                let count = count.to_i64()?;
                total += match cost {
                    Cost::FMA(_) => 2 * count,
                    Cost::Div(_) => count,
                    _ => 0,
                };
            }
        }
        Ok(total as f64)
    }

    #[test]
    fn the_stated_work_is_what_the_graph_counts() -> TractResult<()> {
        let counted = operations()? / 1e9;
        assert_eq!(counted, GFLOP_PER_INFERENCE);
        Ok(())
    }
}
