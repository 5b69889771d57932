//! What rules look at: Dockerfiles, and files that say what a build context leaves out.

use plimsoll_semantics::{BuildContext, Dockerfile, Dockerignore};
use plimsoll_syntax::dockerignore::IgnoreLineKind;
use plimsoll_syntax::{Directive, GapKind, Node, SyntaxTree};
use plimsoll_text::{TextEdit, TextRange, TextSize, apply_edits};

use crate::finding::Finding;
use crate::report::Report;
use crate::rule::{Check, Rule};
use crate::rules::{secrets_in, shell};
use crate::settings::Settings;

/// A file of either kind.
pub trait Source {
    fn text(&self) -> String;

    /// All of it.
    fn range(&self) -> TextRange;

    /// The build context that it belongs to.
    fn context(&self) -> &dyn BuildContext;

    /// Whether its language is one that the rules know.
    fn is_understood(&self) -> bool;

    /// Has a rule look at it, if that is about files of this kind.
    fn check(&self, rule: &'static Rule, report: &mut Report<'_>);

    /// What those of the rules find that look for problems in shell scripts.
    fn check_scripts(&self, _rules: &[&'static Rule], _settings: &Settings) -> Vec<Finding> {
        Vec::new()
    }

    /// Its pieces in order. They cover all of it.
    fn pieces(&self) -> Box<dyn Iterator<Item = Piece<'_>> + '_>;

    fn piece(&self, index: usize) -> Option<Piece<'_>>;

    /// The index of the piece that holds an offset.
    fn piece_at(&self, offset: TextSize) -> Option<usize>;

    /// Every comment, those inside of an instruction included.
    fn comments(&self) -> Vec<(TextRange, &str)>;

    /// What fails a build, each in words.
    fn errors(&self) -> Vec<String>;

    /// What no output may show, whatever rules are on.
    fn secrets(&self) -> Vec<TextRange>;

    /// With edits that refer to the text as it is; nothing when they overlap.
    fn edited(&self, edits: &[TextEdit]) -> Option<Box<dyn Source>>;
}

/// A line, or lines that belong together, with line endings.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub range: TextRange,
    pub source: &'a str,
    pub kind: PieceKind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub enum PieceKind<'a> {
    Blank,
    Comment,
    Directive(&'a Directive),
    Instruction,
    /// A line of an ignore file that leaves something out, or would if it were right.
    Pattern,
}

impl Piece<'_> {
    /// Neither blank nor a comment of any kind.
    pub(crate) fn is_statement(&self) -> bool {
        matches!(self.kind, PieceKind::Instruction | PieceKind::Pattern)
    }
}

/// More edits than the fix of an ordinary instruction has.
const MANY_EDITS: usize = 32;

impl Source for Dockerfile {
    fn text(&self) -> String {
        self.tree().text()
    }

    fn range(&self) -> TextRange {
        TextRange::up_to(self.tree().len())
    }

    fn context(&self) -> &dyn BuildContext {
        self.context()
    }

    fn is_understood(&self) -> bool {
        self.foreign_frontend().is_none()
    }

    fn check(&self, rule: &'static Rule, report: &mut Report<'_>) {
        if let Check::Dockerfile(check) = rule.check() {
            check(self, report);
        }
    }

    fn check_scripts(&self, rules: &[&'static Rule], settings: &Settings) -> Vec<Finding> {
        shell::check(self, rules, settings)
    }

    fn pieces(&self) -> Box<dyn Iterator<Item = Piece<'_>> + '_> {
        Box::new(self.tree().items().iter().map(piece_of))
    }

    fn piece(&self, index: usize) -> Option<Piece<'_>> {
        self.tree().items().get(index).map(piece_of)
    }

    fn piece_at(&self, offset: TextSize) -> Option<usize> {
        self.tree().item_at(offset)
    }

