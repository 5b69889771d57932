//! The model of a whole file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use plimsoll_syntax::{Keyword, Node, Placed, SyntaxError, SyntaxTree};
use plimsoll_text::{TextRange, TextSize};

use crate::commands::ScriptSlots;
use crate::context::BuildContext;
use crate::problem::{self, Problem};
use crate::reference::{self, StageReference};
use crate::scope::Scope;
use crate::stage::{self, Stage, StageData};

/// A Dockerfile with what it means. Immutable; every version of a document has its own.
#[derive(Debug, Clone)]
pub struct Dockerfile {
    pub(crate) tree: SyntaxTree,
    pub(crate) context: Arc<dyn BuildContext>,
    /// Values of `--build-arg`. Without them, an ARG that has no default is unknown rather than empty.
    pub(crate) build_args: Option<BTreeMap<String, String>>,
    pub(crate) stages: Vec<StageData>,
    /// The ARGs before the first FROM.
    pub(crate) global: Scope,
    pub(crate) references: Vec<StageReference>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) script_slots: ScriptSlots,
    pub(crate) by_keyword: KeywordIndex,
    /// The items with errors in their text.
    faulty: Vec<usize>,
}

/// The instructions of each kind, as indices into the items of the tree: what most rules ask for.
#[derive(Debug, Clone)]
pub(crate) struct KeywordIndex(Vec<Vec<usize>>);

impl KeywordIndex {
    fn new(tree: &SyntaxTree) -> Self {
        let mut index = vec![Vec::new(); Keyword::ALL.len()];
        for instruction in tree.instructions() {
            if let Some(keyword) = instruction.keyword() {
                index[keyword as usize].push(instruction.index);
            }
        }
        KeywordIndex(index)
    }

    /// Those of a kind among a range of the items.
    pub(crate) fn within(&self, keyword: Keyword, items: Range<usize>) -> &[usize] {
        let all = &self.0[keyword as usize];
        let start = all.partition_point(|index| *index < items.start);
        let end = all.partition_point(|index| *index < items.end);
        &all[start..end.max(start)]
    }
}

/// What the platform arguments say in the most common build.
const DEFAULT_PLATFORM: [(&str, &str); 11] = [
    ("BUILDARCH", "amd64"),
    ("BUILDOS", "linux"),
    ("BUILDOSVERSION", ""),
    ("BUILDPLATFORM", "linux/amd64"),
    ("BUILDVARIANT", ""),
    ("TARGETARCH", "amd64"),
    ("TARGETOS", "linux"),
    ("TARGETOSVERSION", ""),
    ("TARGETPLATFORM", "linux/amd64"),
    ("TARGETSTAGE", "default"),
    ("TARGETVARIANT", ""),
];

impl Dockerfile {
    pub fn new(tree: SyntaxTree, context: Arc<dyn BuildContext>) -> Self {
        let scripts = ScriptSlots::new(&tree);
        Dockerfile::build(tree, context, None, scripts)
    }

    /// The model of the next version of the same document. Takes over what was found out about instructions that
    /// did not change.
    pub fn next(&self, tree: SyntaxTree, context: Arc<dyn BuildContext>) -> Self {
        let scripts = self.script_slots.carry_over(&self.tree, &tree);
        Dockerfile::build(tree, context, None, scripts)
    }

    /// The model of another text in the same surroundings.
    pub fn with_tree(&self, tree: SyntaxTree) -> Self {
        self.next(tree, Arc::clone(&self.context))
    }

    /// As a build with these arguments would see it, and no others.
    pub fn with_build_args(
        tree: SyntaxTree,
        context: Arc<dyn BuildContext>,
        build_args: BTreeMap<String, String>,
    ) -> Self {
        let scripts = ScriptSlots::new(&tree);
        Dockerfile::build(tree, context, Some(build_args), scripts)
    }

    /// What each stage starts from in a build for linux/amd64 that gives no arguments: an ARG without a default is
    /// empty. The stages have no instructions here; none of those has a part in that.
    pub fn without_build_args(&self) -> Self {
        let platform = DEFAULT_PLATFORM.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let first_stage = self.stages.first().map_or(usize::MAX, |stage| stage.from);
        let first_start = self.tree.items().get(first_stage).map(|item| item.start);
        let bases = self.tree.only(|item| match &*item.node {
            Node::Instruction(one) => {
                one.keyword() == Some(Keyword::From) || first_start.is_none_or(|first| item.start < first)
            }
            _ => false,
        });
        Dockerfile::with_build_args(bases, Arc::clone(&self.context), BTreeMap::from(platform))
    }

