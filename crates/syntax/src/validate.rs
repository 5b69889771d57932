//! What is wrong with an instruction whose text could be read: BuildKit's instruction layer, but all errors
//! and not only the first.

use std::borrow::Cow;

use plimsoll_text::Span;

use crate::error::{DurationError, ErrorKind, Expected, SyntaxError};
use crate::grammar::FlagKind;
use crate::instruction::{Arguments, Command, Flag, Health, Instruction, JsonArray, Pair};
use crate::keyword::Keyword;
use crate::mount::parse_bool;
use crate::suggest::suggest;

/// Finding the place of each costs as much as the flag is long.
const MAX_MOUNT_ERRORS: usize = 20;

pub(crate) fn instruction(instruction: &Instruction) -> Vec<SyntaxError> {
    let mut validator = Validator { instruction, errors: Vec::new() };
    validator.command(&instruction.command);
    validator.errors
}

struct Validator<'a> {
    instruction: &'a Instruction,
    errors: Vec<SyntaxError>,
}

impl<'a> Validator<'a> {
    fn command(&mut self, command: &'a Command) {
        let Some(keyword) = command.keyword else { return self.unknown(command) };
        self.arguments(keyword, command);
        let is_none =
            matches!(&command.arguments, Arguments::Health(health) if self.is_health(health, "NONE"));
        if !keyword.ignores_flags() && !is_none {
            self.flags(keyword, &command.flags);
        }
    }

    fn unknown(&mut self, command: &Command) {
        let word = self.text(command.keyword_span);
        let suggestion =
            suggest(&word, Keyword::ALL.iter().map(|keyword| keyword.as_str())).and_then(Keyword::parse);
        let kind = ErrorKind::UnknownInstruction { word: word.into(), suggestion };
        self.error(command.keyword_span, kind);
    }

    fn arguments(&mut self, keyword: Keyword, command: &'a Command) {
        match (keyword, &command.arguments) {
            (Keyword::From, Arguments::Words(words)) => self.from(command, words),
            (Keyword::Copy | Keyword::Add, arguments) => self.copy(keyword, command, arguments),
            (Keyword::Volume, arguments) => self.volume(command, arguments),
            (Keyword::Shell, arguments) => self.shell(command, arguments),
            (_, Arguments::Words(words)) if words.is_empty() => {
                self.count(keyword, command, Expected::AtLeastOne);
            }
            (_, Arguments::Text(text)) if text.is_empty() => {
                self.count(keyword, command, Expected::ExactlyOne);
            }
            (_, Arguments::Pairs(pairs)) => self.pairs(keyword, command, pairs),
            (_, Arguments::Health(health)) => self.health(command, health),
            (_, Arguments::Trigger(trigger)) => self.trigger(command, trigger),
            _ => {}
        }
    }

    fn count(&mut self, keyword: Keyword, command: &Command, expected: Expected) {
        self.error(command.keyword_span, ErrorKind::ArgumentCount { keyword, expected });
    }

    fn from(&mut self, command: &Command, words: &[Span]) {
        match words {
            [_] => {}
            [_, r#as, name] if self.text(*r#as).eq_ignore_ascii_case("AS") => {
                let text = self.text(*name);
                if !is_stage_name(&text) {
                    self.error(*name, ErrorKind::StageName { name: text.into() });
                }
            }
            [] => self.count(Keyword::From, command, Expected::OneOrThree),
            [_, rest @ ..] => {
                let has_name = rest.len() > 2 && self.text(rest[0]).eq_ignore_ascii_case("AS");
                let extra = if has_name { &rest[2..] } else { rest };
                let span = extra[0].cover(extra[extra.len() - 1]);
                self.error(
                    span,
                    ErrorKind::ArgumentCount { keyword: Keyword::From, expected: Expected::OneOrThree },
                );
            }
        }
    }

    fn copy(&mut self, keyword: Keyword, command: &Command, arguments: &Arguments) {
        match arguments {
            Arguments::Words(words) if words.len() >= 2 => {
                let last = words[words.len() - 1];
                if self.instruction.heredocs.iter().any(|heredoc| heredoc.marker == last) {
                    self.error(last, ErrorKind::HeredocAsDestination);
                }
            }
            Arguments::Json(array) if array.elements.len() >= 2 => {}
            _ => self.count(keyword, command, Expected::AtLeastTwo),
        }
    }

