//! Shared: the fix that gives a container another user than root, with the folders that it may have to write to.

use plimsoll_semantics::{Copy, Dockerfile, Location, Stage};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::TextEdit;

use super::run_user::{RunUser, can_run};
use crate::edit;
use crate::finding::Fix;
use crate::script;

/// Folders that hold nothing but what belongs to root.
const OF_ROOT: &[&str] = &[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/var/run",
];

/// Folders of root in which applications have theirs.
const SHARED: &[&str] = &[
    "/",
    "/home",
    "/mnt",
    "/opt",
    "/srv",
    "/tmp",
    "/usr",
    "/usr/local",
    "/usr/local/share",
    "/usr/share",
    "/usr/src",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/tmp",
];

/// More volumes than one command should name.
const MAX_VOLUMES: usize = 4;

/// A USER, the working directory and the volumes as its own, and `--chown` on what is copied into the working directory.
/// Nothing where it has none of those.
pub(super) fn own_folders(file: &Dockerfile, stage: Stage<'_>, user: &RunUser) -> Option<Fix> {
    let workdir = own_folder(stage.workdir())?;
    let after = user.created_by.filter(|run| *run > stage.from().index).unwrap_or(stage.from().index);
    let copies: Vec<Copy<'_>> = stage
        .instructions()
        .filter(|one| one.index > after && one.instruction.flag("chown").is_none())
        .filter_map(|one| file.copy(one))
        .filter(|copy| goes_into(copy, &workdir))
        .collect();
    let is_linked = copies.iter().any(|copy| copy.instruction.instruction.flag("link").is_some());
    let has_user = stage.last(Keyword::User).is_some();
    if has_user || is_linked && !user.is_number() {
        return None;
    }
    let volumes: Vec<(Placed<'_>, String)> =
        stage.instructions_of(Keyword::Volume).flat_map(|volume| volumes_of(file, volume)).collect();
    let first_copy = copies.first().map(|copy| copy.instruction);
    let first_volume = volumes.first().map(|(volume, _)| *volume).filter(|volume| volume.index > after);
    let first = [first_copy, first_volume].into_iter().flatten().min_by_key(|one| one.index)?;
    let mut edits = match start_of_user(stage, first).filter(|_| volumes.is_empty()) {
        // Nothing needs root any more: what WORKDIR makes belongs to the USER in force.
        Some(start) => insert_above(file, stage, start, user.creation, &user_line(file, user)),
        None if can_run(stage) && volumes.len() <= MAX_VOLUMES => {
            let volumes = volumes.into_iter().map(|(_, path)| path).filter(|path| *path != workdir);
            let folders: Vec<String> = std::iter::once(workdir.clone()).chain(volumes).collect();
            let commands: Vec<String> =
                user.creation.map(str::to_owned).into_iter().chain([user.install(&folders)]).collect();
            let mut edits = insert_above(file, stage, first, Some(&commands.join(" && ")), "");
            edits.extend(add_user(file, stage, user, None)?);
            edits
        }
        None => return None,
    };
    let flags = [format!("--chown={}", user.owner())];
    edits.extend(copies.iter().map(|copy| edit::insert_flags(file, copy.instruction, &flags)));
    Some(Fix::not_safe(format!("Add `USER {}`, and let it own `{workdir}`", user.name), edits))
}

/// A USER as late as it may come, with the command that makes it in front.
pub(super) fn add_user(
    file: &Dockerfile,
    stage: Stage<'_>,
    user: &RunUser,
    creation: Option<&str>,
) -> Option<Vec<TextEdit>> {
    let line = user_line(file, user);
    let last_of_root = [stage.last(Keyword::Run), stage.last(Keyword::User)].into_iter().flatten();
    let last_of_root = last_of_root.map(|one| one.index).max();
    if let Some(command) = command(stage).filter(|command| Some(command.index) > last_of_root) {
        return Some(insert_above(file, stage, command, creation, &line));
    }
    let last = stage.instructions().next_back().unwrap_or(stage.from());
    if edit::is_open(last) {
        return None;
    }
    let joined = creation.and_then(|creation| join(file, last, creation));
    let run = creation.filter(|_| joined.is_none()).map(|creation| run_line(file, creation));
    let below = edit::insert_below(file, last, &format!("{}{line}", run.unwrap_or_default()));
    Some(joined.into_iter().chain([below]).collect())
}

/// The first of the stage's last CMD and ENTRYPOINT.
pub(super) fn command(stage: Stage<'_>) -> Option<Placed<'_>> {
    let commands = [stage.last(Keyword::Cmd), stage.last(Keyword::Entrypoint)];
    commands.into_iter().flatten().min_by_key(|command| command.index)
}

/// The WORKDIR in force, or the first of the copies into it, if no RUN comes behind.
fn start_of_user<'a>(stage: Stage<'a>, first: Placed<'a>) -> Option<Placed<'a>> {
    let workdir = stage.last(Keyword::Workdir)?;
    let start = if workdir.index < first.index { workdir } else { first };
    stage.last(Keyword::Run).is_none_or(|run| run.index < start.index).then_some(start)
}

/// A folder that an application may own.
fn own_folder(path: Value) -> Option<String> {
    let Value::Set(path) = path else { return None };
    let path = if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path };
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let place = Location::absolute(&path);
    let is_of_root = OF_ROOT.iter().any(|folder| place.below(&Location::absolute(folder)).is_some());
    let is_own = !is_of_root && !SHARED.contains(&path.as_str());
    (path.starts_with('/') && is_plain && is_own).then_some(path)
}

fn goes_into(copy: &Copy<'_>, folder: &str) -> bool {
    let folder = Location::absolute(folder);
    copy.target.as_ref().is_some_and(|target| target.below(&folder).is_some())
}

/// The folders of a VOLUME.
fn volumes_of<'a>(file: &Dockerfile, volume: Placed<'a>) -> Vec<(Placed<'a>, String)> {
    let spans = match &volume.command().arguments {
        Arguments::Words(words) => words.to_vec(),
        Arguments::Json(array) => array.elements.iter().map(|element| element.span).collect(),
        _ => Vec::new(),
    };
    let paths = spans.into_iter().map(|span| match file.value_of(volume, span) {
        Value::Set(path) => Value::Set(path.trim_matches('"').to_owned()),
        other => other,
    });
    paths.filter_map(own_folder).map(|path| (volume, path)).collect()
}

