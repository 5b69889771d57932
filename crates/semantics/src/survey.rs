//! What the build context has for the patterns of an ignore file.

use std::cell::Cell;

use plimsoll_syntax::dockerignore::Glob;

use crate::context::{BuildContext, ContextEntry};

/// More entries than a person's ignore file needs to be compared with.
const MOST_LOOKS: usize = 200_000;

/// A look at a context, pattern by pattern. Folders in which a pattern can match nothing are not entered, and all looks
/// together are bounded.
#[derive(Debug)]
pub struct Survey<'a> {
    context: &'a dyn BuildContext,
    looks_left: Cell<usize>,
}

/// What a pattern meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// It matches this path. What is below goes without saying.
    Match(String),
    /// It may match more below this folder, which was not looked into.
    Unknown(String),
}

impl<'a> Survey<'a> {
    pub fn new(context: &'a dyn BuildContext) -> Self {
        Survey { context, looks_left: Cell::new(MOST_LOOKS) }
    }

    /// What a pattern meets, in order of path.
    pub fn matches<'s>(&'s self, glob: &'s Glob) -> impl Iterator<Item = Sight> + 's {
        let mut stack = vec![(String::new(), ContextEntry::Folder)];
        std::iter::from_fn(move || {
            while let Some((path, entry)) = stack.pop() {
                let Some(left) = self.looks_left.get().checked_sub(1) else {
                    stack.clear();
                    return Some(Sight::Unknown(path));
                };
                self.looks_left.set(left);
                if !path.is_empty() && glob.matches(&path) {
                    return Some(Sight::Match(path));
                }
                let is_open = path.is_empty() || glob.may_match_below(&path);
                if entry == ContextEntry::File || !is_open {
                    continue;
                }
                if !self.context.is_listed(&path) {
                    return Some(Sight::Unknown(path));
                }
                let children = self.context.children(&path).into_iter().rev();
                let join = |name| if path.is_empty() { name } else { format!("{path}/{name}") };
                stack.extend(children.map(|(name, entry)| (join(name), entry)));
            }
            None
        })
    }

    /// Whether a pattern matches nothing for certain.
    pub fn is_without_match(&self, glob: &Glob) -> bool {
        self.matches(glob).next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{ListedContext, NoContext};

    fn sights(files: &[&str], pattern: &str) -> Vec<Sight> {
        let context = ListedContext::new(files.iter().copied());
        Survey::new(&context).matches(&Glob::new(pattern).unwrap()).collect()
    }

    #[test]
    fn the_topmost_matches_are_met() {
        let files = ["a.pyc", "app/a.pyc", "app/b/c.pyc", "web/app/x"];
        let met = |pattern| -> Vec<String> {
            let path = |sight| match sight {
                Sight::Match(path) | Sight::Unknown(path) => path,
            };
            sights(&files, pattern).into_iter().map(path).collect()
        };
        assert_eq!(met("*.pyc"), ["a.pyc"]);
        assert_eq!(met("**/*.pyc"), ["a.pyc", "app/a.pyc", "app/b/c.pyc"]);
        assert_eq!(met("**/app"), ["app", "web/app"]);
        assert_eq!(met("app/*/x"), [""; 0]);
    }

    #[test]
    fn nothing_is_certain_without_a_context() {
        let glob = Glob::new("a").unwrap();
        assert_eq!(Survey::new(&NoContext).matches(&glob).next(), Some(Sight::Unknown(String::new())));
        assert!(!Survey::new(&NoContext).is_without_match(&glob));
        assert!(Survey::new(&ListedContext::new(["b"])).is_without_match(&glob));
    }

    #[test]
    fn looks_are_bounded() {
        let context = ListedContext::new(["a", "b"]);
        let survey = Survey::new(&context);
        let glob = Glob::new("**/x").unwrap();
        assert!(survey.is_without_match(&glob));
        assert_eq!(survey.looks_left.get(), MOST_LOOKS - 3);
        survey.looks_left.set(2);
        assert!(!survey.is_without_match(&glob));
    }
}
