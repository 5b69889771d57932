//! Rules, findings and fixes for Dockerfiles and their ignore files.
//!
//! Pure: everything is a function of the file, the settings and what is known about the build context.

mod check_directive;
pub mod edit;
mod finding;
mod fix;
#[cfg(test)]
mod fixture;
mod guide;
mod ignore;
mod joined_runs;
mod other_file;
mod report;
mod rule;
mod rules;
mod script;
mod settings;
mod source;
mod suggest;
mod suppression;
mod verify;

use check_directive::CheckDirective;
pub use check_directive::fails;
pub use finding::{Declined, Finding, Fix, Related, Safety, Severity, Tag};
pub use fix::{Fixed, apply_fix, fix_all, fix_rule, fix_rule_title, preferred};
pub use guide::{GUIDE, Practice, practices};
pub use ignore::{ignore_in_file, ignore_in_statement};
pub use joined_runs::{are_joinable, join_runs, line_script};
pub use other_file::{FileChange, OtherFile, append_lines};
pub use report::Report;
use rule::Check;
pub use rule::{Meta, Rule, closest_name, find_rule, rules, rules_called};
pub use rules::{to_exec_form, with_equals_sign};
pub use script::{sets_errexit, stops_at_failure};
pub use settings::{
    CodeLensSettings, ConfigError, FailOn, Hadolint, InlayHintSettings, OptionDefault, OptionValue,
    RuleOption, Settings, schema,
};
pub use source::{Piece, PieceKind, Source, edited};
use suppression::Suppressions;
pub use verify::{is_sound, verified_fixes, verify_all};

/// All findings of a file in order of place, suppressed ones left out.
///
/// The fixes are proposals: ask [`verified_fixes`] before using one. A Dockerfile for a foreign frontend is in a language
/// that nothing here knows, so nothing is said about it.
pub fn lint(file: &dyn Source, settings: &Settings) -> Vec<Finding> {
    if !file.is_understood() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut last = Vec::new();
    let mut of_shell = Vec::new();
    let directive = CheckDirective::of(file);
    let is_on = |rule: &&'static Rule| {
        settings.choice(rule).unwrap_or_else(|| rule.is_default() || directive.turns_on(rule))
    };
    for rule in rules().iter().copied().filter(is_on) {
        match rule.check() {
            Check::Suppressions(check) => last.push((rule, check)),
            Check::Shell(_) => of_shell.push(rule),
            Check::Dockerfile(_) | Check::Dockerignore(_) => {
                let mut report = Report::new(rule, settings);
                file.check(rule, &mut report);
                findings.extend(report.into_findings());
            }
        }
    }
    findings.extend(file.check_scripts(&of_shell, settings));
    let suppressions = Suppressions::find(file);
    if settings.suppression_comments() {
        findings = suppressions.filter(findings);
    } else {
        // What may not silence anything is not told to be of no use.
        last.clear();
    }
    for (rule, check) in last {
        let mut report = Report::new(rule, settings);
        check(&suppressions, &mut report);
        findings.extend(report.into_findings());
    }
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.name));
    findings
}
