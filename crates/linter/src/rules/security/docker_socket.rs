//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::{Span, TextRange};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("docker-socket", include_str!("docker_socket.md"), check);

const SOCKET: &str = "docker.sock";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for volume in file.instructions_of(Keyword::Volume) {
        check_volume(volume, report);
    }
    let copies = file.instructions_of(Keyword::Copy).chain(file.instructions_of(Keyword::Add));
    for copy in copies.filter(|copy| copy.source().contains(SOCKET)).filter_map(|copy| file.copy(copy)) {
        let paths = copy.sources.iter().chain([&copy.destination]);
        if let Some(path) = paths.into_iter().find(|path| path.text().is_some_and(is_socket)) {
            report_at(path.range, report);
        }
    }
    for run in file.instructions_of(Keyword::Run).filter(|run| run.source().contains(SOCKET)) {
        for (range, path) in file.bound_paths(run) {
            if is_socket(&path) {
                report_at(range, report);
            }
        }
    }
}

fn check_volume(volume: Placed<'_>, report: &mut Report<'_>) {
    let spans = match &volume.command().arguments {
        Arguments::Words(words) => words.to_vec(),
        Arguments::Json(array) => {
            array.elements.iter().map(|one| Span::new(one.span.start + 1, one.span.end - 1)).collect()
        }
        _ => return,
    };
    for span in spans.iter().filter(|span| is_socket(&volume.text(**span))) {
        let message = "a volume in the place of Docker's socket is an empty folder";
        let finding = report.at(volume.range(*span), message);
        if spans.len() == 1 {
            finding.fix(Fix::not_safe("Remove the VOLUME", vec![edit::remove(volume)]));
        }
    }
}

fn is_socket(path: &str) -> bool {
    path.rsplit('/').next() == Some(SOCKET)
}

fn report_at(range: TextRange, report: &mut Report<'_>) {
    report.at(range, "whoever reaches Docker's socket is root on its machine");
}
