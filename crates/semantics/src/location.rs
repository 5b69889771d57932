//! Places in the file system of an image.

use plimsoll_syntax::Placed;
use plimsoll_syntax::expansion::Value;

use crate::dockerfile::Dockerfile;

/// A path in the image. Where nobody can tell the working directory, it is relative to that.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    start: Start,
    /// Without `.`, `..` and slashes at its ends; empty for the start itself.
    path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Start {
    Root,
    /// What this WORKDIR sets, an index into the items, or else the base image.
    Workdir(Option<usize>),
}

impl Location {
    /// An absolute path.
    pub fn absolute(path: &str) -> Location {
        let root = Location { start: Start::Root, path: String::new() };
        root.descend(path).unwrap_or(root)
    }

    /// A path seen from here. Nothing if it leads out of a folder whose place is not known.
    pub fn join(&self, path: &str) -> Option<Location> {
        if path.starts_with('/') { Some(Location::absolute(path)) } else { self.descend(path) }
    }

    fn descend(&self, path: &str) -> Option<Location> {
        let mut parts: Vec<&str> = self.path.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_some() || self.start == Start::Root => {}
                ".." => return None,
                part => parts.push(part),
            }
        }
        Some(Location { start: self.start, path: parts.join("/") })
    }

    /// The path from a folder to here: empty if it is the folder itself, nothing if this is not inside.
    pub fn below(&self, folder: &Location) -> Option<&str> {
        if self.start != folder.start {
            return None;
        }
        let rest = self.path.strip_prefix(folder.path.as_str())?;
        if rest.is_empty() || folder.path.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// The path from the root; nothing where the working directory is not known.
    pub fn absolute_path(&self) -> Option<String> {
        (self.start == Start::Root).then(|| format!("/{}", self.path))
    }

    /// Whether one of the two is inside the other. Places with unknown starts are taken to be apart.
    pub fn overlaps(&self, other: &Location) -> bool {
        self.below(other).is_some() || other.below(self).is_some()
    }
}

impl Dockerfile {
    /// The working directory of an instruction.
    pub fn working_folder(&self, instruction: Placed<'_>) -> Option<Location> {
        if let Value::Set(path) = self.workdir_at(instruction) {
            return Some(Location::absolute(&path));
        }
        let workdir = self.stage_of(instruction)?.workdir_instruction_before(instruction);
        Some(Location { start: Start::Workdir(workdir.map(|one| one.index)), path: String::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_places() {
        let app = Location::absolute("/srv//app/");
        assert_eq!(app.join("a/../b/.").unwrap(), Location::absolute("/srv/app/b"));
        assert_eq!(app.join("/etc").unwrap(), Location::absolute("/etc"));
        assert_eq!(app.join("../../../x").unwrap(), Location::absolute("/x"));
        assert_eq!(app.below(&Location::absolute("/")), Some("srv/app"));
        assert_eq!(app.below(&app), Some(""));
        assert_eq!(app.absolute_path().unwrap(), "/srv/app");
        assert_eq!(app.below(&Location::absolute("/sr")), None);
        assert!(Location::absolute("/").overlaps(&app) && !app.overlaps(&Location::absolute("/srv/b")));
    }

    #[test]
    fn places_below_an_unknown_folder() {
        let home = Location { start: Start::Workdir(None), path: String::new() };
        let sub = home.join("a/b").unwrap();
        assert_eq!(sub.below(&home), Some("a/b"));
        assert_eq!(sub.join("../..").unwrap(), home);
        assert_eq!(home.join(".."), None);
        assert_eq!(home.absolute_path(), None);
        assert_eq!(sub.below(&Location::absolute("/")), None);
        let other = Location { start: Start::Workdir(Some(3)), path: String::new() };
        assert_eq!(sub.below(&other), None);
    }
}
