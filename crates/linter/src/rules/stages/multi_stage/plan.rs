//! What is going to be done to the stage.

use plimsoll_syntax::Placed;

pub(super) struct Plan<'a> {
    pub(super) title: &'static str,
    /// What the runtime stage starts from, as FROM has it.
    pub(super) image: String,
    /// That is the image that the build stage starts from too.
    pub(super) keeps_image: bool,
    /// Of every instruction of the stage, in order.
    pub(super) places: Vec<(Placed<'a>, Place)>,
    /// Lines for the build stage, above the instruction of that index.
    pub(super) above: Option<(usize, String)>,
    /// Words of the build stage that are replaced.
    pub(super) edits: Vec<plimsoll_text::TextEdit>,
    /// Lines at the end of the build stage.
    pub(super) below: String,
    /// Lines at the start of the runtime stage.
    pub(super) setup: String,
    /// Lines of the runtime stage that bring what was built; `{build}` stands for the name of the build stage.
    pub(super) brings: String,
}

/// Which stage an instruction goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Build,
    Runtime,
    Both,
    /// To the build stage; the runtime stage has these lines in its place.
    BuildAnd(String),
    /// It is replaced by what the runtime image does.
    Nowhere,
}

impl Place {
    pub(super) fn is_in_build(&self) -> bool {
        matches!(self, Place::Build | Place::Both | Place::BuildAnd(_))
    }

    pub(super) fn is_in_runtime(&self) -> bool {
        matches!(self, Place::Runtime | Place::Both)
    }
}

impl<'a> Plan<'a> {
    pub(super) fn new(image: String, keeps_image: bool, places: Vec<(Placed<'a>, Place)>) -> Self {
        Plan {
            title: super::TITLE,
            image,
            keeps_image,
            places,
            above: None,
            edits: Vec::new(),
            below: String::new(),
            setup: String::new(),
            brings: String::new(),
        }
    }
}