    fn volume(&mut self, command: &Command, arguments: &Arguments) {
        match arguments {
            Arguments::Json(JsonArray { elements, .. }) if !elements.is_empty() => {
                for element in elements.iter().filter(|element| element.value.trim().is_empty()) {
                    self.error(element.span, ErrorKind::EmptyVolume);
                }
            }
            Arguments::Words(words) if !words.is_empty() => {}
            _ => self.count(Keyword::Volume, command, Expected::AtLeastOne),
        }
    }

    fn shell(&mut self, command: &Command, arguments: &Arguments) {
        match arguments {
            Arguments::Json(array) if !array.elements.is_empty() => {}
            Arguments::Shell(text) if !text.is_empty() => self.error(*text, ErrorKind::ShellNotJson),
            _ => self.count(Keyword::Shell, command, Expected::AtLeastOne),
        }
    }

    fn pairs(&mut self, keyword: Keyword, command: &Command, pairs: &[Pair]) {
        if pairs.is_empty() {
            self.count(keyword, command, Expected::AtLeastOne);
        }
        for pair in pairs.iter().filter(|pair| pair.key.is_empty()) {
            self.error(pair.span, ErrorKind::BlankName { keyword });
        }
    }

    fn health(&mut self, command: &Command, health: &Health) {
        let has_command = match &*health.command {
            Arguments::Json(array) => !array.elements.is_empty(),
            _ => command.rest.end > health.keyword.end,
        };
        if health.keyword.is_empty() {
            self.count(Keyword::Healthcheck, command, Expected::AtLeastOne);
        } else if self.is_health(health, "NONE") {
            let written = Span::new(health.keyword.end, command.rest.end);
            if !written.is_empty() {
                self.error(command.rest, ErrorKind::HealthNoneWithArguments);
            }
        } else if !self.is_health(health, "CMD") {
            let word = self.text(health.keyword).into();
            self.error(health.keyword, ErrorKind::HealthKeyword { word });
        } else if !has_command {
            self.error(command.rest, ErrorKind::HealthWithoutCommand);
        }
    }

    fn is_health(&self, health: &Health, word: &str) -> bool {
        self.text(health.keyword).eq_ignore_ascii_case(word)
    }

    /// BuildKit reads no more of a trigger than its keyword; the rest fails in the build that fires it.
    fn trigger(&mut self, command: &Command, trigger: &'a Command) {
        if trigger.keyword_span.is_empty() {
            return self.count(Keyword::Onbuild, command, Expected::AtLeastOne);
        }
        match trigger.keyword {
            Some(keyword) if !keyword.can_be_trigger() => {
                self.error(trigger.keyword_span, ErrorKind::NotATrigger { keyword });
            }
            _ => self.command(trigger),
        }
    }

    fn flags(&mut self, keyword: Keyword, flags: &'a [Flag]) {
        let known = keyword.flags();
        let mut seen: Vec<&str> = Vec::new();
        for flag in flags {
            let name = self.instruction.flag_name(flag);
            let Some(spec) = known.iter().find(|spec| spec.name == name) else {
                let suggestion = suggest(&name, known.iter().map(|spec| spec.name));
                self.error(flag.span, ErrorKind::UnknownFlag { name: name.into(), suggestion });
                continue;
            };
            if seen.contains(&spec.name) {
                self.error(flag.span, ErrorKind::DuplicateFlag { name: name.into() });
                continue;
            }
            if spec.kind != FlagKind::List {
                seen.push(spec.name);
            }
            let value = self.instruction.flag_value(flag);
            match (spec.kind, &value) {
                (FlagKind::Bool, None) => {}
                (FlagKind::Bool, Some(value)) if !value.is_empty() => self.bool_flag(flag, spec.name, value),
                (FlagKind::Bool, Some(_)) | (_, None) => {
                    self.error(flag.span, ErrorKind::FlagNeedsValue { name: name.into() });
                }
                (_, Some(value)) => self.flag_value(keyword, flag, spec.name, value),
            }
        }
    }

