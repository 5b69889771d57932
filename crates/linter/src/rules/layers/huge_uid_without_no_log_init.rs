//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::Script;
use plimsoll_syntax::Keyword;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("huge-uid-without-no-log-init", include_str!("huge_uid_without_no_log_init.md"), check);

/// From here on the file with the last logins is tens of megabytes long.
const HUGE: u64 = 100_000;

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run).filter(|run| run.source().contains("useradd")) {
        for (_, call) in file.scripts(run).iter().flat_map(Script::invocations) {
            let Some(uid) = file.created_uid(run, &call) else { continue };
            if call.name != "useradd" || uid < HUGE || call.has_any_flag(&["-l", "--no-log-init"]) {
                continue;
            }
            let message = format!("`useradd` writes a log of the logins of all {uid} users up to this one");
            let finding = report.at(run.range(call.name_span), message);
            if let Some(edit) = script::insert_argument(run, call.name_span, "--no-log-init") {
                finding.fix(Fix::safe("Add `--no-log-init`", vec![edit]));
            }
        }
    }
}
