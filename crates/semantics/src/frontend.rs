//! The frontend that reads the file, as its `syntax` directive names it.

use plimsoll_syntax::suggest;

use crate::dockerfile::Dockerfile;

/// Docker's frontend for Dockerfiles.
const OWN: &str = "docker/dockerfile";

/// What is written for [`OWN`] by mistake, further from it than a slip of the keyboard. Nobody publishes these.
const CONFUSED: &[&str] = &["docker.io/dockerfile", "docker/docker", "dockerfile", "dockerfile/dockerfile"];

impl Dockerfile {
    /// The image of a frontend that is not Docker's own, if a `syntax` directive names one: what follows is then in
    /// a language of its own, and nothing that is said here about Dockerfiles holds.
    pub fn foreign_frontend(&self) -> Option<String> {
        let frontend = self.frontend()?;
        let (image, name) = image_and_name(&frontend);
        // A mirror may put anything in front of Docker's own.
        let is_own =
            |own: &str| name == own || name.strip_suffix(own).is_some_and(|rest| rest.ends_with('/'));
        let is_docker = is_own(OWN) || is_own("docker/dockerfile-upstream") || name == "dockerfile.v0";
        (!is_docker && !is_misspelled(name)).then(|| image.to_owned())
    }

    /// What a `syntax` directive calls Docker's own frontend by mistake, and its name: the build fails, since there is no
    /// such image.
    pub fn misspelled_frontend(&self) -> Option<(String, &'static str)> {
        let frontend = self.frontend()?;
        let (_, name) = image_and_name(&frontend);
        is_misspelled(name).then(|| (name.to_owned(), OWN))
    }

    /// What the `syntax` directive says.
    fn frontend(&self) -> Option<String> {
        // Enough for any run of comments that a directive can be in, but for a file that is one JSON object.
        const HEAD: usize = 32;
        let items = self.tree.items();
        let first = items.first()?.node.source().trim_start_matches('\u{feff}');
        if !first.starts_with(['#', '/', '{']) {
            return None;
        }
        let head = if first.starts_with('{') { items } else { &items[..items.len().min(HEAD)] };
        let text: String = head.iter().map(|item| item.node.source()).collect();
        plimsoll_syntax::frontend(&text)
    }
}

/// The image, and its name without tag and digest.
fn image_and_name(frontend: &str) -> (&str, &str) {
    let image = frontend.split(' ').next().unwrap_or_default();
    let repository = image.split('@').next().unwrap_or_default();
    match repository.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (image, name),
        _ => (image, repository),
    }
}

fn is_misspelled(name: &str) -> bool {
    CONFUSED.contains(&name) || suggest(name, [OWN]).is_some()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use crate::{Dockerfile, NoContext};

    #[test]
    fn names_that_were_meant_for_the_own_one() {
        let misspelled = |frontend: &str| {
            let text = format!("# syntax={frontend}\nFROM a\n");
            let file = Dockerfile::new(SyntaxTree::parse(&text), Arc::new(NoContext));
            let found = file.misspelled_frontend();
            assert!(found.is_none() || file.foreign_frontend().is_none());
            found.map(|(name, _)| name)
        };
        assert_eq!(misspelled("dockerfile/dockerfile:1").as_deref(), Some("dockerfile/dockerfile"));
        assert_eq!(misspelled("docker/dockefile:1.7-labs").as_deref(), Some("docker/dockefile"));
        assert_eq!(misspelled("docker/dockerfile:1"), None);
        assert_eq!(misspelled("docker/dockerfile-upstream:master"), None);
        assert_eq!(misspelled("ghcr.io/mirror/docker/dockerfile:1"), None);
        assert_eq!(misspelled("r2d4/mocker"), None);
    }
}
