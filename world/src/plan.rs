//! A world ready to run: every preset resolved, every device drawn.

use crate::churn::Spells;
use crate::conduct::Conduct;
use crate::faults::FaultPlan;
use crate::network::NetworkPlan;
use crate::overhead::Overhead;
use crate::owners::{Owner, Owners};
use crate::streams::{Purpose, stream};
use crate::workload::WorkloadPlan;
use engine::config::{ConfigError, Grant};
use engine::units::MilliGflops;
use engine::wire::{Capability, Ed25519, KeyedHash, PublicKey, Scheme, SecretKey};
use engine::{Amount, Local, NodeId, Protocol, RegionId, Roles, Shared, Span, Time};
use std::sync::Arc;

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Serves a region.
    Validator,
    /// Submits jobs.
    Requester,
    /// Runs tasks.
    Worker,
}

/// One node of the plan; its id is its place in [`Plan::nodes`].
#[derive(Clone, Debug)]
pub struct NodePlan {
    /// What it does.
    pub role: Role,
    /// Index into [`Plan::regions`].
    pub region: u16,
    /// Its machine, but for the speed.
    pub device: Arc<Device>,
    /// Speed of the whole device (GFLOP/s).
    pub compute_gflops: f64,
    /// When it is up.
    pub spells: Arc<Spells>,
    /// How it treats its tasks, as a worker.
    pub conduct: Conduct,
    /// Whether its owner uses the machine, as [`Plan::owners`] says.
    pub owned: bool,
}

/// A machine as many nodes of a place have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Device class of the scenario.
    pub class: Arc<str>,
    /// Model of the device.
    pub model: Arc<str>,
    /// Main memory (GiB).
    pub memory_gib: f64,
    /// GPU memory (GiB).
    pub gpu_memory_gib: f64,
    /// Tasks at once.
    pub slots: u16,
    /// Power while idle (W).
    pub idle_w: f64,
    /// Power while busy (W).
    pub busy_w: f64,
    /// Electricity price where it is (USD/kWh).
    pub usd_per_kwh: f64,
    /// Carbon intensity of electricity where it is (gCO2e/kWh).
    pub gco2e_per_kwh: f64,
    /// Its operator says that it may see private data.
    pub trusted: bool,
}

impl Device {
    /// What an hour with all slots busy costs more than an idle one (10⁻⁶ USD), as [`Capability::micro_usd_per_hour`] has it: at
    /// least 1 for a machine that runs tasks.
    #[must_use]
    pub fn micro_usd_per_hour(&self) -> u32 {
        let usd_per_hour = (self.busy_w - self.idle_w) / 1_000.0 * self.usd_per_kwh;
        (libm::round(usd_per_hour * 1e6) as u32).max(u32::from(self.slots > 0))
    }

    /// No machine for tasks, as that of a validator.
    #[must_use]
    pub fn none() -> Self {
        let nothing: Arc<str> = Arc::from("");
        let (class, model) = (nothing.clone(), nothing);
        Self {
            class,
            model,
            memory_gib: 0.0,
            gpu_memory_gib: 0.0,
            slots: 0,
            idle_w: 0.0,
            busy_w: 0.0,
            usd_per_kwh: 0.0,
            gco2e_per_kwh: 0.0,
            trusted: false,
        }
    }
}

/// How much of the protocol a simulator plays out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fidelity {
    /// Every message.
    #[default]
    Message,
    /// No messages: what nodes say is heard at once, and a stretch up is one draw of lost heartbeats.
    Session,
}

/// What handling an envelope costs on a real node.
#[derive(Clone, Copy, Debug, Default)]
pub struct Costs {
    /// Signing.
    pub sign: Span,
    /// Verifying.
    pub verify: Span,
    /// Encoding and decoding (ns per KiB).
    pub encode_ns_per_kib: u64,
}

impl Costs {
    /// What an envelope of `bytes` costs at both ends together.
    #[must_use]
    pub fn handling(&self, bytes: u64) -> Span {
        self.sign + self.verify + Span(self.encode_ns_per_kib.saturating_mul(2 * bytes) / 1_024)
    }
}

/// Everything a run depends on.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the scenario.
    pub name: String,
    /// Seed of every draw.
    pub seed: u64,
    /// How much of the protocol a simulator plays out.
    pub fidelity: Fidelity,
    /// Length of the run.
    pub duration: Span,
    /// Time between samples.
    pub sample: Span,
    /// Region names; each has one validator.
    pub regions: Vec<String>,
    /// Where each region lies: row of the network's tables.
    pub sites: Vec<u16>,
    /// The region whose validator serves each region: itself, unless scheduling is central.
    pub served_by: Vec<u16>,
    /// All nodes: validators first, in the order of regions, then requesters, then workers, and last of these the ones that lie.
    pub nodes: Vec<NodePlan>,
    /// The protocol's parameters; validators, sequencer and genesis are filled in from `nodes`.
    pub protocol: Protocol,
    /// Funds of each requester.
    pub requester_funds: Amount,
    /// Real signatures instead of the keyed hash.
    pub real_signatures: bool,
    /// Cost of handling envelopes.
    pub costs: Costs,
    /// The network.
    pub network: NetworkPlan,
    /// What is sent beyond the protocol's own messages.
    pub overhead: Overhead,
    /// The jobs.
    pub workload: WorkloadPlan,
    /// Share of results that are wrong (2⁻³²).
    pub wrong_parts: u64,
    /// How owners use their machines, if they do.
    pub owners: Option<Owners>,
    /// What goes wrong at set times; outages are in `nodes`.
    pub faults: FaultPlan,
    /// What this world leaves out, in words, for the report.
    pub limits: Vec<String>,
}

