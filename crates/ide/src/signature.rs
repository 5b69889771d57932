//! The form of what is being written, and which part of it the cursor is in.

mod forms;

use std::ops::Range;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword, Mount, MountType};
use plimsoll_text::TextSize;

use crate::docs;
use crate::site::{Site, Word, Written};
use forms::{Form, form};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHelp {
    pub signatures: Vec<Signature>,
    /// Among the signatures: the form that is being written.
    pub active: usize,
    /// Of that one.
    pub parameter: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub label: String,
    pub parameters: Vec<Parameter>,
    pub markdown: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Bytes of the label.
    pub range: Range<usize>,
    pub markdown: Option<String>,
}

/// Nothing in comments, in the bodies of heredocs, and where a shell command goes on.
pub fn signature_help(file: &Dockerfile, offset: TextSize) -> Option<SignatureHelp> {
    if file.foreign_frontend().is_some() {
        return None;
    }
    let Site::Instruction(written) = Site::at(file, offset) else { return None };
    if written.is_in_keyword() {
        return None;
    }
    match written.may_be_flag().then(|| flag(&written)).flatten() {
        Some(help) => Some(help),
        None => instruction(&written),
    }
}

/// The flag that the value at the cursor belongs to.
fn flag(written: &Written<'_>) -> Option<SignatureHelp> {
    let word = written.word();
    let (name, value) = word.typed.strip_prefix("--")?.split_once('=')?;
    let keyword = written.keyword()?;
    let flag = docs::flag(keyword, name)?;
    if (keyword, name) == (Keyword::Run, "mount") {
        return Some(mount(word.skip(word.typed.len() - value.len())));
    }
    let (template, separators): (String, &[char]) = match name {
        "chown" => ("--chown={USER}:{GROUP}".to_owned(), &[':']),
        "platform" => ("--platform={OS}/{ARCH}/{VARIANT}".to_owned(), &['/']),
        _ => (format!("--{name}={{{}}}", flag.value.unwrap_or("true|false")), &[]),
    };
    let signature = Signature { markdown: flag.text.to_owned(), ..signature(&template) };
    let parameter = value.matches(separators).count();
    let parameter = Some(parameter).filter(|index| *index < signature.parameters.len());
    Some(SignatureHelp { signatures: vec![signature], active: 0, parameter })
}

/// The options that the type of the mount takes.
fn mount(value: Word<'_>) -> SignatureHelp {
    let kind = Mount::parse(&value.text()).kind().unwrap_or(MountType::Bind);
    let docs = docs::mount_type(kind.as_str()).unwrap_or(&docs::MOUNTS[0]);
    let options = || docs.options.iter().filter(|option| !option.ignored);
    let part = |name: &str| match name {
        "type" => format!("{{type={}}}", kind.as_str()),
        "readonly" | "readwrite" | "required" => format!("{{{name}}}"),
        _ => format!("{{{name}=…}}"),
    };
    let parts: Vec<String> = options().map(|option| part(option.name)).collect();
    let mut signature =
        Signature { markdown: docs.text.to_owned(), ..signature(&format!("--mount={}", parts.join(","))) };
    for (parameter, option) in signature.parameters.iter_mut().zip(options()) {
        parameter.markdown = Some(option.markdown());
    }
    let field = value.behind(&[',']);
    let key = field.typed.split('=').next().unwrap_or_default();
    let active = docs::mount_option(kind.as_str(), key);
    let parameter = active.and_then(|active| options().position(|option| option.name == active.name));
    SignatureHelp { signatures: vec![signature], active: 0, parameter }
}

