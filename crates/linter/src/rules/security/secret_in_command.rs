//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::tokens;
use plimsoll_shell::{Command, Invocation, Script, Site, Step, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextRange};

use super::literal::{Literal, Variables};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("secret-in-command", include_str!("secret_in_command.md"), check);

/// A secret in a command.
struct Found<'s> {
    /// The word that has it.
    word: Span,
    secret: &'s str,
    /// What it is, and for whom.
    what: String,
    /// What a variable for it is called.
    variable: String,
}

impl Found<'_> {
    /// The secret's own place; the word's, if quotes or repetitions leave a doubt.
    fn span(&self, instruction: Placed<'_>) -> Span {
        let source = instruction.instruction.source_of(self.word);
        let mut places = source.match_indices(self.secret);
        let (Some((at, secret)), None) = (places.next(), places.next()) else { return self.word };
        let start = self.word.start + at as u32;
        Span::new(start, start + secret.len() as u32)
    }
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let mut variables = Variables::of(file);
    for (instruction, found) in in_file(file) {
        let literals: Vec<Literal<'_>> = found.iter().map(|(site, one)| one.literal(*site)).collect();
        for (_, one) in &found {
            let finding =
                report.at(instruction.range(one.span(instruction)), message(instruction, &one.what));
            match variables.fix(instruction, &literals, one.secret) {
                Ok(fix) => finding.fix(fix),
                Err(reason) => finding.decline("Read the secret from a variable", reason),
            };
        }
    }
}

/// Their places.
pub(super) fn secrets_in(file: &Dockerfile) -> impl Iterator<Item = TextRange> + '_ {
    in_file(file).flat_map(|(instruction, found)| {
        found.into_iter().map(move |(_, one)| instruction.range(one.span(instruction)))
    })
}

type InInstruction<'a> = (Placed<'a>, Vec<(Site<'a>, Found<'a>)>);

/// The secrets of each instruction, in order.
fn in_file(file: &Dockerfile) -> impl Iterator<Item = InInstruction<'_>> + '_ {
    let instructions = file.instructions().filter(|one| one.keyword() != Some(Keyword::Onbuild));
    instructions.map(|instruction| {
        let mut found: Vec<(Site<'_>, Found<'_>)> =
            file.scripts(instruction).iter().flat_map(in_script).collect();
        found.sort_by_key(|(_, one)| one.span(instruction).start);
        found.dedup_by_key(|(_, one)| one.span(instruction));
        // Those have a rule of their own, wherever they stand.
        found.retain(|(_, one)| {
            tokens::find(instruction.instruction.source_of(one.span(instruction))).is_empty()
        });
        (instruction, found)
    })
}

impl<'s> Found<'s> {
    fn literal(&self, site: Site<'s>) -> Literal<'s> {
        Literal { site, word: self.word, secret: self.secret, variable: self.variable.clone() }
    }
}

/// Never with the value.
fn message(instruction: Placed<'_>, what: &str) -> String {
    let keeper = match instruction.keyword() {
        Some(Keyword::Run) => "the image's history keeps it",
        _ => "the image keeps it for everybody who has it",
    };
    format!("{what} stands in the command, and {keeper}")
}

fn in_script(script: &Script) -> Vec<(Site<'_>, Found<'_>)> {
    let mut found = Vec::new();
    for site in script.commands() {
        // The words of an inner script are looked at as commands of their own.
        if site.command.script.is_none() {
            found.extend(words(site.command).filter_map(in_word).map(|one| (site, one)));
        }
        found.extend(in_variables(site.command).into_iter().map(|one| (site, one)));
        if let Some(invocation) = site.command.invocation() {
            found.extend(in_arguments(&invocation).into_iter().map(|one| (site, one)));
            found.extend(in_input(site, &invocation).map(|one| (site, one)));
        }
    }
    found
}

fn words(command: &Command) -> impl Iterator<Item = &Word> {
    command.words.iter().chain(command.assignments.iter().map(|assignment| &assignment.value))
}

// ---- words that tell by themselves

fn in_word(word: &Word) -> Option<Found<'_>> {
    let text = word.text();
    let (secret, what, variable) = password_in_url(text)
        .map(|secret| (secret, "the password of this address", "URL_PASSWORD"))
        .or_else(|| {
            credentials_in_header(text).map(|secret| (secret, "the secret of this header", "API_TOKEN"))
        })
        .or_else(|| {
            value_in_npmrc(text).map(|secret| (secret, "the secret for this registry", "NPM_TOKEN"))
        })?;
    let found = Found { word: word.span, secret, what: what.to_owned(), variable: variable.to_owned() };
    is_literal(secret).then_some(found)
}

/// `https://user:password@host`: the password. Hosts without a dot are services of the build itself, whose passwords
/// protect nothing.
fn password_in_url(text: &str) -> Option<&str> {
    let is_end = |c: char| matches!(c, '/' | '?' | '#' | '"' | '\'') || c.is_whitespace();
    let authority = text.split_once("://")?.1.split(is_end).next()?;
    let (user_info, host) = authority.rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let host = host.split(':').next().unwrap_or(host);
    if !host.contains('.') || host.starts_with("127.") || is_example_host(host) {
        return None;
    }
    // GitHub: the user is the token where the password says so.
    Some(if matches!(password, "x-oauth-basic" | "") { user } else { password })
}

