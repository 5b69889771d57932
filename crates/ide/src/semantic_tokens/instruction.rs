//! The words of an instruction.

use plimsoll_semantics::{ExpandedText, Target};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Arguments, Command, Flag, Heredoc, Keyword, Pair};
use plimsoll_text::Span;

use super::canvas::Canvas;
use super::{TokenKind, TokenModifier};

impl<'a> Canvas<'a> {
    pub(super) fn instruction(&mut self) {
        self.command(self.instruction.instruction.command());
        self.references();
        for script in self.file.scripts(self.instruction) {
            self.script(script);
        }
        self.instruction.instruction.heredocs().iter().for_each(|heredoc| self.heredoc(heredoc));
    }

    fn command(&mut self, command: &Command) {
        let Some(keyword) = command.keyword else { return };
        self.keyword(command.keyword_span, keyword);
        command.flags.iter().for_each(|flag| self.flag(flag));
        self.arguments(keyword, &command.arguments);
        // Those of ONBUILD are replaced where the trigger fires; they are variables all the same.
        if self.instruction.instruction.source().contains('$') {
            let texts = self.file.texts_expanded_in(self.instruction, command);
            texts.iter().for_each(|text| self.variables(text));
        }
    }

    fn keyword(&mut self, span: Span, keyword: Keyword) {
        match keyword {
            Keyword::Maintainer => self.paint_as(span, TokenKind::Keyword, TokenModifier::Deprecated),
            _ => self.paint(span, TokenKind::Keyword),
        }
    }

    fn flag(&mut self, flag: &Flag) {
        self.paint(Span::new(flag.span.start, flag.name.end), TokenKind::Property);
        let Some(value) = flag.value else { return };
        if let Some(mount) = self.instruction.instruction.mount(flag) {
            for option in &mount.options {
                let place = |range| self.instruction.instruction.locate_in_flag(flag, range);
                let key = place(option.key_range.clone());
                let value = option.value_range.clone().filter(|range| !range.is_empty()).map(place);
                self.paint(key, TokenKind::Property);
                if let Some(value) = value {
                    self.value_of(&option.key, value);
                }
            }
            return;
        }
        let name = self.instruction.instruction.flag_name(flag);
        self.value_of(&name, value);
    }

    /// The value of a flag, or of a mount's option.
    fn value_of(&mut self, name: &str, value: Span) {
        match name {
            "from" => self.image(value),
            "keep-git-dir" | "link" | "network" | "parents" | "platform" | "readonly" | "readwrite"
            | "required" | "ro" | "rw" | "security" | "sharing" | "type" | "unpack" => {
                self.paint(value, TokenKind::EnumMember);
            }
            _ => self.literal(value),
        }
    }

    fn arguments(&mut self, keyword: Keyword, arguments: &Arguments) {
        match (keyword, arguments) {
            (_, Arguments::Json(array)) => {
                array.elements.iter().for_each(|element| self.paint(element.span, TokenKind::String));
            }
            (Keyword::From, Arguments::Words(words)) => self.base(words),
            (Keyword::Expose, Arguments::Words(words)) => words.iter().for_each(|word| self.port(*word)),
            (_, Arguments::Words(words)) => words.iter().for_each(|word| self.quoted(*word)),
            (Keyword::Stopsignal, Arguments::Text(text)) => self.signal(*text),
            (Keyword::Maintainer, Arguments::Text(text)) => self.paint(*text, TokenKind::String),
            (Keyword::User, Arguments::Text(text)) if is_number(self.source(*text)) => {
                self.paint(*text, TokenKind::Number);
            }
            (_, Arguments::Text(text)) => self.quoted(*text),
            (_, Arguments::Pairs(pairs)) => pairs.iter().for_each(|pair| self.pair(keyword, pair)),
            (_, Arguments::LegacyPair(pair)) => self.pair(keyword, pair),
            (_, Arguments::Health(health)) => {
                self.paint(health.keyword, TokenKind::Keyword);
                self.arguments(keyword, &health.command);
            }
            (_, Arguments::Trigger(trigger)) => self.command(trigger),
            (_, Arguments::Shell(_) | Arguments::Unknown(_)) => {}
        }
    }

    /// `image AS name`
    fn base(&mut self, words: &[Span]) {
        if let Some(image) = words.first() {
            self.image(*image);
        }
        if let [_, word, rest @ ..] = words
            && self.source(*word).eq_ignore_ascii_case("as")
        {
            self.paint(*word, TokenKind::Keyword);
            if let Some(name) = rest.first() {
                self.paint_as(*name, TokenKind::Class, TokenModifier::Declaration);
            }
        }
    }

