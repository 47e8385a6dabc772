//! A node's roles, borrowed apart from what they act through.

use super::{Ctx, Node, Offices, Outbox};
use crate::requester::Requester;
use crate::sequencer::Sequencer;
use crate::validator::Validator;
use crate::worker::Worker;

impl Node {
    pub(super) fn parts<'a>(&'a mut self, out: &'a mut Outbox) -> Parts<'a> {
        let ctx = Ctx {
            now: self.now,
            protocol: &self.shared.protocol,
            scheme: &*self.shared.scheme,
            identity: &mut self.identity,
            out,
        };
        Parts { ctx, worker: self.worker.as_mut(), offices: self.offices.as_deref_mut() }
    }
}

/// The roles that a node has, and the context in which they act.
pub(super) struct Parts<'a> {
    ctx: Ctx<'a>,
    worker: Option<&'a mut Worker>,
    offices: Option<&'a mut Offices>,
}

impl<'a> Parts<'a> {
    pub fn worker(self) -> (Option<&'a mut Worker>, Ctx<'a>) {
        (self.worker, self.ctx)
    }

    pub fn validator(self) -> (Option<&'a mut Validator>, Ctx<'a>) {
        (self.offices.and_then(|offices| offices.validator.as_mut()), self.ctx)
    }

    pub fn requester(self) -> (Option<&'a mut Requester>, Ctx<'a>) {
        (self.offices.and_then(|offices| offices.requester.as_mut()), self.ctx)
    }

    pub fn sequencer(self) -> (Option<&'a mut Sequencer>, Ctx<'a>) {
        (self.offices.and_then(|offices| offices.sequencer.as_mut()), self.ctx)
    }

    pub fn each(
        &mut self,
        worker: impl FnOnce(&mut Worker, &mut Ctx<'a>),
        validator: impl FnOnce(&mut Validator, &mut Ctx<'a>),
        requester: impl FnOnce(&mut Requester, &mut Ctx<'a>),
        sequencer: impl FnOnce(&mut Sequencer, &mut Ctx<'a>),
    ) {
        if let Some(role) = &mut self.worker {
            worker(role, &mut self.ctx);
        }
        let Some(offices) = &mut self.offices else { return };
        if let Some(role) = &mut offices.validator {
            validator(role, &mut self.ctx);
        }
        if let Some(role) = &mut offices.requester {
            requester(role, &mut self.ctx);
        }
        if let Some(role) = &mut offices.sequencer {
            sequencer(role, &mut self.ctx);
        }
    }
}
