//! Shared: what an ignore file should hold, and must not.

use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::facts::unwanted::is_unwanted;
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Stage};
use plimsoll_syntax::Keyword;
use plimsoll_syntax::dockerignore::Matcher;

/// Lines of an ignore file that belong together.
struct Section {
    title: &'static str,
    needs: Needs,
    patterns: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Needs {
    Nothing,
    /// The pattern matches something that is there.
    Itself,
    /// One of these files is in the context.
    Files(&'static [&'static str]),
    /// One of these files, and the Dockerfile installs with one of these.
    Install(&'static [&'static str], &'static [&'static str]),
}

const SECTIONS: &[Section] = &[
    Section { title: "Version control", needs: Needs::Nothing, patterns: &[".git"] },
    Section {
        title: "Version control",
        needs: Needs::Itself,
        patterns: &[".gitattributes", ".github", ".gitignore", ".gitlab-ci.yml", ".hg", ".svn"],
    },
    Section { title: "Secrets", needs: Needs::Nothing, patterns: &["**/.env", "**/.env.*"] },
    Section { title: "Secrets", needs: Needs::Itself, patterns: &["*.key", "*.pem", ".aws", ".ssh"] },
    Section {
        title: "Editors and systems",
        needs: Needs::Itself,
        patterns: &[".idea", ".vs", ".vscode", ".DS_Store", "*.swp"],
    },
    Section {
        title: "Docker",
        needs: Needs::Itself,
        patterns: &[
            "Dockerfile*",
            "compose*.yaml",
            "compose*.yml",
            "docker-compose*.yaml",
            "docker-compose*.yml",
        ],
    },
    Section {
        title: "Python",
        needs: Needs::Files(&["requirements*.txt", "pyproject.toml", "setup.py", "Pipfile", "*.py"]),
        patterns: &[
            "**/__pycache__",
            "**/*.py[co]",
            "**/.venv",
            "**/venv",
            "**/*.egg-info",
            "**/.mypy_cache",
            "**/.pytest_cache",
            "**/.ruff_cache",
            "**/.tox",
        ],
    },
    Section {
        title: "Node.js",
        needs: Needs::Install(&["package.json"], &["bun", "npm", "pnpm", "yarn"]),
        patterns: &["**/node_modules"],
    },
    Section { title: "Node.js", needs: Needs::Files(&["package.json"]), patterns: &["**/npm-debug.log*"] },
    Section { title: "Go", needs: Needs::Files(&["go.mod"]), patterns: &["**/*.test", "**/*.out"] },
    Section { title: "Rust", needs: Needs::Files(&["Cargo.toml"]), patterns: &["**/target"] },
    Section { title: "Java", needs: Needs::Files(&["pom.xml"]), patterns: &["**/target"] },
    Section {
        title: "Java",
        needs: Needs::Files(&["build.gradle", "build.gradle.kts"]),
        patterns: &["**/.gradle", "**/build"],
    },
    Section {
        title: ".NET",
        needs: Needs::Files(&["*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx"]),
        patterns: &["**/bin", "**/obj"],
    },
    Section {
        title: "Ruby",
        needs: Needs::Files(&["Gemfile"]),
        patterns: &[".bundle", "vendor/bundle", "log/*", "tmp/*"],
    },
    Section {
        title: "PHP",
        needs: Needs::Install(&["composer.json"], &["composer"]),
        patterns: &["**/vendor"],
    },
];

/// Paths of the context that the Dockerfile names one by one: it can't do without them.
pub(super) fn paths_by_name(file: &Dockerfile) -> Vec<String> {
    let copies = file.instructions().filter_map(|instruction| file.copy(instruction));
    let sources = copies.filter(Copy::is_from_context).flat_map(|copy| copy.sources);
    let bound = file.instructions_of(Keyword::Run).flat_map(|run| file.bound_paths(run));
    let paths = sources.filter_map(|source| source.in_context()).chain(bound.map(|(_, path)| path));
    paths.filter(|path| path != ".").collect()
}

/// Whether a path of the context is a part of a source of COPY or ADD.
pub(super) fn is_below(path: &str, source: &str) -> bool {
    matches!(source, "." | "*" | "**")
        || path.strip_prefix(source).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A line that leaves out a path of the context, and what has the same name elsewhere; nothing for a name that can't be
/// written.
pub(super) fn pattern_for(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let escaped: String = name
        .chars()
        .flat_map(|c| matches!(c, '*' | '?' | '[' | ']' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    // A version control system has its folder in the root, but for those of submodules.
    let pattern = if path == ".git" { escaped } else { format!("**/{escaped}") };
    Matcher::new(&pattern).is_ignored(path).then_some(pattern)
}

/// The text of an ignore file for what the context holds. It leaves out nothing that is `copied` by name.
pub(super) fn suggest(file: &Dockerfile, copied: &[String]) -> String {
    let names = names(file);
    let installers: Vec<&'static Ecosystem> =
        file.stages().flat_map(Stage::dependency_installs).map(|install| install.ecosystem).collect();
    let is_there = |pattern: &str| {
        let matcher = Matcher::new(pattern);
        names.iter().any(|name| matcher.is_ignored(name))
    };
    let mut text = String::new();
    let mut written: Vec<&str> = Vec::new();
    let mut title = "";
    for section in SECTIONS {
        let is_wanted = |pattern: &str| match section.needs {
            Needs::Nothing => true,
            Needs::Itself => is_there(pattern),
            Needs::Files(files) => files.iter().any(|file| is_there(file)),
            Needs::Install(files, by) => {
                files.iter().any(|file| is_there(file)) && installers.iter().any(|one| by.contains(&one.name))
            }
        };
        for pattern in section.patterns.iter().filter(|pattern| is_wanted(pattern)) {
            let matcher = Matcher::new(pattern);
            if written.contains(pattern) || copied.iter().any(|path| matcher.is_ignored(path)) {
                continue;
            }
            if title != section.title {
                title = section.title;
                let gap = if text.is_empty() { "" } else { "\n" };
                text += &format!("{gap}# {title}\n");
            }
            text += &format!("{pattern}\n");
            written.push(pattern);
        }
    }
    text
}

/// The names in the root of the context and in the folders there.
fn names(file: &Dockerfile) -> Vec<String> {
    let context = file.context();
    let mut names = Vec::new();
    for (name, entry) in context.children("") {
        if entry == ContextEntry::Folder && !is_unwanted(&name, entry) {
            names.extend(context.children(&name).into_iter().map(|(name, _)| name));
        }
        names.push(name);
    }
    names
}
