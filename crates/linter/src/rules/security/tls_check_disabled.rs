//! See the page beside this file.

use plimsoll_semantics::{Definition, Dockerfile};
use plimsoll_shell::{Invocation, Script, Site, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::secret_mount::remove_definition;
use super::switch::{self, Programs, Switch, Thrown};
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule = Rule::new("tls-check-disabled", include_str!("tls_check_disabled.md"), check);

const PROGRAMS: &[Programs] = &[
    Programs {
        names: &["apt", "apt-get"],
        valued: &["-o", "--option", "-t"],
        switches: &[
            Switch::new("-o").values(&["verify-peer=false", "verify-host=false"]),
            Switch::new("--option").values(&["verify-peer=false", "verify-host=false"]),
        ],
    },
    Programs {
        names: &["curl"],
        valued: &[
            "-A", "-C", "-D", "-E", "-F", "-H", "-K", "-P", "-Q", "-T", "-U", "-X", "-Y", "-b", "-c", "-d",
            "-e", "-m", "-o", "-r", "-t", "-u", "-w", "-x", "-y", "-z",
        ],
        switches: &[
            Switch::new("-k").alias("CKV2_DOCKER_2"),
            Switch::new("--insecure").alias("CKV2_DOCKER_2"),
            Switch::new("--proxy-insecure"),
        ],
    },
    Programs {
        names: &["dnf", "dnf5", "yum", "yum-config-manager"],
        valued: &["--setopt"],
        switches: &[Switch::new("--setopt")
            .values(&["sslverify=0", "sslverify=false", "sslverify=no"])
            .alias("CKV2_DOCKER_15")],
    },
    Programs {
        names: &["git"],
        valued: &["-C", "-c"],
        switches: &[Switch::new("-c").values(&["sslverify=false", "sslverify=0"])],
    },
    Programs {
        names: &["npm", "pnpm", "yarn"],
        valued: &["--strict-ssl"],
        switches: &[Switch::new("--strict-ssl").values(&["false"]), Switch::new("--no-strict-ssl")],
    },
    Programs {
        names: &["pip", "pip2", "pip3"],
        valued: &["--trusted-host"],
        switches: &[Switch::new("--trusted-host").alias("CKV2_DOCKER_4")],
    },
    Programs {
        names: &["uv"],
        valued: &["--allow-insecure-host", "--trusted-host"],
        switches: &[Switch::new("--allow-insecure-host"), Switch::new("--trusted-host")],
    },
    Programs {
        names: &["wget"],
        valued: &[],
        switches: &[Switch::new("--no-check-certificate").alias("CKV2_DOCKER_3")],
    },
];

/// `npm config set strict-ssl false`: what switches the check off for all calls from then on.
struct Setting {
    programs: &'static [&'static str],
    /// What the name of the setting ends in, in lower case.
    key: &'static str,
    /// Empty: any.
    values: &'static [&'static str],
    alias: Option<&'static str>,
}

const OFF: &[&str] = &["0", "false", "no", "off"];

const SETTINGS: &[Setting] = &[
    Setting { programs: &["composer"], key: "disable-tls", values: &["true"], alias: None },
    Setting { programs: &["conda", "mamba", "micromamba"], key: "ssl_verify", values: OFF, alias: None },
    Setting { programs: &["git"], key: "sslverify", values: OFF, alias: None },
    Setting {
        programs: &["npm", "pnpm", "yarn"],
        key: "strict-ssl",
        values: OFF,
        alias: Some("CKV2_DOCKER_13"),
    },
    Setting { programs: &["pip", "pip3"], key: "trusted-host", values: &[], alias: None },
    Setting { programs: &["yarn"], key: "enablestrictssl", values: OFF, alias: None },
];

/// Variables that switch the check off with one of these values, or with any.
const VARIABLES: &[(&str, &[&str], Option<&str>)] = &[
    ("CONDA_SSL_VERIFY", OFF, None),
    ("GIT_SSL_NO_VERIFY", &[], Some("CKV2_DOCKER_14")),
    ("GOINSECURE", &[], None),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"], Some("CKV2_DOCKER_6")),
    ("NPM_CONFIG_STRICT_SSL", &["false"], Some("CKV2_DOCKER_12")),
    ("PERL_LWP_SSL_VERIFY_HOSTNAME", &["0"], None),
    ("PIP_TRUSTED_HOST", &[], Some("CKV2_DOCKER_16")),
    ("PYTHONHTTPSVERIFY", &["0"], Some("CKV2_DOCKER_5")),
    ("UV_INSECURE_HOST", &[], None),
    ("YARN_ENABLE_STRICT_SSL", OFF, None),
    ("npm_config_strict_ssl", &["false"], Some("CKV2_DOCKER_12")),
];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for definition in file.definitions().skip(file.global_args().len()) {
        check_definition(file, definition, report);
    }
    for run in file.instructions_of(Keyword::Run) {
        let thrown = switch::thrown(file, run, PROGRAMS);
        for one in thrown.iter().filter(|one| !talks_to_itself(one)) {
            one.report(report, format!("`{}` takes any certificate here", one.call.name));
        }
        check_settings(file, run, report);
        check_variables(file, run, report);
    }
}

