//! A compact picture of a skeleton: one line per command, cut out of the view by its spans.

use std::fmt::Write;

use plimsoll_text::Span;

use crate::*;

/// The skeleton of a script that stands alone.
pub(super) fn skeleton(text: &str) -> String {
    skeleton_of(&View::of_text(text))
}

pub(super) fn skeleton_of(view: &View) -> String {
    let script = Script::parse(view);
    let mut printer = Printer { text: view.text(), out: String::new(), indent: 0 };
    printer.list(script.list());
    for comment in script.comments() {
        printer.line(&format!("comment {}", printer.slice(*comment)));
    }
    for heredoc in script.heredocs() {
        printer.line(&format!("heredoc {}", printer.slice(*heredoc)));
    }
    for fault in script.faults() {
        printer.line(&format!("{:?} {:?} {}", fault.kind, fault.span.bytes(), printer.slice(fault.span)));
    }
    printer.out
}

struct Printer<'a> {
    text: &'a str,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn slice(&self, span: Span) -> String {
        self.text[span.bytes()].replace('\r', "␍").replace('\n', "⏎")
    }

    fn line(&mut self, line: &str) {
        writeln!(self.out, "{:indent$}{}", "", line.trim_end(), indent = self.indent * 2).unwrap();
    }

    fn list(&mut self, list: &List) {
        for item in &list.items {
            let operator = item.operator.map(|operator| self.slice(operator.span)).unwrap_or_default();
            self.pipeline(&item.pipeline, &operator);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, operator: &str) {
        let negation = pipeline.negation.map(|span| self.slice(span) + " ").unwrap_or_default();
        for (at, step) in pipeline.steps.iter().enumerate() {
            let before = if at == 0 { &negation } else { "" };
            let after = pipeline.pipes.get(at).map_or(operator.to_owned(), |pipe| self.slice(pipe.span));
            match step {
                Step::Command(command) => self.command(command, before, &after),
                Step::Compound(compound) => self.compound(compound, before, &after),
            }
        }
    }

    fn command(&mut self, command: &Command, before: &str, after: &str) {
        let mut parts: Vec<(Span, String)> = Vec::new();
        for assignment in &command.assignments {
            parts.push((assignment.span, format!("set:{}", self.slice(assignment.span))));
        }
        parts.extend(command.words.iter().map(|word| (word.span, format!("[{}]", self.slice(word.span)))));
        parts.extend(command.redirects.iter().map(|redirect| (redirect.span, self.slice(redirect.span))));
        parts.sort_by_key(|(span, _)| span.start);
        let parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
        self.line(&format!("{before}{}  {after}", parts.join(" ")));
        for assignment in &command.assignments {
            self.pieces(&assignment.value.pieces);
        }
        self.words(&command.words);
        self.redirects(&command.redirects);
        if let Some(script) = &command.script {
            self.inner("script", script);
        }
    }

    fn compound(&mut self, compound: &Compound, before: &str, after: &str) {
        let redirects: Vec<String> =
            compound.redirects.iter().map(|redirect| self.slice(redirect.span)).collect();
        let tail = format!("{}  {after}", redirects.join(" "));
        let slices =
            |words: &[Word]| words.iter().map(|word| self.slice(word.span)).collect::<Vec<_>>().join(" ");
        let head = match &compound.kind {
            CompoundKind::Subshell(_) => "subshell".into(),
            CompoundKind::Group(_) => "group".into(),
            CompoundKind::If { .. } => "if".into(),
            CompoundKind::While(_) => "while".into(),
            CompoundKind::For { variable, values, .. } => {
                let variable = variable.as_ref().map(|word| self.slice(word.span)).unwrap_or_default();
                format!("for {variable} in {}", values.as_deref().map_or("-".into(), slices))
            }
            CompoundKind::ArithmeticFor { .. } => "for ((".into(),
            CompoundKind::Case { subject, .. } => {
                format!("case {}", subject.as_ref().map(|word| self.slice(word.span)).unwrap_or_default())
            }
            CompoundKind::Function { name, .. } => format!("function {}", self.slice(name.span)),
            CompoundKind::Test(operands) => format!("test {}", slices(operands)),
            CompoundKind::Arithmetic(_) => "arithmetic".into(),
        };
        self.line(&format!("{before}{head} {tail}"));
        self.compound_body(&compound.kind);
        self.redirects(&compound.redirects);
    }

    fn compound_body(&mut self, kind: &CompoundKind) {
        match kind {
            CompoundKind::Subshell(list) | CompoundKind::Group(list) => self.indented(list),
            CompoundKind::If { branches, otherwise } => {
                for branch in branches {
                    self.indented(&branch.condition);
                    self.line("then");
                    self.indented(&branch.body);
                }
                if let Some(list) = otherwise {
                    self.line("else");
                    self.indented(list);
                }
            }
            CompoundKind::While(branch) => {
                self.indented(&branch.condition);
                self.line("do");
                self.indented(&branch.body);
            }
            CompoundKind::For { values, body, .. } => {
                self.words(values.as_deref().unwrap_or_default());
                self.indented(body);
            }
            CompoundKind::ArithmeticFor { header, body } => {
                self.pieces(header);
                self.indented(body);
            }
            CompoundKind::Case { subject, arms } => {
                subject.iter().for_each(|word| self.pieces(&word.pieces));
                for arm in arms {
                    let patterns: Vec<String> =
                        arm.patterns.iter().map(|word| self.slice(word.span)).collect();
                    self.line(&format!("{})", patterns.join(" | ")));
                    self.indented(&arm.body);
                }
            }
            CompoundKind::Function { body: Some(body), .. } => {
                self.indent += 1;
                match body {
                    Step::Command(command) => self.command(command, "", ""),
                    Step::Compound(compound) => self.compound(compound, "", ""),
                }
                self.indent -= 1;
            }
            CompoundKind::Function { body: None, .. } => {}
            CompoundKind::Test(operands) => self.words(operands),
            CompoundKind::Arithmetic(pieces) => self.pieces(pieces),
        }
    }

    fn indented(&mut self, list: &List) {
        self.indent += 1;
        self.list(list);
        self.indent -= 1;
    }

    fn inner(&mut self, title: &str, list: &List) {
        self.indent += 1;
        self.line(title);
        self.indented(list);
        self.indent -= 1;
    }

    fn redirects(&mut self, redirects: &[Redirect]) {
        redirects.iter().flat_map(|redirect| &redirect.target).for_each(|word| self.pieces(&word.pieces));
    }

    fn words(&mut self, words: &[Word]) {
        words.iter().for_each(|word| self.pieces(&word.pieces));
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match &piece.kind {
                PieceKind::Substitution(list) => self.inner("$", list),
                PieceKind::Process(list) => self.inner("<>", list),
                PieceKind::Parameter(parameter) => self.pieces(&parameter.argument),
                PieceKind::Arithmetic(pieces) => self.pieces(pieces),
                PieceKind::Array(words) => self.words(words),
                PieceKind::Literal | PieceKind::Glob | PieceKind::Tilde | PieceKind::Brace => {}
            }
        }
    }
}