    fn image(&mut self, span: Span) {
        self.paint(span, TokenKind::Type);
        let text = self.instruction.instruction.text(span);
        let Ok(image) = ImageReference::parse(&text) else { return };
        for version in [image.tag_range(), image.digest_range()].into_iter().flatten() {
            let place = self.instruction.instruction.locate(span, version);
            self.paint(place, TokenKind::EnumMember);
        }
    }

    /// Places that name a stage, which may look like the name of an image.
    fn references(&mut self) {
        for reference in self.file.references_in(self.instruction) {
            let kind = match &reference.target {
                Target::Image(_) | Target::Variable => continue,
                _ if is_number(self.source(reference.span)) => TokenKind::Number,
                _ => TokenKind::Class,
            };
            self.clear(reference.span);
            self.paint(reference.span, kind);
        }
    }

    fn port(&mut self, word: Span) {
        let text = self.source(word);
        let numbers = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count() as u32;
        let protocol = text.rfind('/').map(|slash| slash as u32 + 1);
        self.paint(Span::new(word.start, word.start + numbers), TokenKind::Number);
        if let Some(start) = protocol {
            self.paint(Span::new(word.start + start, word.end), TokenKind::EnumMember);
        }
    }

    fn signal(&mut self, text: Span) {
        let kind = if is_number(self.source(text)) { TokenKind::Number } else { TokenKind::EnumMember };
        self.paint(text, kind);
    }

    fn pair(&mut self, keyword: Keyword, pair: &Pair) {
        match keyword {
            Keyword::Arg => self.paint_as(pair.key, TokenKind::Variable, TokenModifier::Declaration),
            Keyword::Env => self.paint_as(pair.key, TokenKind::Variable, TokenModifier::Definition),
            _ => self.paint(pair.key, TokenKind::Property),
        }
        if let Some(value) = pair.value {
            self.literal(value);
        }
    }

    fn literal(&mut self, span: Span) {
        let kind = if is_number(self.source(span)) { TokenKind::Number } else { TokenKind::String };
        self.paint(span, kind);
    }

    /// Quotes in a word, and what is between them.
    fn quoted(&mut self, word: Span) {
        let escape = self.instruction.instruction.escape();
        let mut start: Option<(char, u32)> = None;
        let mut is_escaped = false;
        for (at, c) in self.source(word).char_indices() {
            let at = word.start + at as u32;
            match start {
                _ if std::mem::take(&mut is_escaped) => {}
                None | Some(('"', _)) if c == escape => is_escaped = true,
                None if matches!(c, '"' | '\'') => start = Some((c, at)),
                Some((quote, start_at)) if c == quote => {
                    self.paint(Span::new(start_at, at + 1), TokenKind::String);
                    start = None;
                }
                _ => {}
            }
        }
    }

    fn variables(&mut self, text: &ExpandedText<'_>) {
        for variable in text.variables() {
            let span = self.instruction.span_of(variable.range);
            let name = self.instruction.span_of(variable.name_range);
            if let (Some(span), Some(name)) = (span, name) {
                self.variable(span, name);
            }
        }
    }

    /// `$name` or `${name…}`; what is nested in it has still to come.
    pub(super) fn variable(&mut self, span: Span, name: Span) {
        self.paint(span, TokenKind::Variable);
        let rest = Span::new(name.end.min(span.end), span.end);
        let Some(rest) = self.source(rest).strip_suffix('}') else { return };
        let operator = rest.bytes().take(2).take_while(|byte| b":-+=?#%/^,".contains(byte)).count() as u32;
        if operator > 0 {
            let word = name.end + operator;
            self.paint(Span::new(name.end, word), TokenKind::Operator);
            self.paint(Span::new(word, span.end - 1), TokenKind::String);
        }
    }

    fn heredoc(&mut self, heredoc: &Heredoc) {
        self.paint(Span::new(heredoc.marker.start, heredoc.delimiter.start), TokenKind::Operator);
        self.paint(heredoc.delimiter, TokenKind::Keyword);
        if let Some(terminator) = heredoc.terminator {
            self.paint(terminator, TokenKind::Keyword);
        }
    }

    /// As written, continuations and all.
    pub(super) fn source(&self, span: Span) -> &'a str {
        self.instruction.instruction.source().get(span.bytes()).unwrap_or_default()
    }
}

/// `80`, `1.2.3`, `30s`, `64m`, `1000:1000`
fn is_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || ".:smhkgb".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_part)
}
