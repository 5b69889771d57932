//! What fails a build although every instruction can be read: BuildKit's conversion layer, all errors and not
//! only the first, for every stage.

use std::fmt;

use plimsoll_syntax::expansion::{ExpansionErrorKind, Quoting, Value};
use plimsoll_syntax::platform::Platform;
use plimsoll_syntax::{Arguments, Directive, DirectiveKind, Keyword, Placed};
use plimsoll_text::{TextRange, TextSize};

use crate::copy::PathKind;
use crate::dockerfile::Dockerfile;
use crate::expand::ExpandedText;
use crate::port;
use crate::reference::Target;
use crate::signal;
use crate::stage::{Base, Stage};

/// An error of the build, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub range: TextRange,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Only comments and blank lines, or nothing at all.
    NoInstructions,
    /// Only ARGs.
    NoStage,
    BeforeFirstFrom(Keyword),
    CheckOption {
        reason: String,
    },
    EmptyBase,
    InvalidImage {
        message: String,
    },
    InvalidPlatform {
        message: String,
    },
    LaterStage {
        label: String,
    },
    OwnStage,
    NoSuchStage {
        number: u64,
        stages: usize,
    },
    VariableInFrom,
    Expansion {
        message: String,
    },
    Port {
        message: String,
    },
    Signal {
        text: String,
    },
    FileMode {
        text: String,
    },
    RemoteCopy,
    ChecksumNotRemote,
    EmptyVolume,
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProblemKind::NoInstructions => f.write_str("the file has no instructions"),
            ProblemKind::NoStage => f.write_str("the file has no FROM, so there is nothing to build"),
            ProblemKind::BeforeFirstFrom(keyword) => {
                write!(f, "only ARG may stand before the first FROM, not {keyword}")
            }
            ProblemKind::CheckOption { reason } => f.write_str(reason),
            ProblemKind::EmptyBase => f.write_str("the name of the base image is empty"),
            ProblemKind::InvalidImage { message }
            | ProblemKind::InvalidPlatform { message }
            | ProblemKind::Expansion { message }
            | ProblemKind::Port { message } => f.write_str(message),
            ProblemKind::LaterStage { label } => {
                write!(f, "`{label}` must be defined above the stage that uses it")
            }
            ProblemKind::OwnStage => f.write_str("a stage can't copy from itself"),
            ProblemKind::NoSuchStage { number, stages: 1 } => {
                write!(f, "there is no stage {number}: the only one is 0")
            }
            ProblemKind::NoSuchStage { number, stages } => {
                write!(f, "there is no stage {number}: they are 0 to {}", stages.saturating_sub(1))
            }
            ProblemKind::VariableInFrom => f.write_str(
                "`--from` can't hold a variable: give the image a stage of its own, FROM … AS name",
            ),
            ProblemKind::Signal { text } => write!(f, "`{text}` is not a signal"),
            ProblemKind::FileMode { text } => {
                write!(f, "`{text}` is not a file mode: use an octal number such as 755, or u+x and the like")
            }
            ProblemKind::RemoteCopy => f.write_str("COPY can't fetch a remote source: use ADD"),
            ProblemKind::ChecksumNotRemote => {
                f.write_str("`--checksum` needs exactly one source, and a remote one")
            }
            ProblemKind::EmptyVolume => f.write_str("the path of a volume can't be empty"),
        }
    }
}

pub(crate) fn find(file: &Dockerfile) -> Vec<Problem> {
    let mut finder = Finder { file, problems: Vec::new() };
    finder.whole_file();
    for (start, directive) in file.tree.directives() {
        finder.directive(start, directive);
    }
    for stage in file.stages() {
        finder.stage(stage);
    }
    for instruction in file.instructions() {
        finder.instruction(instruction);
    }
    finder.references();
    finder.problems.sort_by_key(|problem| problem.range.start());
    finder.problems
}

struct Finder<'a> {
    file: &'a Dockerfile,
    problems: Vec<Problem>,
}

impl<'a> Finder<'a> {
    fn report(&mut self, range: TextRange, kind: ProblemKind) {
        self.problems.push(Problem { range, kind });
    }

