//! See the page beside this file.

use plimsoll_semantics::{Base, Dockerfile, ExposedPort, Stage};
use plimsoll_syntax::image::ImageReference;

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
    let exposed = stage.exposed_ports();
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

/// Ports from 1024 on whose servers speak another protocol than HTTP, or answer `/` with an error: proxies, and the
/// API of Docker. On 9000 it may be FastCGI.
const NOT_HTTP: &[u16] = &[
    1080, 1194, 1433, 1521, 1723, 1883, 1935, 2003, 2004, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3128,
    3306, 3389, 3478, 4222, 4317, 4369, 4505, 4506, 5044, 5060, 5222, 5269, 5349, 5432, 5671, 5672, 5900,
    6379, 6443, 6600, 6667, 6697, 7687, 8009, 8118, 8388, 8883, 9000, 9042, 9050, 9051, 9092, 9160, 9300,
    9418, 10389, 10636, 11211, 25565, 27017, 28015, 33060, 50051, 61613, 61616, 64738,
];

/// HTTPS, which stands beside HTTP as often as 443 does.
const ENCRYPTED: u16 = 8443;

/// The first port where a web server may listen; nothing beside one of another kind of server.
fn web_port<'e, 'a>(exposed: &'e [ExposedPort<'a>]) -> Option<&'e ExposedPort<'a>> {
    let is_web = |exposed: &&ExposedPort<'_>| {
        exposed.port == 80 || (exposed.port >= 1024 && exposed.port != ENCRYPTED)
    };
    let is_other = |exposed: &ExposedPort<'_>| NOT_HTTP.contains(&exposed.port);
    exposed.iter().find(is_web).filter(|_| !exposed.iter().any(is_other))
}

fn fix(file: &Dockerfile, stage: Stage<'_>, exposed: &[ExposedPort<'_>]) -> Option<Fix> {
    let ExposedPort { expose, port, .. } = web_port(exposed)?;
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

#[cfg(test)]
mod tests {

    use crate::fixture;

    /// The file after the fix, empty without one; nothing without a finding.
    fn fixed(text: &str) -> Option<String> {
        Some(fixture::fixed(text, "missing-healthcheck")?.unwrap_or_default())
    }

    #[test]
    fn keeps_line_endings_indentation_and_casing() {
        const WGET: &str = "[\"wget\", \"-q\", \"-O\", \"/dev/null\", \"http://127.0.0.1:8080/\"]";
        let check = |text: &str, expected: &str| {
            assert_eq!(fixed(text).unwrap(), expected.replace("WGET", WGET), "{text}");
        };
        check("from alpine\r\n  expose 8080", "from alpine\r\n  expose 8080\r\n  healthcheck cmd WGET");
        check(
            "FROM alpine AS a\nEXPOSE 8080\nFROM a\nRUN b\n# c\nENTRYPOINT d\nCMD e\n",
            "FROM alpine AS a\nEXPOSE 8080\nFROM a\nRUN b\nHEALTHCHECK CMD WGET\n# c\nENTRYPOINT d\nCMD e\n",
        );
        check("FROM alpine\nEXPOSE 8080 \\\n", "");
    }

    #[test]
    fn asks_web_servers_only() {
        for ports in ["5432", "22", "443", "3306 33060", "9000", "8443", "9050", "2375 2376"] {
            assert_eq!(fixed(&format!("FROM alpine\nEXPOSE {ports}\n")).unwrap(), "", "{ports}");
        }
        assert!(fixed("FROM alpine\nEXPOSE 443 80\n").unwrap().contains("http://127.0.0.1/\""));
        assert!(fixed("FROM alpine\nEXPOSE 8443 8080\n").unwrap().contains("http://127.0.0.1:8080/\""));
    }

    #[test]
    fn other_images_may_bring_one() {
        assert_eq!(fixed("FROM example.com/a\nEXPOSE 80\n"), None);
        assert_eq!(fixed("ARG A\nFROM $A\nEXPOSE 80\n"), None);
        assert_eq!(fixed("FROM alpine\nEXPOSE 80\nHEALTHCHECK NONE\n"), None);
        assert_eq!(fixed("FROM scratch\nEXPOSE 80\n").unwrap(), "");
    }
}