    fn comments(&self) -> Vec<(TextRange, &str)> {
        let mut found = Vec::new();
        for item in self.tree().items() {
            match &*item.node {
                Node::Comment(_) | Node::Directive(_) => found.push((item.range(), item.node.source())),
                Node::Instruction(instruction) => {
                    let gaps = instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment);
                    found.extend(gaps.map(|gap| (gap.span.at(item.start), instruction.source_of(gap.span))));
                }
                Node::Blank(_) => {}
            }
        }
        found
    }

    fn errors(&self) -> Vec<String> {
        let syntax = self.syntax_errors().map(|(_, error)| error.kind.to_string());
        syntax.chain(self.problems().iter().map(|problem| problem.kind.to_string())).collect()
    }

    fn secrets(&self) -> Vec<TextRange> {
        secrets_in(self)
    }

    fn edited(&self, edits: &[TextEdit]) -> Option<Box<dyn Source>> {
        Some(Box::new(edited(self, edits)?))
    }
}

fn piece_of(item: &plimsoll_syntax::Item) -> Piece<'_> {
    let kind = match &*item.node {
        Node::Blank(_) => PieceKind::Blank,
        Node::Comment(_) => PieceKind::Comment,
        Node::Directive(directive) => PieceKind::Directive(directive),
        Node::Instruction(_) => PieceKind::Instruction,
    };
    Piece { range: item.range(), source: item.node.source(), kind }
}

/// A Dockerfile with edits that refer to it as it is; nothing when they overlap.
pub fn edited(file: &Dockerfile, edits: &[TextEdit]) -> Option<Dockerfile> {
    Some(file.with_tree(edited_tree(file.tree(), edits)?))
}

fn edited_tree(tree: &SyntaxTree, edits: &[TextEdit]) -> Option<SyntaxTree> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let apart = sorted.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
    let inside = sorted.last().is_none_or(|last| last.range.end() <= tree.len());
    if !apart || !inside {
        return None;
    }
    // Each edit reads its instruction again; from some number on, it is less work to read the whole file once.
    if edits.len() > MANY_EDITS {
        return apply_edits(&tree.text(), edits).ok().map(|text| SyntaxTree::parse(&text));
    }
    // From the end, so that no edit moves the place of another one.
    Some(sorted.into_iter().rev().fold(tree.clone(), |tree, edit| tree.edit(edit).0))
}

impl Source for Dockerignore {
    fn text(&self) -> String {
        self.text().to_owned()
    }

    fn range(&self) -> TextRange {
        TextRange::up_to(TextSize::of(self.text()))
    }

    fn context(&self) -> &dyn BuildContext {
        self.context()
    }

    fn is_understood(&self) -> bool {
        true
    }

    fn check(&self, rule: &'static Rule, report: &mut Report<'_>) {
        if let Check::Dockerignore(check) = rule.check() {
            check(self, report);
        }
    }

    fn pieces(&self) -> Box<dyn Iterator<Item = Piece<'_>> + '_> {
        Box::new((0..self.file().lines().len()).filter_map(|line| self.piece(line)))
    }

    fn piece(&self, index: usize) -> Option<Piece<'_>> {
        let kind = match self.file().lines().get(index)?.kind {
            IgnoreLineKind::Blank => PieceKind::Blank,
            IgnoreLineKind::Comment => PieceKind::Comment,
            IgnoreLineKind::Pattern(_) | IgnoreLineKind::Error(_) => PieceKind::Pattern,
        };
        let range = self.file().full_range(index);
        Some(Piece { range, source: &self.text()[range], kind })
    }

    fn piece_at(&self, offset: TextSize) -> Option<usize> {
        self.file().line_at(offset)
    }

    fn comments(&self) -> Vec<(TextRange, &str)> {
        let comments = self.pieces().filter(|piece| matches!(piece.kind, PieceKind::Comment));
        comments.map(|piece| (piece.range, piece.source)).collect()
    }

    fn errors(&self) -> Vec<String> {
        self.file().errors().map(|error| error.kind.to_string()).collect()
    }

    fn secrets(&self) -> Vec<TextRange> {
        Vec::new()
    }

    fn edited(&self, edits: &[TextEdit]) -> Option<Box<dyn Source>> {
        let text = apply_edits(self.text(), edits).ok()?;
        Some(Box::new(self.with_text(&text)))
    }
}