    fn whole_file(&mut self) {
        let mut instructions = self.file.instructions().peekable();
        if instructions.peek().is_none() {
            return self.report(TextRange::empty(TextSize::new(0)), ProblemKind::NoInstructions);
        }
        let before: Vec<_> = instructions.take_while(|one| one.keyword() != Some(Keyword::From)).collect();
        let mut only_args = true;
        for instruction in before {
            // An unknown instruction has an error of its own.
            let Some(keyword) = instruction.keyword().filter(|keyword| *keyword != Keyword::Arg) else {
                only_args &= instruction.keyword().is_some();
                continue;
            };
            only_args = false;
            let range = instruction.range(instruction.command().keyword_span);
            self.report(range, ProblemKind::BeforeFirstFrom(keyword));
        }
        if only_args && self.file.stages.is_empty() {
            self.report(self.file.first_keyword(), ProblemKind::NoStage);
        }
    }

    /// BuildKit takes the text up to the first space, cut at `;` into at most three options.
    fn directive(&mut self, start: TextSize, directive: &Directive) {
        if directive.kind != DirectiveKind::Check || !directive.is_effective() {
            return;
        }
        let value = directive.value().split(' ').next().unwrap_or_default();
        let mut at = start + TextSize::from(directive.value.start);
        for option in value.splitn(3, ';') {
            let range = TextRange::at(at, TextSize::of(option));
            at = range.end() + TextSize::of(';');
            if let Some(reason) = check_option_error(option) {
                self.report(range, ProblemKind::CheckOption { reason });
            }
        }
    }

    fn stage(&mut self, stage: Stage<'a>) {
        let from = stage.from();
        let Some(range) = stage.image_range() else { return };
        if let Base::Image(image) = stage.base()
            && let Err(error) = &image.reference
        {
            let exact = from.text(image.span) == image.text;
            let place = if exact { from.range(from.locate(image.span, error.range.clone())) } else { range };
            let place = if place.is_empty() { range } else { place };
            let message = format!("`{}` is not an image name: {}", image.text, error.kind);
            self.report(place, ProblemKind::InvalidImage { message });
        }
        if let Some(Value::Set(platform)) = self.file.platform(from)
            && !platform.is_empty()
            && let Err(error) = Platform::parse(&platform)
        {
            let span = from.flag("platform").and_then(|flag| flag.value).unwrap_or_default();
            let message = format!("`{platform}` is not a platform: {}", error.kind);
            self.report(from.range(span), ProblemKind::InvalidPlatform { message });
        }
        let is_empty = |text: &ExpandedText<'_>| self.file.evaluate(text) == Ok(Value::Set(String::new()));
        let texts = self.file.expanded_texts(from);
        if texts.iter().any(|text| from.range(text.span) == range && is_empty(text)) {
            self.report(range, ProblemKind::EmptyBase);
        }
    }

    fn instruction(&mut self, instruction: Placed<'a>) {
        let stage = self.file.stage_of(instruction);
        if stage.is_none() && instruction.keyword() != Some(Keyword::Arg) {
            return;
        }
        let texts = if instruction.is_plain() { Vec::new() } else { self.file.expanded_texts(instruction) };
        for text in texts.into_iter().filter(|text| !self.file.is_overridden(text)) {
            // One pair of quotes is one mistake, however many words it holds.
            if self.expansion(&text) && cuts_at_blanks(instruction) {
                break;
            }
        }
        match instruction.keyword() {
            Some(Keyword::Expose) => self.expose(instruction),
            Some(Keyword::Stopsignal) => self.stopsignal(instruction),
            Some(Keyword::Copy | Keyword::Add) => self.copy(instruction),
            Some(Keyword::Volume) => self.volume(instruction),
            _ => {}
        }
    }

    /// Says whether it found a quote that nothing closes.
    fn expansion(&mut self, text: &ExpandedText<'a>) -> bool {
        if plimsoll_syntax::expansion::is_plain(&text.text, text.quoting) {
            return false;
        }
        let error = match text.parse() {
            (_, Some(error)) => error,
            _ => match self.file.evaluate(text) {
                // Whether a required variable is set, only the build can tell.
                Err(error) if !matches!(error.kind, ExpansionErrorKind::Required { .. }) => error,
                _ => return false,
            },
        };
        let message = error.to_string();
        let range = text.locate(error.range);
        let quote = matches!(error.kind, ExpansionErrorKind::UnclosedQuote(_));
        let hint = if quote && cuts_at_blanks(text.instruction) && text.quoting != Quoting::Heredoc {
            ": quotes don't keep blanks together here, the JSON form does"
        } else {
            ""
        };
        self.report(range, ProblemKind::Expansion { message: format!("{message}{hint}") });
        quote
    }

    fn expose(&mut self, instruction: Placed<'a>) {
        for text in self.file.expanded_texts(instruction) {
            let Ok(Value::Set(value)) = self.file.evaluate(&text) else { continue };
            for word in value.split_whitespace() {
                if let Err(message) = port::check(word) {
                    self.report(instruction.range(text.span), ProblemKind::Port { message });
                }
            }
        }
    }