    fn build(
        tree: SyntaxTree,
        context: Arc<dyn BuildContext>,
        build_args: Option<BTreeMap<String, String>>,
        scripts: ScriptSlots,
    ) -> Self {
        let by_keyword = KeywordIndex::new(&tree);
        let has_errors = |index: &usize| !tree.items()[*index].node.errors().is_empty();
        let faulty = (0..tree.items().len()).filter(has_errors).collect();
        let mut file = Dockerfile {
            tree,
            context,
            build_args,
            stages: Vec::new(),
            global: Scope::default(),
            references: Vec::new(),
            problems: Vec::new(),
            script_slots: scripts,
            by_keyword,
            faulty,
        };
        stage::build(&mut file);
        file.references = reference::find(&file);
        file.problems = problem::find(&file);
        file
    }

    pub fn tree(&self) -> &SyntaxTree {
        &self.tree
    }

    pub fn context(&self) -> &dyn BuildContext {
        &*self.context
    }

    /// Every instruction, those before the first FROM included.
    pub fn instructions(&self) -> impl DoubleEndedIterator<Item = Placed<'_>> + '_ {
        self.tree.instructions()
    }

    pub fn instructions_of(&self, keyword: Keyword) -> impl DoubleEndedIterator<Item = Placed<'_>> + '_ {
        let indices = self.by_keyword.within(keyword, 0..self.tree.items().len());
        indices.iter().filter_map(|index| self.tree.instruction(*index))
    }

    pub fn stages(&self) -> impl DoubleEndedIterator<Item = Stage<'_>> + ExactSizeIterator + '_ {
        (0..self.stages.len()).map(|index| Stage { file: self, index })
    }

    pub fn stage(&self, index: usize) -> Option<Stage<'_>> {
        (index < self.stages.len()).then_some(Stage { file: self, index })
    }

    /// The one that a build without `--target` makes.
    pub fn final_stage(&self) -> Option<Stage<'_>> {
        self.stage(self.stages.len().checked_sub(1)?)
    }

    /// The stage that an instruction belongs to; nothing before the first FROM.
    pub fn stage_of(&self, instruction: Placed<'_>) -> Option<Stage<'_>> {
        let after = self.stages.partition_point(|stage| stage.from <= instruction.index);
        self.stage(after.checked_sub(1)?)
    }

    /// Every place that names a stage, or could.
    pub fn references(&self) -> &[StageReference] {
        &self.references
    }

    /// What is wrong with the text of single instructions and directives, in order of place.
    pub fn syntax_errors(&self) -> impl Iterator<Item = (TextRange, &SyntaxError)> + '_ {
        self.faulty
            .iter()
            .map(|index| &self.tree.items()[*index])
            .flat_map(|item| item.node.errors().iter().map(|error| (error.span.at(item.start), error)))
    }

    /// What fails a build although every instruction can be read, in order of place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The instruction that holds `offset`.
    pub fn instruction_at(&self, offset: TextSize) -> Option<Placed<'_>> {
        self.tree.instruction(self.tree.item_at(offset)?)
    }

    /// Whether the file writes its keywords in lower case. As BuildKit counts: the instructions of all stages, and upper
    /// case where neither has more.
    pub fn is_mostly_lower_case(&self) -> bool {
        let (mut lower, mut upper) = (0, 0);
        let known = self.instructions().filter(|one| one.keyword().is_some());
        for one in known.filter(|one| self.stage_of(*one).is_some()) {
            let word = one.instruction.text(one.instruction.command().keyword_span);
            lower += usize::from(word.bytes().all(|byte| byte.is_ascii_lowercase()));
            upper += usize::from(word.bytes().all(|byte| byte.is_ascii_uppercase()));
        }
        lower > upper
    }

    /// The first keyword: the place of what is wrong with the instructions as a whole. Nothing where there are none.
    pub fn first_keyword(&self) -> TextRange {
        let first = self.instructions().next();
        first.map_or(TextRange::empty(TextSize::new(0)), |first| first.range(first.command().keyword_span))
    }
}
