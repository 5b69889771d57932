//! Rules, findings and fixes for Dockerfiles.
//!
//! Pure: everything is a function of the Dockerfile, the settings and what is known about the build context.

mod edit;
mod finding;
mod fix;
mod ignore;
mod report;
mod rule;
mod rules;
mod script;
mod settings;
mod suppression;
mod verify;

pub use finding::{Declined, Finding, Fix, NewFile, Related, Safety, Severity, Tag};
pub use fix::{Fixed, apply_fix, fix_all, fix_rule};
pub use ignore::{ignore_in_file, ignore_in_instruction};
use plimsoll_semantics::Dockerfile;
pub use report::Report;
use rule::Check;
pub use rule::{Meta, Rule, find_rule, rules};
pub use settings::{ConfigError, OptionDefault, OptionValue, RuleOption, Settings, schema};
use suppression::Suppressions;
pub use verify::{verified_fixes, verify_all};

/// All findings of a Dockerfile in order of place, suppressed ones left out.
///
/// The fixes are proposals: ask [`verified_fixes`] before using one. A file for a foreign frontend is in a language
/// that nothing here knows, so nothing is said about it.
pub fn lint(file: &Dockerfile, settings: &Settings) -> Vec<Finding> {
    if file.foreign_frontend().is_some() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut last = None;
    for rule in rules().iter().copied().filter(|rule| settings.is_enabled(rule)) {
        match rule.check() {
            Check::File(check) => {
                let mut report = Report::new(rule, settings);
                check(file, &mut report);
                findings.extend(report.into_findings());
            }
            Check::Suppressions(check) => last = Some((rule, check)),
        }
    }
    let suppressions = Suppressions::find(file);
    findings = suppressions.filter(findings);
    if let Some((rule, check)) = last {
        let mut report = Report::new(rule, settings);
        check(&suppressions, &mut report);
        findings.extend(report.into_findings());
    }
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.name));
    findings
}
