//! An instruction as parts that stay as they are, with blanks and line breaks between them.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Script, View};
use plimsoll_syntax::{Arguments, Command, Instruction, JsonArray, Placed};
use plimsoll_text::Span;

/// A part of an instruction that stays as it is, and is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) span: Span,
    pub(crate) before: Blanks,
}

/// What stands between a token and the one before it, if they are on the same line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blanks {
    None,
    One,
    /// As many as there are.
    Kept,
}

/// Which shell reads the shell forms of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    /// One in which blanks between words only separate.
    Posix,
    Other,
}

impl Shell {
    pub(crate) fn of(file: &Dockerfile, instruction: Placed<'_>) -> Self {
        if file.shell_at(instruction).dialect().is_posix() { Shell::Posix } else { Shell::Other }
    }
}

/// In order, and apart.
pub(crate) fn tokens(instruction: &Instruction, shell: Shell) -> Vec<Token> {
    let mut reader = Reader { instruction, shell, tokens: Vec::new() };
    reader.command(instruction.command());
    reader.tokens
}

/// The parts of a shell script between which blanks only separate.
pub(crate) fn script_tokens(instruction: &Instruction, script: Span, shell: Shell) -> Vec<Span> {
    let parsed = match shell {
        Shell::Posix => Script::parse(&View::new(instruction, script)),
        Shell::Other => return vec![script],
    };
    if !parsed.faults().is_empty() {
        return vec![script];
    }
    let mut cutter = Cutter { source: instruction.source().as_bytes(), open: None, tokens: Vec::new() };
    let solid = parsed.solid();
    let gaps = instruction.gaps().iter().map(|gap| gap.span).filter(|gap| script.contains(*gap));
    let mut at = script.start;
    for gap in gaps {
        cutter.read(at..gap.start, &solid);
        at = gap.end;
    }
    cutter.read(at..script.end, &solid);
    cutter.finish()
}

struct Reader<'a> {
    instruction: &'a Instruction,
    shell: Shell,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    fn command(&mut self, command: &Command) {
        self.add(Blanks::One, command.keyword_span);
        command.flags.iter().for_each(|flag| self.add(Blanks::One, flag.span));
        self.arguments(&command.arguments);
    }

    fn arguments(&mut self, arguments: &Arguments) {
        match arguments {
            Arguments::Json(array) => self.json(array),
            Arguments::Shell(script) if script.is_empty() => {}
            Arguments::Shell(script) => {
                let mut before = Blanks::One;
                for span in script_tokens(self.instruction, *script, self.shell) {
                    self.add(std::mem::replace(&mut before, Blanks::Kept), span);
                }
            }
            Arguments::Words(words) => words.iter().for_each(|word| self.add(Blanks::One, *word)),
            Arguments::Text(span) | Arguments::Unknown(span) => self.add(Blanks::One, *span),
            Arguments::Pairs(pairs) => pairs.iter().for_each(|pair| self.add(Blanks::One, pair.span)),
            Arguments::LegacyPair(pair) => {
                self.add(Blanks::One, pair.key);
                self.add(Blanks::One, pair.value.unwrap_or_default());
            }
            Arguments::Health(health) => {
                self.add(Blanks::One, health.keyword);
                self.arguments(&health.command);
            }
            Arguments::Trigger(trigger) => self.command(trigger),
        }
    }

    fn json(&mut self, array: &JsonArray) {
        let Span { start, end } = array.span;
        self.add(Blanks::One, Span::new(start, start + 1));
        let mut before: Option<Span> = None;
        for element in &array.elements {
            match before {
                None => self.add(Blanks::None, element.span),
                Some(before) => {
                    let between = Span::new(before.end, element.span.start);
                    let comma = self.instruction.text(between).find(',').unwrap_or(0);
                    self.add(Blanks::None, self.instruction.locate(between, comma..comma + 1));
                    self.add(Blanks::One, element.span);
                }
            }
            before = Some(element.span);
        }
        self.add(Blanks::None, Span::new(end - 1, end));
    }

    fn add(&mut self, before: Blanks, span: Span) {
        if !span.is_empty() {
            self.tokens.push(Token { span, before });
        }
    }
}

/// Cuts text at the blanks that are not solid.
struct Cutter<'a> {
    source: &'a [u8],
    /// Grows with what follows it directly, also across a gap.
    open: Option<Span>,
    tokens: Vec<Span>,
}

impl Cutter<'_> {
    fn read(&mut self, range: std::ops::Range<u32>, solid: &[Span]) {
        let mut next = solid.partition_point(|span| span.end <= range.start);
        for at in range {
            while solid.get(next).is_some_and(|span| span.end <= at) {
                next += 1;
            }
            let is_solid = solid.get(next).is_some_and(|span| span.start <= at);
            if !is_solid && matches!(self.source[at as usize], b' ' | b'\t') {
                self.tokens.extend(self.open.take());
            } else {
                self.open.get_or_insert(Span::empty(at)).end = at + 1;
            }
        }
    }

    fn finish(mut self) -> Vec<Span> {
        self.tokens.extend(self.open);
        self.tokens
    }
}