impl Plan {
    /// What the nodes of a simulated network share: its id is the seed, keys are drawn from the seed, and signatures are of the
    /// scheme that the plan asks for.
    ///
    /// # Errors
    /// As [`Shared::new`].
    pub fn shared(&self) -> Result<Shared, ConfigError> {
        let scheme = self.scheme();
        self.shared_with(self.seed, self.scheme(), |id| scheme.public_key(&self.secret(id)))
    }

    /// What the nodes of the network of id `network` share, with `public_key` for the key of each validator and requester: the
    /// protocol's parameters with the plan's validators, sequencer and funds.
    ///
    /// # Errors
    /// As [`Shared::new`].
    pub fn shared_with(
        &self,
        network: u64,
        scheme: Box<dyn Scheme>,
        public_key: impl Fn(u32) -> PublicKey,
    ) -> Result<Shared, ConfigError> {
        let mut protocol = Protocol { network, sequencer: NodeId(0), ..self.protocol.clone() };
        for (id, node) in (0..).zip(&self.nodes) {
            match node.role {
                Role::Validator => {
                    protocol.validators.insert(NodeId(id), public_key(id));
                }
                Role::Requester => {
                    let (key, amount) = (public_key(id), self.requester_funds);
                    protocol.genesis.insert(NodeId(id), Grant { key, amount });
                }
                Role::Worker => {}
            }
        }
        Shared::new(protocol, scheme)
    }

    fn scheme(&self) -> Box<dyn Scheme> {
        if self.real_signatures { Box::new(Ed25519) } else { Box::new(KeyedHash) }
    }

    fn secret(&self, id: u32) -> SecretKey {
        let mut draws = stream(self.seed, u64::from(id), Purpose::Key);
        let mut secret = [0; 32];
        for word in secret.chunks_exact_mut(8) {
            word.copy_from_slice(&draws.next().to_le_bytes());
        }
        SecretKey(secret)
    }

    /// Speed of one slot of a node.
    ///
    /// # Panics
    /// If the plan has no node `id`.
    #[must_use]
    pub fn speed(&self, id: u32) -> MilliGflops {
        let node = &self.nodes[id as usize];
        MilliGflops(libm::round(node.compute_gflops * 1_000.0 / f64::from(node.device.slots.max(1))) as u64)
    }

    /// The owner of a worker, if one uses the machine.
    ///
    /// # Panics
    /// If the plan has no node `id`.
    #[must_use]
    pub fn owner(&self, id: u32) -> Option<Owner<'_>> {
        let owners = self.owners.as_ref()?;
        let node = &self.nodes[id as usize];
        node.owned.then(|| owners.of(self.seed, id, self.site_of(node), Time::ZERO + self.duration))
    }

    /// What a node offers as a worker.
    ///
    /// # Panics
    /// If the plan has no node `id`.
    #[must_use]
    pub fn capability(&self, id: u32) -> Capability {
        let device = &self.nodes[id as usize].device;
        Capability {
            speed: self.speed(id),
            memory_mib: libm::floor(device.memory_gib * 1_024.0) as u32,
            gpu_memory_mib: libm::floor(device.gpu_memory_gib * 1_024.0) as u32,
            slots: device.slots,
            micro_usd_per_hour: device.micro_usd_per_hour(),
            trusted: device.trusted,
        }
    }

    /// A simulated node's own configuration, with its key drawn from the seed.
    ///
    /// # Panics
    /// If the plan has no node `id`.
    #[must_use]
    pub fn local(&self, id: u32) -> Local {
        self.local_with(id, self.secret(id))
    }

    /// A node's own configuration with a key from elsewhere.
    ///
    /// # Panics
    /// If the plan has no node `id`.
    #[must_use]
    pub fn local_with(&self, id: u32, secret: SecretKey) -> Local {
        let node = &self.nodes[id as usize];
        let worker = (node.role == Role::Worker).then(|| self.capability(id));
        let roles = Roles { worker, validator: node.role == Role::Validator, requester: node.role == Role::Requester };
        let region = match node.role {
            Role::Validator => node.region,
            Role::Requester | Role::Worker => self.serving(node),
        };
        Local { id: NodeId(id), region: RegionId(region), secret, roles }
    }

    /// The region whose validator serves a node.
    ///
    /// # Panics
    /// If it lives in a region that nobody serves.
    #[must_use]
    pub fn serving(&self, node: &NodePlan) -> u16 {
        self.served_by[usize::from(node.region)]
    }

    /// Where a node is: row of the network's tables.
    ///
    /// # Panics
    /// If it lives in a region without a site.
    #[must_use]
    pub fn site_of(&self, node: &NodePlan) -> u16 {
        self.sites[usize::from(node.region)]
    }

    /// How many nodes the validator of each region serves.
    #[must_use]
    pub fn served_by_region(&self) -> Vec<u32> {
        let mut counts = vec![0; self.regions.len()];
        self.nodes.iter().for_each(|node| counts[usize::from(self.serving(node))] += 1);
        counts
    }

    /// Workers that compute what they are given (count).
    #[must_use]
    pub fn honest_workers(&self) -> u32 {
        let is_honest = |node: &&NodePlan| node.role == Role::Worker && node.conduct == Conduct::Honest;
        u32::try_from(self.nodes.iter().filter(is_honest).count()).unwrap_or(u32::MAX)
    }

    /// The numbers of nodes by role.
    #[must_use]
    pub fn count(&self, role: Role) -> u32 {
        u32::try_from(self.nodes.iter().filter(|node| node.role == role).count()).unwrap_or(u32::MAX)
    }
}
