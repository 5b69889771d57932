//! See the page beside this file.

use plimsoll_semantics::{Base, Dockerfile, Stage, port};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::Span;

use super::health::Client;
use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("missing-healthcheck", include_str!("missing_healthcheck.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    if stage.healthcheck().is_some() || may_have_healthcheck(stage.root_base()) {
        return;
    }
    let Some(exposed) = exposed_ports(file, stage) else { return };
    let Some(first) = exposed.first() else { return };
    let range = first.expose.range(first.span);
    let message = format!("nothing checks whether port {} answers: there is no HEALTHCHECK", first.port);
    let finding = report.at(range, message);
    finding.fixes.extend(fix(file, stage, &exposed));
}

/// Docker's official images have none, as a rule of theirs.
fn may_have_healthcheck(base: &Base) -> bool {
    match base {
        Base::Scratch => false,
        Base::Image(image) => {
            let is_official = image.reference.as_ref().is_ok_and(ImageReference::is_official);
            !is_official && image.facts().is_none()
        }
        Base::Stage(_) | Base::Unknown => true,
    }
}

/// A TCP port in an EXPOSE.
struct Exposed<'a> {
    expose: Placed<'a>,
    span: Span,
    port: u16,
}

/// Those of the stage, or of the nearest stage it is built from that exposes any.
fn exposed_ports<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Option<Vec<Exposed<'a>>> {
    let of_stage = |stage: Stage<'a>| {
        let exposes = stage.instructions_of(Keyword::Expose);
        exposes.flat_map(|expose| ports_of(file, expose)).collect::<Vec<_>>()
    };
    stage.chain().map(of_stage).find(|ports| !ports.is_empty())
}

fn ports_of<'a>(file: &Dockerfile, expose: Placed<'a>) -> Vec<Exposed<'a>> {
    let Arguments::Words(words) = &expose.instruction.command().arguments else { return Vec::new() };
    let exposed = |span: &Span| {
        let port = port::tcp_port(file.value_of(expose, *span).as_set()?)?;
        Some(Exposed { expose, span: *span, port })
    };
    words.iter().filter_map(exposed).collect()
}

/// Ports of servers that speak another protocol than HTTP, or only an encrypted one.
const NOT_HTTP: &[u16] = &[
    21, 22, 23, 25, 53, 110, 143, 389, 443, 465, 587, 636, 993, 995, 1433, 1521, 1883, 2181, 3306, 3389,
    4222, 5222, 5432, 5672, 5900, 6379, 8443, 8883, 9042, 9092, 11211, 27017, 50051,
];

fn fix(file: &Dockerfile, stage: Stage<'_>, exposed: &[Exposed<'_>]) -> Option<Fix> {
    let Exposed { expose, port, .. } = exposed.iter().find(|exposed| !NOT_HTTP.contains(&exposed.port))?;
    let client = Client::find(file, stage)?;
    let url = if *port == 80 { "http://127.0.0.1/".to_owned() } else { format!("http://127.0.0.1:{port}/") };
    let line = client.healthcheck(file, &url);
    let is_here = expose.index > stage.from().index;
    let edit = match is_here && !edit::is_open(*expose) {
        true => edit::insert_below(file, *expose, &line),
        false => edit::insert_at_end(file, stage, &line)?,
    };
    Some(Fix::not_safe(
        format!("Add a HEALTHCHECK that asks port {port} with `{}`", client.name()),
        vec![edit],
    ))
}