fn instruction(written: &Written<'_>) -> Option<SignatureHelp> {
    let keyword = written.keyword()?;
    let form = form(written);
    if form == Form::Plain && continues_command(written, keyword) {
        return None;
    }
    let templates = forms::of(keyword);
    let active = templates.iter().position(|(own, _)| *own == form)?;
    let docs = docs::instruction(keyword);
    let markdown = docs.split("\n\n").next().unwrap_or_default().to_owned();
    let signatures: Vec<Signature> = templates
        .iter()
        .map(|(_, template)| Signature { markdown: markdown.clone(), ..signature(template) })
        .collect();
    let parameter =
        parameter(written, keyword, form).filter(|index| *index < signatures[active].parameters.len());
    Some(SignatureHelp { signatures, active, parameter })
}

/// Behind the first word of a command of a shell, that has the say.
fn continues_command(written: &Written<'_>, keyword: Keyword) -> bool {
    match keyword {
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => written.argument_index() > 0,
        Keyword::Healthcheck => written.argument_index() > 1,
        _ => false,
    }
}

fn parameter(written: &Written<'_>, keyword: Keyword, form: Form) -> Option<usize> {
    if written.is_flag() {
        return None;
    }
    let (index, word) = (written.argument_index(), written.word());
    match (keyword, form) {
        (Keyword::Copy | Keyword::Add, Form::Json) => {
            let index = forms::json_index(written)?;
            Some(usize::from(index > 0 && !written.line_after().contains(',')))
        }
        (_, Form::Json) => Some(forms::json_index(written)?.min(1)),
        (Keyword::Copy | Keyword::Add, Form::Plain) => {
            Some(usize::from(index > 0 && !written.has_more_arguments()))
        }
        (Keyword::Copy | Keyword::Add, Form::Heredoc) => Some(index.min(1)),
        (_, Form::Heredoc) => Some(0),
        (Keyword::From, _) => [Some(0), None, Some(1)].get(index).copied().flatten(),
        (Keyword::Env | Keyword::Label | Keyword::Arg, _) => Some(usize::from(is_in_value(written))),
        (Keyword::Expose, _) => Some(usize::from(word.typed.contains('/'))),
        (Keyword::User, _) if index == 0 => Some(usize::from(word.typed.contains(':'))),
        (Keyword::Healthcheck, _) => Some(usize::from(index > 0)),
        (Keyword::Volume, _) => Some(0),
        _ => (index == 0).then_some(0),
    }
}

/// Behind the `=` of the pair at the cursor.
fn is_in_value(written: &Written<'_>) -> bool {
    match written.arguments() {
        Arguments::Pairs(pairs) => pairs.last().is_some_and(|pair| {
            let value = pair.value.map(|value| written.text(value));
            value.is_some_and(|value| pair.span.end == written.at() || is_open(&value))
        }),
        Arguments::LegacyPair(pair) => pair.key.end != written.at(),
        _ => false,
    }
}

/// A quote that begins the value is not closed yet.
fn is_open(value: &str) -> bool {
    value.starts_with(['"', '\'']) && (value.len() == 1 || !value.ends_with(&value[..1]))
}

