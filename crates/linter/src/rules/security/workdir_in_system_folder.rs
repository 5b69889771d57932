//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("workdir-in-system-folder", include_str!("workdir_in_system_folder.md"), check);

const FOLDERS: &[&str] = &["/boot", "/dev", "/initrd", "/lost+found", "/proc", "/sys"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for workdir in file.instructions_of(Keyword::Workdir) {
        let Arguments::Text(text) = workdir.command().arguments else { continue };
        let value = file.workdir_after(workdir);
        let Some(path) = value.as_set() else { continue };
        let is_inside = |folder: &&&str| path.strip_prefix(**folder).is_some_and(is_end_of_name);
        if let Some(folder) = FOLDERS.iter().find(is_inside) {
            report.at(workdir.range(text), format!("`{folder}` belongs to the kernel and the machine"));
        }
    }
}

fn is_end_of_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}