    fn bool_flag(&mut self, flag: &Flag, name: &str, value: &str) {
        if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") {
            let kind = ErrorKind::FlagNotBool { name: name.into(), value: value.into() };
            self.error(flag.value.unwrap_or(flag.span), kind);
        }
    }

    fn flag_value(&mut self, keyword: Keyword, flag: &Flag, name: &'static str, value: &str) {
        let span = flag.value.filter(|span| !span.is_empty()).unwrap_or(flag.span);
        match (keyword, name) {
            (Keyword::Run, "mount") => self.mount(flag),
            (Keyword::Run, "network") => self.one_of(span, name, value, &["default", "none", "host"]),
            (Keyword::Run, "security") => self.one_of(span, name, value, &["sandbox", "insecure"]),
            (Keyword::Run, "device") => self.device(span, value),
            (Keyword::Healthcheck, "retries") => {
                let valid = value.is_empty() || value.parse::<i32>().is_ok_and(|retries| retries >= 0);
                if !valid {
                    self.error(span, ErrorKind::Retries { value: value.into() });
                }
            }
            (Keyword::Healthcheck, _) => {
                if let Err(reason) = check_duration(value) {
                    self.error(span, ErrorKind::Duration { value: value.into(), reason });
                }
            }
            _ => {}
        }
    }

    fn one_of(&mut self, span: Span, name: &'static str, value: &str, allowed: &'static [&'static str]) {
        if !value.is_empty() && !allowed.contains(&value) {
            self.error(span, ErrorKind::FlagValue { name, value: value.into(), allowed });
        }
    }

    fn mount(&mut self, flag: &Flag) {
        let Some(mount) = self.instruction.mount(flag) else { return };
        for error in mount.errors().into_iter().take(MAX_MOUNT_ERRORS) {
            let span = self.instruction.locate_in_flag(flag, error.range);
            self.error(span, ErrorKind::Mount(error.kind));
        }
    }

    /// `[name=]X[,required[=bool]]`
    fn device(&mut self, span: Span, value: &str) {
        let mut names = 0;
        for (index, field) in value.split(',').enumerate() {
            let reason = match field.split_once('=') {
                None if field == "required" => None,
                Some(("required", value)) => {
                    parse_bool(value).is_none().then_some("`required` of a device is true or false")
                }
                Some(("name", _)) | None if index == 0 => {
                    names += 1;
                    field.is_empty().then_some("a device needs a name, such as vendor.com/class=device")
                }
                Some(_) if index == 0 => {
                    names += 1;
                    None
                }
                Some(("name", _)) => (names > 0).then_some("a device has one name"),
                _ => Some("a device has the options `name` and `required` only"),
            };
            if let Some(reason) = reason {
                return self.error(span, ErrorKind::Device { reason });
            }
        }
    }

    fn text(&self, span: Span) -> Cow<'a, str> {
        self.instruction.text(span)
    }

    fn error(&mut self, span: Span, kind: ErrorKind) {
        self.errors.push(SyntaxError { span, kind });
    }
}

/// BuildKit: lower-cased, then `[a-z][a-z0-9-_.]*`.
pub fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A Go duration of 0 or at least 1ms; an empty one counts as not given.
fn check_duration(value: &str) -> Result<(), DurationError> {
    if value.is_empty() || value == "0" {
        return Ok(());
    }
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    if unsigned.is_empty() {
        return Err(DurationError::Malformed);
    }
    if unsigned == "0" {
        return Ok(());
    }
    let mut nanoseconds = 0.0;
    let mut rest = unsigned;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().map_err(|_| DurationError::Malformed)?;
        rest = &rest[digits..];
        let unit = &rest[..rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len())];
        rest = &rest[unit.len()..];
        nanoseconds += number * unit_nanoseconds(unit)?;
    }
    let too_short = value.starts_with('-') || nanoseconds < 1e6;
    if too_short && nanoseconds != 0.0 { Err(DurationError::TooShort) } else { Ok(()) }
}

fn unit_nanoseconds(unit: &str) -> Result<f64, DurationError> {
    Ok(match unit {
        "" => return Err(DurationError::NoUnit),
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        "h" => 3600e9,
        unit => return Err(DurationError::UnknownUnit(unit.into())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_gos() {
        for value in ["", "0", "0s", "30s", "1m30s", "1.5h", "500ms", "+1s", "1ms", "1000µs"] {
            assert_eq!(check_duration(value), Ok(()), "{value}");
        }
        assert_eq!(check_duration("30"), Err(DurationError::NoUnit));
        assert_eq!(check_duration("1d"), Err(DurationError::UnknownUnit("d".into())));
        assert_eq!(check_duration("-1s"), Err(DurationError::TooShort));
        assert_eq!(check_duration("10us"), Err(DurationError::TooShort));
        assert_eq!(check_duration("s"), Err(DurationError::Malformed));
        assert_eq!(check_duration("1.2.3s"), Err(DurationError::Malformed));
    }
}
