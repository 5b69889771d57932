//! Shared: mounts of the manifests, for an install that reads them and leaves them as they are.

use plimsoll_semantics::facts::ecosystems::Writes;
use plimsoll_semantics::{Dockerfile, Location};
use plimsoll_text::TextEdit;

use super::manifests::{Group, Kind, Manifest};
use super::spoiled::Spoiled;
use crate::edit;

/// More lines than anybody would write.
const MAX_MOUNTS: usize = 6;

/// A mount of each manifest for an install. Nothing where there is none, where a file may not be there, or where a
/// mount, which can't be written to, is in the way of the install.
pub(super) fn mount_all(file: &Dockerfile, spoiled: &Spoiled<'_>, groups: &[Group]) -> Option<TextEdit> {
    let only_reads = spoiled.installs.iter().all(|install| match install.ecosystem.writes {
        Writes::Never => true,
        Writes::Unless(words) => install.has_flag(words),
    });
    let manifests: Vec<&Manifest> = groups.iter().flat_map(|group| &group.manifests).collect();
    (only_reads && manifests.len() <= MAX_MOUNTS).then(|| mount(file, spoiled, &manifests))?
}

/// A `--mount=type=bind` of each manifest in the RUN.
pub(super) fn mount(file: &Dockerfile, spoiled: &Spoiled<'_>, manifests: &[&Manifest]) -> Option<TextEdit> {
    let run = spoiled.run;
    let folder = file.working_folder(run)?;
    let flags: Vec<String> =
        manifests.iter().map(|manifest| flag(manifest, &folder)).collect::<Option<_>>()?;
    (!flags.is_empty()).then(|| edit::insert_flags(file, run, &flags))
}

fn flag(manifest: &Manifest, folder: &Location) -> Option<String> {
    let below = manifest.place.below(folder).map(str::to_owned);
    let target = below.or_else(|| manifest.place.absolute_path())?;
    let is_plain = |path: &str| {
        let is_plain_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+@".contains(&byte);
        !path.is_empty() && path.bytes().all(is_plain_byte)
    };
    let is_sure = manifest.kind != Kind::Maybe && is_plain(&manifest.path) && is_plain(&target);
    is_sure.then(|| format!("--mount=type=bind,source={},target={target}", manifest.path))
}
