use plimsoll_text::Span;

use crate::invocation::Invocation;
use crate::parser::{self, Notes};
use crate::tree::{Fault, List};
use crate::view::View;
use crate::walk::{Site, Walk};
use crate::word::Piece;

/// The skeleton of a script. Every span in it is one in the instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    span: Span,
    list: List,
    comments: Box<[Span]>,
    heredocs: Box<[Span]>,
    /// In the bodies of heredocs, here or behind the line.
    expansions: Box<[Piece]>,
    faults: Box<[Fault]>,
    programs: Box<[Box<str>]>,
}

impl Script {
    /// Never fails: see [`Self::faults`].
    pub fn parse(view: &View) -> Script {
        let (list, notes) = parser::parse(&view.source());
        Script::new(view.script(), list, notes)
    }

    /// The line that opens heredocs whose bodies stand elsewhere, and are data.
    pub fn parse_with_data<'v>(view: &View, bodies: impl IntoIterator<Item = &'v View>) -> Script {
        let (list, mut notes) = parser::parse(&view.source());
        for body in bodies {
            notes.expansions.extend(parser::expansions(&body.source()));
        }
        Script::new(view.script(), list, notes)
    }

    pub(crate) fn new(span: Span, list: List, mut notes: Notes) -> Script {
        notes.faults.sort_by_key(|fault| fault.span.start);
        notes.comments.sort();
        let mut programs: Vec<Box<str>> = list.invocations().map(|(_, call)| call.name.into()).collect();
        programs.sort_unstable();
        programs.dedup();
        Script {
            programs: programs.into_boxed_slice(),
            span,
            list,
            comments: notes.comments.into_boxed_slice(),
            heredocs: notes.heredocs.into_boxed_slice(),
            expansions: notes.expansions.into_boxed_slice(),
            faults: notes.faults.into_boxed_slice(),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The commands of the script itself, with the operators between them.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// All simple commands in order, nested ones behind the command they are nested in.
    pub fn commands(&self) -> impl Iterator<Item = Site<'_>> {
        self.list.commands()
    }

    /// All simple commands whose name is known, with what they really run.
    pub fn invocations(&self) -> impl Iterator<Item = (Site<'_>, Invocation<'_>)> {
        self.list.invocations()
    }

    pub(crate) fn walk(&self) -> Walk<'_> {
        let mut walk = self.list.walk();
        walk.data(&self.expansions);
        walk
    }

    /// The names of what [`Self::invocations`] gives, each once: a way to tell quickly that something is not there.
    pub fn programs(&self) -> impl Iterator<Item = &str> {
        self.programs.iter().map(|name| &**name)
    }

    /// From `#` to the end of the line, which is the end of the script where BuildKit joins lines.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Bodies of heredocs in the script's own text.
    pub fn heredocs(&self) -> &[Span] {
        &self.heredocs
    }

    /// What is expanded in the bodies of heredocs, here or behind the line.
    pub fn expansions(&self) -> &[Piece] {
        &self.expansions
    }

    /// In order. Nothing for a script that a shell accepts.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}