/// Puts a command for root and lines above an instruction; the command into the RUN above, if one is there.
fn insert_above(
    file: &Dockerfile,
    stage: Stage<'_>,
    anchor: Placed<'_>,
    command: Option<&str>,
    lines: &str,
) -> Vec<TextEdit> {
    let above = stage.instructions().rev().find(|one| one.index < anchor.index);
    let above = above.filter(|above| edit::are_neighbours(file, *above, anchor));
    let joined = above.zip(command).and_then(|(above, command)| join(file, above, command));
    let run = command.filter(|_| joined.is_none()).map(|command| run_line(file, command));
    let lines = format!("{}{lines}", run.unwrap_or_default());
    let inserted = (!lines.is_empty()).then(|| edit::insert_above(file, anchor, &lines));
    joined.into_iter().chain(inserted).collect()
}

/// A RUN of its own behind another one would be one layer more.
fn join(file: &Dockerfile, above: Placed<'_>, command: &str) -> Option<TextEdit> {
    let is_plain = above.keyword() == Some(Keyword::Run) && above.command().flags.is_empty();
    is_plain.then(|| script::append(file, above, command))?
}

fn run_line(file: &Dockerfile, command: &str) -> String {
    format!("{} {command}\n", edit::keyword(file, Keyword::Run))
}

fn user_line(file: &Dockerfile, user: &RunUser) -> String {
    format!("{} {}\n", edit::keyword(file, Keyword::User), user.name)
}