/// What stands in braces is a parameter.
fn signature(template: &str) -> Signature {
    let (mut label, mut parameters) = (String::new(), Vec::new());
    for piece in template.split_inclusive(['{', '}']) {
        let text = piece.trim_end_matches(['{', '}']);
        let start = label.len();
        label.push_str(text);
        if piece.ends_with('}') {
            parameters.push(Parameter { range: start..label.len(), markdown: None });
        }
    }
    Signature { label, parameters, markdown: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    /// The active signature with the active parameter in brackets of its own.
    fn shown(text: &str) -> String {
        let fixture = Fixture::new(text);
        let Some(help) = signature_help(&fixture.file, fixture.cursor()) else { return "-".to_owned() };
        let signature = &help.signatures[help.active];
        let Some(parameter) = help.parameter else { return signature.label.clone() };
        let Range { start, end } = signature.parameters[parameter].range;
        let label = &signature.label;
        format!("{}⟨{}⟩{}", &label[..start], &label[start..end], &label[end..])
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(shown(&format!("FROM a AS b\nFROM b\n{line}\n")), expected, "{line}");
    }

    #[test]
    fn plain_forms() {
        check("FROM $0", "FROM ⟨image⟩ AS name");
        check("FROM --platform=linux/amd64 x$0", "FROM ⟨image⟩ AS name");
        check("FROM x $0", "FROM image AS name");
        check("FROM x AS $0", "FROM image AS ⟨name⟩");
        check("COPY a$0", "COPY ⟨source⟩ … destination");
        check("COPY a $0", "COPY source … ⟨destination⟩");
        check("COPY --link a b$0 c", "COPY ⟨source⟩ … destination");
        check("ADD a \\\n  b c$0", "ADD source … ⟨destination⟩");
        check("ENV A$0", "ENV ⟨name⟩=value …");
        check("ENV A=\"b $0", "ENV name=⟨value⟩ …");
        check("ENV A=b $0", "ENV ⟨name⟩=value …");
        check("EXPOSE 80/$0", "EXPOSE port/⟨protocol⟩ …");
        check("USER a:$0", "USER user:⟨group⟩");
        check("WORKDIR $0", "WORKDIR ⟨path⟩");
        check("HEALTHCHECK $0", "HEALTHCHECK ⟨CMD|NONE⟩ command");
        check("HEALTHCHECK --retries=3 CMD c$0", "HEALTHCHECK CMD|NONE ⟨command⟩");
        check("ONBUILD COPY a $0", "COPY source … ⟨destination⟩");
        check("ONBUILD $0", "ONBUILD ⟨instruction⟩");
    }

    #[test]
    fn json_and_heredocs() {
        check("CMD [$0", "CMD [\"⟨program⟩\", \"argument\", …]");
        check("ENTRYPOINT [\"a\", \"b$0\"]", "ENTRYPOINT [\"program\", \"⟨argument⟩\", …]");
        check("COPY [\"a\", \"$0\"]", "COPY [\"source\", … \"⟨destination⟩\"]");
        check("COPY [\"a$0\", \"b\"]", "COPY [\"⟨source⟩\", … \"destination\"]");
        check("CMD [\"a\"]$0", "CMD [\"program\", \"argument\", …]");
        check("RUN <<E$0", "RUN <<⟨delimiter⟩");
        check("COPY <<E $0", "COPY <<delimiter ⟨destination⟩");
    }

    #[test]
    fn flags() {
        check("COPY --chown=a:$0 b c", "--chown=USER:⟨GROUP⟩");
        check("RUN --network=$0", "--network=⟨default|none|host⟩");
        check(
            "RUN --mount=type=cache,sharing=$0 x",
            "--mount=type=cache,target=…,id=…,source=…,from=…,⟨sharing=…⟩,readonly,readwrite,mode=…,uid=…,gid=…",
        );
        check(
            "RUN --mount=dst=$0,type=ssh x",
            "--mount=type=ssh,id=…,⟨target=…⟩,required,mode=…,uid=…,gid=…",
        );
        check("RUN --mount=$0 x", "--mount=type=bind,target=…,source=…,from=…,readonly,readwrite");
        check("HEALTHCHECK --interval=$0", "--interval=⟨DURATION⟩");
    }

    /// A server that goes on about RUN in the script and in heredocs is in the way.
    #[test]
    fn silent_in_scripts_and_comments() {
        for line in [
            "RUN a $0",
            "RUN a \\\n  && b $0",
            "CMD a -$0",
            "RUN <<E\necho $0\nE",
            "COPY <<E /x\na $0\nE",
            "# a $0",
            "RU$0",
            "$0",
            "RUN a \\\n# b$0\n c",
        ] {
            check(line, "-");
        }
    }

    #[test]
    fn says_something_or_nothing_everywhere() {
        for text in ODD_FILES {
            let fixture = Fixture::without_cursor(text);
            for offset in 0..=text.len() as u32 {
                if let Some(help) = signature_help(&fixture.file, offset.into()) {
                    let signature = &help.signatures[help.active];
                    assert!(help.parameter.is_none_or(|index| index < signature.parameters.len()));
                }
            }
        }
    }
}
