//! A Dockerfile in a test: `$0` marks the cursor, two of them a selection.

use std::sync::Arc;

use plimsoll_linter::{Finding, Settings, lint};
use plimsoll_semantics::{Dockerfile, Dockerignore, ListedContext, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{LineIndex, TextRange, TextSize};

pub(crate) struct Fixture {
    pub(crate) text: String,
    pub(crate) file: Dockerfile,
    pub(crate) lines: LineIndex,
    selection: TextRange,
}

impl Fixture {
    pub(crate) fn new(marked: &str) -> Self {
        let marks: Vec<usize> = marked.match_indices("$0").map(|(at, _)| at).collect();
        let (start, end) = match marks[..] {
            [at] => (at, at),
            [start, end] => (start, end - 2),
            _ => panic!("one or two `$0` mark the cursor in {marked:?}"),
        };
        let selection = TextRange::new((start as u32).into(), (end as u32).into());
        Fixture { selection, ..Fixture::without_cursor(&marked.replace("$0", "")) }
    }

    pub(crate) fn without_cursor(text: &str) -> Self {
        Fixture {
            text: text.to_owned(),
            file: Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext)),
            lines: LineIndex::new(text),
            selection: TextRange::default(),
        }
    }

    pub(crate) fn cursor(&self) -> TextSize {
        self.selection.start()
    }

    pub(crate) fn selection(&self) -> TextRange {
        self.selection
    }

    /// Those of some rules, so that a test does not change when a rule is added.
    pub(crate) fn findings_of(&self, rules: &[&str]) -> Vec<Finding> {
        lint(&self.file, &settings(rules))
    }

    pub(crate) fn text_of(&self, range: TextRange) -> &str {
        &self.text[range]
    }
}

/// An ignore file in a test, with what its build context holds: files, and folders that were not looked into, which end
/// in `/`.
pub(crate) struct IgnoreFixture {
    pub(crate) file: Dockerignore,
    pub(crate) cursor: TextSize,
}

impl IgnoreFixture {
    pub(crate) fn new(marked: &str, paths: &[&str]) -> Self {
        let (before, after) = marked.split_once("$0").unwrap_or_else(|| panic!("no `$0` in {marked:?}"));
        let context = ListedContext::new(paths.iter().copied());
        IgnoreFixture {
            file: Dockerignore::new(&format!("{before}{after}"), Arc::new(context)),
            cursor: TextSize::of(before),
        }
    }
}

pub(crate) fn settings(rules: &[&str]) -> Settings {
    let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    Settings::from_selection(&rules, &[]).unwrap()
}

/// Files that are whole, broken, and written in every way that is hard to read.
pub(crate) const ODD_FILES: &[&str] = &[
    "# syntax=docker/dockerfile:1\n# escape=`\nFROM a`\n  AS b\nRUN c `\n# d\n e $F\n",
    "ARG V=${V:-1} W\nFROM --platform=$BUILDPLATFORM node:$V AS x\nCOPY --from=x --chown=a:b [\"é\", \"$V\"]\n",
    "FROM a AS b\nFROM b\nCOPY --from=0 <<E <<-'F' /x/\n$A ${B\nE\n\tF\nRUN --mount=type=cache,target=$X,from=b,id <<G\n",
    "\u{feff}from x\r\nonbuild run --mount=type=secret,id=k \\\r\n a $K\r\nHEALTHCHECK --interval=1s CMD $A\r\n",
    "FROM\nUSER\nWORKDIR\nENV\nARG\nARG =\nENV A\nCOPY --from=\nCOPY --from= a b\nRUN --mount= x\nSHELL []\n--\n<<",
    "FROM a\u{a0}b\u{3000}AS\u{85}c\n# check=skip=\u{a0}é\nCOPY --from=\u{a0}é [\"\u{a0}\", \nRUN --mount=\u{3000}é,é= <<é\u{a0}\nUSER é:\u{a0}",
    "FROM ${\nENV $A=$B ${C}=\"$\nLABEL $=\nEXPOSE ${P:-\nUSER $U:$G\nWORKDIR é$É\nSTOPSIGNAL $\n\0\n",
];