    fn stopsignal(&mut self, instruction: Placed<'a>) {
        for text in self.file.expanded_texts(instruction) {
            if let Ok(Value::Set(value)) = self.file.evaluate(&text)
                && !signal::is_valid(&value)
            {
                self.report(instruction.range(text.span), ProblemKind::Signal { text: value });
            }
        }
    }

    fn copy(&mut self, instruction: Placed<'a>) {
        let mentions = |text: &str| instruction.source().contains(text);
        if !["://", "git@", "$", "--chmod", "--checksum"].into_iter().any(mentions) && instruction.is_plain()
        {
            return;
        }
        let Some(copy) = self.file.copy(instruction) else { return };
        if !copy.is_add {
            for source in copy.sources.iter().filter(|one| matches!(one.kind, PathKind::Url | PathKind::Git))
            {
                self.report(source.range, ProblemKind::RemoteCopy);
            }
        }
        let texts = self.file.expanded_texts(instruction);
        let flag_value = |name: &str| {
            let span = instruction.instruction.flag(name)?.value?;
            let text = texts.iter().find(|text| text.span == span)?;
            Some((instruction.range(span), self.file.evaluate(text).ok()?.as_set()?.to_owned()))
        };
        if let Some((range, mode)) = flag_value("chmod").filter(|(_, mode)| !is_file_mode(mode)) {
            self.report(range, ProblemKind::FileMode { text: mode });
        }
        let is_remote = |kind| matches!(kind, PathKind::Url | PathKind::Git);
        let one_remote =
            matches!(&copy.sources[..], [source] if is_remote(source.kind) || source.value == Value::Unknown);
        if let Some((range, _)) =
            flag_value("checksum").filter(|(_, text)| copy.is_add && !one_remote && !text.is_empty())
        {
            self.report(range, ProblemKind::ChecksumNotRemote);
        }
    }

    fn volume(&mut self, instruction: Placed<'a>) {
        if !matches!(instruction.instruction.command().arguments, Arguments::Words(_)) {
            return;
        }
        for text in self.file.expanded_texts(instruction) {
            if self.file.evaluate(&text).is_ok_and(|value| value == Value::Set(String::new())) {
                self.report(instruction.range(text.span), ProblemKind::EmptyVolume);
            }
        }
    }

    fn references(&mut self) {
        for reference in &self.file.references {
            let Some(instruction) = self.file.tree.instruction(reference.item) else { continue };
            let label = |index: usize| self.file.stage(index).map_or_else(String::new, Stage::label);
            let kind = match &reference.target {
                Target::Itself => ProblemKind::OwnStage,
                Target::LaterStage(index) => ProblemKind::LaterStage { label: label(*index) },
                Target::NoStage(number) => {
                    ProblemKind::NoSuchStage { number: *number, stages: self.file.stages.len() }
                }
                Target::Variable => ProblemKind::VariableInFrom,
                Target::Stage(_) | Target::Image(_) => continue,
            };
            self.report(instruction.range(reference.span), kind);
        }
    }
}

/// Whether quotes mean nothing when the arguments are cut into words.
fn cuts_at_blanks(instruction: Placed<'_>) -> bool {
    let takes_json = matches!(instruction.keyword(), Some(Keyword::Copy | Keyword::Add | Keyword::Volume));
    takes_json && matches!(instruction.instruction.command().arguments, Arguments::Words(_))
}

fn check_option_error(option: &str) -> Option<String> {
    let Some((name, value)) = option.split_once('=') else {
        return Some(match option {
            "" => "an empty check option: BuildKit stops at a space, and wants nothing behind the last `;`"
                .to_owned(),
            option => format!("the check option `{option}` needs a value"),
        });
    };
    match name.trim() {
        "skip" | "experimental" => None,
        "error" => {
            let is_bool = matches!(
                value.trim(),
                "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
            );
            (!is_bool).then(|| format!("`error` is true or false, not `{value}`"))
        }
        name => Some(format!("unknown check option `{name}`: use skip, error or experimental")),
    }
}

/// Octal up to 7777, or symbolic: `u=rwX,go=rX`.
fn is_file_mode(text: &str) -> bool {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    text.split(',').all(|clause| {
        let rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        rest.starts_with(['+', '-', '=']) && rest.bytes().all(|byte| b"+-=rwxXstugo".contains(&byte))
    })
}