/// RFC 2606.
fn is_example_host(host: &str) -> bool {
    let reserved = ["example.com", "example.net", "example.org", ".example", ".test", ".invalid"];
    reserved.iter().any(|name| host.ends_with(name))
}

/// `Authorization: Bearer secret`, `PRIVATE-TOKEN: secret`, …
fn credentials_in_header(text: &str) -> Option<&str> {
    const HEADERS: &[&str] = &[
        "authorization",
        "private-token",
        "proxy-authorization",
        "x-api-key",
        "x-auth-token",
        "x-vault-token",
    ];
    let (name, value) = text.split_once(':')?;
    if !HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header)) {
        return None;
    }
    value.trim().rsplit(' ').next()
}

/// `//registry.npmjs.org/:_authToken=secret` of `.npmrc` and `npm config set`.
fn value_in_npmrc(text: &str) -> Option<&str> {
    let name = [":_authToken=", ":_password=", ":_auth="].into_iter().find(|name| text.contains(name))?;
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
    text.split_once(name)?.1.split(is_end).next()
}

// ---- arguments of programs

/// How a program takes a password.
struct Program {
    names: &'static [&'static str],
    /// The first operand, where only one subcommand takes it.
    subcommand: Option<&'static str>,
    /// The options that do. A long one takes it behind `=` as well.
    options: &'static [&'static str],
    /// Other short options with a value.
    valued: &'static [&'static str],
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The value is the password.
    Whole,
    /// It is one only if it stands in the same word: alone, the option asks for it.
    Attached,
    /// `user:password`
    AfterColon,
}

/// Sources: the manuals of the programs.
const PROGRAMS: &[Program] = &[
    Program {
        names: &["curl"],
        subcommand: None,
        options: &["-u", "--user", "-U", "--proxy-user"],
        valued: &["-o", "-H", "-d", "-X", "-A", "-b", "-e", "-F", "-T"],
        form: Form::AfterColon,
    },
    Program {
        names: &["wget"],
        subcommand: None,
        options: &["--password", "--http-password", "--ftp-password", "--proxy-password"],
        valued: &[],
        form: Form::Whole,
    },
    Program {
        names: &[
            "mysql",
            "mysqladmin",
            "mysqldump",
            "mysqlimport",
            "mariadb",
            "mariadb-admin",
            "mariadb-dump",
        ],
        subcommand: None,
        options: &["-p", "--password"],
        valued: &["-u", "-h", "-P", "-e", "-D", "-S"],
        form: Form::Attached,
    },
    Program {
        names: &["docker", "podman", "buildah", "nerdctl", "oras", "crane", "skopeo"],
        subcommand: Some("login"),
        options: &["-p", "--password"],
        valued: &["-u", "--username"],
        form: Form::Whole,
    },
    Program {
        names: &["az"],
        subcommand: Some("login"),
        options: &["-p", "--password"],
        valued: &["-u"],
        form: Form::Whole,
    },
    Program {
        names: &["sshpass"],
        subcommand: None,
        options: &["-p"],
        valued: &["-f", "-d", "-P"],
        form: Form::Whole,
    },
    Program {
        names: &["redis-cli"],
        subcommand: None,
        options: &["-a", "--pass"],
        valued: &["-h", "-p"],
        form: Form::Whole,
    },
    Program {
        names: &["mongo", "mongosh", "mongodump", "mongorestore", "mongoimport"],
        subcommand: None,
        options: &["-p", "--password"],
        valued: &["-u", "-h", "-d", "-c"],
        form: Form::Whole,
    },
    Program {
        names: &["useradd", "usermod"],
        subcommand: None,
        options: &["-p", "--password"],
        valued: &["-c", "-d", "-e", "-f", "-g", "-G", "-k", "-K", "-s", "-u", "-b", "-R"],
        form: Form::Whole,
    },
    Program {
        names: &["dotnet", "nuget"],
        subcommand: Some("nuget"),
        options: &["-p", "--password"],
        valued: &["-n", "-u", "-s"],
        form: Form::Whole,
    },
    Program { names: &["svn"], subcommand: None, options: &["--password"], valued: &[], form: Form::Whole },
];

/// Of programs that are not in the table, only what leaves no doubt.
const ANY: Program =
    Program { names: &[], subcommand: None, options: &["--password"], valued: &[], form: Form::Attached };