/// Every address is one of the machine itself.
fn talks_to_itself(thrown: &Thrown<'_>) -> bool {
    let words = thrown.call.arguments.iter().map(Word::text);
    let mut hosts = words.filter_map(|word| Some(word.split_once("://")?.1)).peekable();
    let is_own = |host: &str| ["127.", "[::1]", "localhost"].iter().any(|start| host.starts_with(start));
    hosts.peek().is_some() && hosts.all(is_own)
}

fn check_definition(file: &Dockerfile, definition: &Definition, report: &mut Report<'_>) {
    let value = definition.value_span.and(definition.value.as_set());
    let Some(alias) = value.and_then(|value| disabling(&definition.name, value)) else { return };
    let Some(range) = file.definition_range(definition) else { return };
    let finding = report.at(range, message_of(&definition.name)).aliases(alias);
    if let Some(edit) = remove_definition(file, definition) {
        finding.fix(Fix::not_safe(format!("Remove `{}`", definition.name), vec![edit]));
    }
}

/// The code of other tools, if a variable with this value switches the check off.
fn disabling(name: &str, value: &str) -> Option<Option<&'static str>> {
    let (_, values, alias) = VARIABLES.iter().find(|(own, ..)| *own == name)?;
    let is_off = values.is_empty() || values.iter().any(|off| off.eq_ignore_ascii_case(value));
    (is_off && !value.is_empty()).then_some(*alias)
}

fn message_of(variable: &str) -> String {
    format!("`{variable}` makes programs take any certificate")
}

/// `NAME=value` in front of a command, or behind `export` and `env`.
fn check_variables(file: &Dockerfile, run: Placed<'_>, report: &mut Report<'_>) {
    if !VARIABLES.iter().any(|(name, ..)| run.source().contains(name)) {
        return;
    }
    for site in file.scripts(run).iter().flat_map(Script::commands) {
        let assignments = site.command.assignments.iter();
        let assigned = assignments.map(|one| (&*one.name, one.value.text(), one.span));
        let words = site.command.words.iter();
        let given = words
            .filter_map(|word| word.text().split_once('=').map(|(name, value)| (name, value, word.span)));
        for (name, value, span) in assigned.chain(given) {
            if let Some(alias) = disabling(name, value) {
                report.at(run.range(span), message_of(name)).aliases(alias);
            }
        }
    }
}

fn check_settings(file: &Dockerfile, run: Placed<'_>, report: &mut Report<'_>) {
    if !run.source().contains("config") {
        return;
    }
    for script in file.scripts(run) {
        for (site, call) in script.invocations() {
            for setting in SETTINGS.iter().filter(|setting| setting.programs.contains(&call.name)) {
                if let Some(span) = setting.span_in(&call) {
                    let message = format!("`{}` takes any certificate from here on", call.name);
                    let finding = report.at(run.range(span), message).aliases(setting.alias);
                    finding.fixes.extend(removal(run, script, site));
                }
            }
        }
    }
}

fn removal(run: Placed<'_>, script: &Script, site: Site<'_>) -> Option<Fix> {
    let edit = script::remove(run, script, site.command.span)?;
    Some(Fix::not_safe("Remove the command", vec![edit]))
}

impl Setting {
    /// The name of the setting and its value.
    fn span_in(&self, call: &Invocation<'_>) -> Option<Span> {
        let operands = call.parse(&[]).operands;
        operands.iter().any(|word| word.text() == "config").then_some(())?;
        let is_value =
            |value: &str| self.values.is_empty() || self.values.contains(&&*value.to_ascii_lowercase());
        let is_key = |name: &str| name.to_ascii_lowercase().ends_with(self.key);
        operands.iter().enumerate().find_map(|(at, word)| match word.text().split_once('=') {
            Some((name, value)) => (is_key(name) && is_value(value)).then_some(word.span),
            None => {
                let value = operands.get(at + 1).filter(|value| is_value(value.text()))?;
                is_key(word.text()).then(|| word.span.cover(value.span))
            }
        })
    }
}
