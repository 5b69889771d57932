//! Shared by the rules about caches: package indexes that later layers need.

use plimsoll_semantics::{Dockerfile, Stage, relies_on_earlier_index};
use plimsoll_syntax::{Keyword, Placed};

/// Where package indexes of earlier layers are still read.
pub(in crate::rules) struct NeededIndexes {
    /// By stage: the last item that reads one, its own or, behind all of them, one of a stage that is built from it.
    last: Vec<usize>,
}

impl NeededIndexes {
    pub(in crate::rules) fn find(file: &Dockerfile) -> NeededIndexes {
        let mut last = vec![0; file.stages().len()];
        for stage in file.stages() {
            let reads = |run: &Placed<'_>| relies_on_earlier_index(&file.package_commands(*run)).is_some();
            let Some(run) = stage.instructions_of(Keyword::Run).rfind(reads) else { continue };
            last[stage.index()] = last[stage.index()].max(run.index);
            for base in
                stage.chain().skip(1).take_while(|base| last[base.index()] != usize::MAX).collect::<Vec<_>>()
            {
                last[base.index()] = usize::MAX;
            }
        }
        NeededIndexes { last }
    }

    pub(in crate::rules) fn is_needed_behind(&self, stage: Stage<'_>, run: Placed<'_>) -> bool {
        self.last[stage.index()] > run.index
    }
}