fn in_arguments<'s>(invocation: &Invocation<'s>) -> Vec<Found<'s>> {
    let program = PROGRAMS.iter().find(|program| program.names.contains(&invocation.name)).unwrap_or(&ANY);
    let valued: Vec<&str> = program.options.iter().chain(program.valued).copied().collect();
    let arguments = invocation.parse(&valued);
    if program.subcommand.is_some() && arguments.subcommand() != program.subcommand {
        return Vec::new();
    }
    let flags = program.options.iter().filter_map(|option| arguments.flag(option));
    let given = flags.filter_map(|flag| {
        let value = flag.value?;
        let is_attached = value.span.start < flag.word.span.end;
        (is_attached || program.form != Form::Attached).then_some(value)
    });
    let secrets = given.filter_map(|value| Some((value.span, program.form.secret(value.text)?)));
    let found = secrets.filter(|(_, secret)| is_literal(secret)).map(|(word, secret)| Found {
        word,
        secret,
        what: format!("the password for `{}`", invocation.name),
        variable: password_variable(invocation),
    });
    found.collect()
}

/// `MYSQL_PASSWORD` for `mysql`.
fn password_variable(invocation: &Invocation<'_>) -> String {
    let name = invocation.name.to_ascii_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    match invocation.name {
        "chpasswd" | "useradd" | "usermod" => "USER_PASSWORD".to_owned(),
        _ if name.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("{name}_PASSWORD"),
        _ => "PASSWORD".to_owned(),
    }
}

impl Form {
    fn secret(self, value: &str) -> Option<&str> {
        match self {
            Form::AfterColon => value.split_once(':').map(|(_, password)| password),
            Form::Whole | Form::Attached => Some(value),
        }
    }
}

// ---- variables and input

/// What programs take for a password when they find it in their environment.
const PASSWORD_VARIABLES: &[&str] = &["MYSQL_PWD", "PGPASSWORD", "REDISCLI_AUTH", "SSHPASS", "VAULT_TOKEN"];

fn in_variables(command: &Command) -> Vec<Found<'_>> {
    let known =
        command.assignments.iter().filter(|assignment| PASSWORD_VARIABLES.contains(&&*assignment.name));
    let found = known.map(|assignment| Found {
        word: assignment.value.span,
        secret: assignment.value.text(),
        what: format!("the value of `{}`", assignment.name),
        variable: assignment.name.to_string(),
    });
    found.filter(|found| is_literal(found.secret)).collect()
}

/// `echo root:password | chpasswd`, `echo password | docker login --password-stdin`.
fn in_input<'s>(site: Site<'s>, invocation: &Invocation<'_>) -> Option<Found<'s>> {
    let is_chpasswd = invocation.name == "chpasswd";
    let reads_password = is_chpasswd || invocation.has_any_flag(&["--password-stdin", "--stdin"]);
    let Step::Command(before) = site.pipeline.steps.get(site.step.checked_sub(1)?)? else { return None };
    let writer =
        before.invocation().filter(|writer| reads_password && matches!(writer.name, "echo" | "printf"))?;
    let word = writer.arguments.iter().find(|word| !word.text().starts_with('-'))?;
    let text = word.text();
    let secret = if is_chpasswd { text.split_once(':')?.1 } else { text };
    let what = format!("the password for `{}`", invocation.name);
    let variable = password_variable(invocation);
    is_literal(secret).then_some(Found { word: word.span, secret, what, variable })
}

/// The same in every build, and neither empty nor a placeholder.
fn is_literal(secret: &str) -> bool {
    let is_expansion = secret.contains(['$', '`', '%']);
    let is_placeholder = secret.starts_with(['<', '{', '[']);
    let first = secret.chars().next();
    let is_filler =
        matches!(first, Some('*' | 'x' | 'X' | '.' | '!')) && secret.chars().all(|c| Some(c) == first);
    !secret.is_empty() && !is_expansion && !is_placeholder && !is_filler
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses() {
        let secret = |text| password_in_url(text).filter(|secret| is_literal(secret)).unwrap_or("-");
        for (text, expected) in [
            ("https://user:pass@host.dev/a", "pass"),
            ("--index-url=https://user:p@ss@host.dev:8443?a@b", "p@ss"),
            ("git+https://token:x-oauth-basic@github.com/a/b", "token"),
            ("https://token:@host.dev", "token"),
            ("https://host.dev/a:b@c", "-"),
            ("https://user@host.dev", "-"),
            ("https://user:$TOKEN@host.dev", "-"),
            ("https://user:<token>@host.dev", "-"),
            ("https://user:***@host.dev", "-"),
            ("postgres://user:pass@localhost/db", "-"),
            ("postgres://user:pass@db:5432/db", "-"),
            ("https://user:pass@127.0.0.1", "-"),
            ("https://user:pass@www.example.com", "-"),
            ("user:pass@host.dev", "-"),
            ("://", "-"),
        ] {
            assert_eq!(secret(text), expected, "{text}");
        }
    }

    #[test]
    fn secrets_in_headers_and_settings() {
        assert_eq!(credentials_in_header("PRIVATE-TOKEN: a"), Some("a"));
        assert_eq!(credentials_in_header("authorization: token a"), Some("a"));
        assert_eq!(credentials_in_header("Accept: a"), None);
        assert_eq!(value_in_npmrc("//host.dev/:_authToken=a\nb=c"), Some("a"));
        assert_eq!(value_in_npmrc("no_anon_password=YES"), None);
    }
}
