//! The options of the directive `# check=` besides `skip`, as BuildKit reads them.

use plimsoll_syntax::DirectiveKind;

use crate::finding::Finding;
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::{PieceKind, Source};

/// The checks of BuildKit that only run when `experimental` names them, and that no `skip` stops.
pub(crate) const EXPERIMENTAL_CHECKS: [&str; 1] = ["InvalidDefinitionDescription"];

#[derive(Debug, Default, PartialEq)]
pub(crate) struct CheckDirective<'a> {
    /// The names behind `experimental=`.
    experimental: &'a str,
    /// `error=true`: a finding fails the build.
    error: bool,
}

impl<'a> CheckDirective<'a> {
    pub(crate) fn of(file: &'a dyn Source) -> Self {
        let value = file.pieces().find_map(|piece| match piece.kind {
            PieceKind::Directive(directive)
                if directive.kind == DirectiveKind::Check && directive.is_effective() =>
            {
                Some(directive.value())
            }
            _ => None,
        });
        value.map(Self::parse).unwrap_or_default()
    }

    /// BuildKit: up to the first space; of an option that is there twice the last counts.
    fn parse(value: &'a str) -> Self {
        let mut options = Self::default();
        let value = value.split(' ').next().unwrap_or_default();
        for (key, value) in value.split(';').filter_map(|option| option.split_once('=')) {
            match key {
                "experimental" => options.experimental = value,
                "error" => options.error = is_true(value),
                _ => {}
            }
        }
        options
    }

    /// Whether it turns a rule on. BuildKit: names as written, and `all` only on its own.
    pub(crate) fn turns_on(&self, rule: &Rule) -> bool {
        let is_named = |alias: &&str| {
            self.experimental == "all" || self.experimental.split(',').any(|name| name == *alias)
        };
        let is_check = |alias: &&&str| EXPERIMENTAL_CHECKS.contains(*alias);
        !self.experimental.is_empty() && rule.meta().aliases.iter().filter(is_check).any(is_named)
    }
}

/// Whether findings make a run fail: by their severity, or because the file says that what BuildKit warns of fails its build.
pub fn fails(file: &dyn Source, findings: &[Finding], settings: &Settings) -> bool {
    let fail_on = settings.fail_on();
    findings.iter().any(|finding| fail_on.includes(finding.severity))
        || (CheckDirective::of(file).error && findings.iter().any(is_of_buildkit))
}

/// Names of BuildKit's checks are words; the codes of other tools have digits.
fn is_of_buildkit(finding: &Finding) -> bool {
    finding.aliases.iter().any(|alias| alias.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// As Go reads it.
fn is_true(value: &str) -> bool {
    ["1", "t", "T", "TRUE", "true", "True"].contains(&value)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture::file;
    use crate::lint;

    #[test]
    fn options_of_the_directive() {
        let parse = |value| {
            let CheckDirective { experimental, error } = CheckDirective::parse(value);
            (experimental, error)
        };
        assert_eq!(parse("error=true"), ("", true));
        assert_eq!(parse("skip=all;error=T;experimental=A,B"), ("A,B", true));
        assert_eq!(parse("error=true;error=0"), ("", false));
        assert_eq!(parse("skip=A, error=true"), ("", false));
        assert_eq!(parse("error=yes"), ("", false));
    }

    #[test]
    fn an_experimental_check_runs_where_it_is_named() {
        let finds = |directive: &str, settings: &str| {
            let text = format!("{directive}\n# pinned\nARG VERSION=1\nFROM alpine:3.22\n");
            let settings = Settings::from_toml(settings).unwrap();
            let findings = lint(&file(&text), &settings);
            findings.iter().any(|finding| finding.rule.name == "misleading-definition-comment")
        };
        assert!(finds("# check=experimental=all", ""));
        assert!(finds("# check=skip=all;experimental=X,InvalidDefinitionDescription", ""));
        assert!(!finds("# check=experimental=all,X", ""));
        assert!(!finds("# check=skip=StageNameCasing", ""));
        assert!(!finds("# check=experimental=all", "ignore = ['misleading-definition-comment']"));
        assert!(!finds("# check=experimental=all", "select = ['stages']"));
    }

    #[test]
    fn error_fails_on_what_buildkit_finds() {
        let fails = |directive: &str, text: &str| {
            let file = file(&format!("{directive}\n{text}"));
            let settings = Settings::from_toml("select = ['all']\nfail-on = 'never'").unwrap();
            super::fails(&file, &lint(&file, &settings), &settings)
        };
        let casing = "FROM alpine:3.22 as base\n";
        assert!(fails("# check=error=true", casing));
        assert!(!fails("# check=error=false", casing));
        assert!(!fails("# check=skip=FromAsCasing;error=true", casing));
        let not_of_buildkit = "FROM alpine\n";
        assert!(!fails("# check=error=true", not_of_buildkit));
    }
}
