//! What the loop makes of how results are checked (specification §2.8).

use super::{Audit, AuditPolicy};

/// Share of jobs that somebody really checks (0 to 1).
#[must_use]
pub fn checked_share(audit: &Audit) -> f64 {
    match audit.policy {
        AuditPolicy::None => 0.0,
        AuditPolicy::Audit | AuditPolicy::Attention | AuditPolicy::ForcedErrors => audit.audit_share,
        AuditPolicy::Sampling => audit.audit_share * audit.diligence_share,
        AuditPolicy::Quorum if audit.copies > 1 => 1.0,
        AuditPolicy::Quorum => 0.0,
    }
}
