//! How the dependencies of a project are installed, by ecosystem. Read on 2026-11-22; the table is in `ecosystem_table`.

use super::cache::CacheFolder;
pub use super::ecosystem_table::ECOSYSTEMS;

/// One installer of dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ecosystem {
    pub name: &'static str,
    /// The words that start it. A version at the end of the first word (`pip3.12`) and its folder don't count.
    pub programs: &'static [&'static [&'static str]],
    /// The words after the program and its flags that install; an empty one: the program alone installs.
    pub commands: &'static [&'static [&'static str]],
    /// Flags between the program and the command that take the next word as their value.
    pub value_flags: &'static [&'static str],
    /// Flags that name the project's folder, before or after the command.
    pub folder_flags: &'static [&'static str],
    /// Flags that name more files it reads, beside those of `reads`.
    pub file_flags: &'static [&'static str],
    /// Folders that it makes in the project's folder.
    pub outputs: &'static [&'static str],
    /// With one of these flags the command has nothing to do with the project.
    pub not_with: &'static [&'static str],
    pub reads: Reads,
    pub sources: Sources,
    pub parts: Parts,
    pub writes: Writes,
    /// What names the dependencies: file names or globs, in the project's folder.
    pub manifests: &'static [&'static str],
    pub locks: &'static [&'static str],
    pub caches: &'static [CacheFolder],
    /// Words of a command line whose packages stay in `caches`, where later commands read them: `build` of `go build`.
    pub stores: &'static [&'static str],
    /// Flags and variables with which `caches` is not filled: the cache is elsewhere, or nothing is downloaded.
    pub caches_not_with: &'static [&'static str],
    /// Flag of the install command that leaves no cache.
    pub no_cache_flag: Option<&'static str>,
    /// Variable and value that leave no cache.
    pub no_cache_variable: Option<(&'static str, &'static str)>,
    /// Shell command that empties the cache.
    pub clean: Option<&'static str>,
    pub source: &'static str,
}

/// Where the install command finds its manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// In the working directory.
    Folder,
    /// Where these flags point; without any, the command installs what its arguments name.
    Flags(&'static [&'static str]),
}

/// Whether the install command reads the project's sources, not only its manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    Never,
    Always,
    /// Not with one of these flags.
    Unless(&'static [&'static str]),
    /// With an argument that is a path (`.`, `./lib`), or after one of these flags.
    ForPaths(&'static [&'static str]),
}

/// What the install command needs of the parts of a project: workspace members, modules, the projects of a solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// Nobody can tell: their sources, perhaps.
    Sources,
    /// Their manifests.
    Manifests,
    /// Their manifests; one with a lock file of its own is another project.
    ManifestsUnlessLocked,
}

/// Whether the install command may write to the manifests and lock files that it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    Never,
    /// Not with one of these words on its command line.
    Unless(&'static [&'static str]),
}

/// A command that installs the dependencies of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencyInstall<'w> {
    pub ecosystem: &'static Ecosystem,
    /// The words after the command: flags and arguments. Flags before it are in `flags_before`.
    pub arguments: &'w [&'w str],
    pub flags_before: &'w [&'w str],
}

impl Ecosystem {
    pub fn named(name: &str) -> Option<&'static Ecosystem> {
        ECOSYSTEMS.iter().find(|ecosystem| ecosystem.name == name)
    }

    /// Whether a word may start it.
    pub(crate) fn has_program(&self, word: &str) -> bool {
        self.programs.iter().any(|program| strip_program(&[word], &program[..1]).is_some())
    }

    /// Whether a variable moves one of its caches.
    pub(crate) fn moves_cache(&self, variable: &str) -> bool {
        self.caches.iter().flat_map(|cache| cache.variables).any(|one| one.name == variable)
    }

    /// Whether it is the program of a command line.
    pub fn is_run_by(&self, words: &[&str]) -> bool {
        self.programs.iter().any(|program| strip_program(words, program).is_some())
    }

    fn parse<'w>(&'static self, words: &'w [&'w str]) -> Option<DependencyInstall<'w>> {
        let rest = self.programs.iter().find_map(|program| strip_program(words, program))?;
        let (flags_before, rest) = rest.split_at(self.count_flags(rest));
        // The longest command wins: the program alone only counts where no command follows.
        let command =
            self.commands.iter().filter(|command| rest.starts_with(command)).max_by_key(|c| c.len())?;
        let arguments = &rest[command.len()..];
        if command.is_empty() && !arguments.is_empty() {
            return None;
        }
        let install = DependencyInstall { ecosystem: self, arguments, flags_before };
        (!install.has_flag(self.not_with)).then_some(install)
    }

    /// How many of the words are flags of the program and their values.
    fn count_flags(&self, words: &[&str]) -> usize {
        let mut count = 0;
        while let Some(word) = words.get(count).filter(|word| word.starts_with('-')) {
            count += if self.value_flags.contains(word) { 2 } else { 1 };
        }
        count.min(words.len())
    }
}

impl<'w> DependencyInstall<'w> {
    /// The install that a command line is; its words without quotes, without `sudo` and the like.
    ///
    /// `pip install flask` is none, as no manifest says what it installs, and `npm install express`, which writes to the
    /// manifest.
    pub fn parse(words: &'w [&'w str]) -> Option<DependencyInstall<'w>> {
        Self::parse_any(words).filter(DependencyInstall::is_for_project)
    }

    /// The same, whether or not a manifest says what it installs.
    pub fn parse_any(words: &'w [&'w str]) -> Option<DependencyInstall<'w>> {
        ECOSYSTEMS.iter().find_map(|ecosystem| ecosystem.parse(words))
    }

    /// The values of the flags that name manifests.
    pub fn named_manifests(&self) -> impl Iterator<Item = &'w str> {
        let flags = match self.ecosystem.reads {
            Reads::Flags(flags) => flags,
            Reads::Folder => &[],
        };
        self.values_of(flags)
    }

    /// The values of the flags that name other files.
    pub fn other_files(&self) -> impl Iterator<Item = &'w str> {
        self.values_of(self.ecosystem.file_flags)
    }

    /// The project's folder, if a flag names it.
    pub fn folder(&self) -> Option<&'w str> {
        self.values_of(self.ecosystem.folder_flags).last()
    }

    fn values_of(&self, flags: &'static [&'static str]) -> impl Iterator<Item = &'w str> {
        let mut found = Vec::new();
        let mut words = self.flags_before.iter().chain(self.arguments);
        while let Some(word) = words.next() {
            match flags.iter().find_map(|flag| value_of(word, flag)) {
                Some("") => found.extend(words.next()),
                Some(value) => found.push(value),
                None => {}
            }
        }
        found.into_iter()
    }

    pub fn needs_sources(&self) -> bool {
        match self.ecosystem.sources {
            Sources::Never => false,
            Sources::Always => true,
            Sources::Unless(flags) => !self.has_flag(flags),
            Sources::ForPaths(flags) => self.has_flag(flags) || self.operands().any(is_path),
        }
    }

    /// The arguments, without the values of flags that name manifests, other files, or a place to install to.
    fn operands(&self) -> impl Iterator<Item = &'w str> {
        const TARGETS: &[&str] = &["-t", "--prefix", "--root", "--target"];
        let named: Vec<&str> = self.named_manifests().chain(self.other_files()).collect();
        let targets: Vec<&str> = self.values_of(TARGETS).collect();
        self.arguments.iter().copied().filter(move |word| !named.contains(word) && !targets.contains(word))
    }

    /// Whether one of the flags is on the command line, with or without `=value`.
    pub fn has_flag(&self, flags: &[&str]) -> bool {
        self.flags_before.iter().chain(self.arguments).any(|word| {
            let name = word.split_once('=').map_or(*word, |(name, _)| name);
            flags.contains(&name)
        })
    }

    /// The project says what is installed: its manifests or its sources.
    pub fn is_for_project(&self) -> bool {
        self.needs_sources() || self.reads_manifests() && !self.adds_packages()
    }

    fn adds_packages(&self) -> bool {
        let is_package = |word: &&str| !word.starts_with('-') && !is_path(word);
        self.ecosystem.manifests.contains(&"package.json") && self.arguments.first().is_some_and(is_package)
    }

    fn reads_manifests(&self) -> bool {
        match self.ecosystem.reads {
            Reads::Folder => true,
            Reads::Flags(_) => self.named_manifests().next().is_some(),
        }
    }
}

fn strip_program<'w>(words: &'w [&'w str], program: &[&str]) -> Option<&'w [&'w str]> {
    let (first, rest) = words.split_first()?;
    let (expected, others) = program.split_first()?;
    let name = first.rsplit('/').next().unwrap_or(first);
    let matches = (name == *expected || without_version(name) == *expected) && rest.starts_with(others);
    matches.then(|| &rest[others.len()..])
}

/// `pip` of `pip3.12`.
pub(crate) fn without_version(program: &str) -> &str {
    program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
}

/// The value in a word that is `flag`, `flag=value` or, for short flags, `-fvalue`; empty when it is the next word.
fn value_of<'w>(word: &'w str, flag: &str) -> Option<&'w str> {
    let rest = word.strip_prefix(flag)?;
    if rest.is_empty() {
        Some(rest)
    } else if flag.starts_with("--") {
        rest.strip_prefix('=')
    } else {
        Some(rest)
    }
}

fn is_path(argument: &str) -> bool {
    argument == "." || argument == ".." || ["./", "../", ".["].iter().any(|start| argument.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name of the ecosystem, `+sources` where the sources are needed, then the manifests that flags name.
    fn install(line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(install) = DependencyInstall::parse(&words) else { return "-".to_owned() };
        let mut text = install.ecosystem.name.to_owned();
        if install.needs_sources() {
            text.push_str("+sources");
        }
        for manifest in install.named_manifests() {
            text.push(' ');
            text.push_str(manifest);
        }
        text
    }

    fn check(cases: &[(&str, &str)]) {
        for (line, expected) in cases {
            assert_eq!(install(line), *expected, "{line}");
        }
    }

    #[test]
    fn python() {
        check(&[
            ("pip install -r requirements.txt", "pip requirements.txt"),
            ("pip3.12 --no-cache-dir install -rbase.txt --requirement=dev.txt", "pip base.txt dev.txt"),
            ("/opt/venv/bin/python3 -m pip install -r r.txt", "pip r.txt"),
            ("pip install -r ./r.txt -c ../c.txt -t ./lib", "pip ./r.txt"),
            ("pip install -r ./r.txt ./lib", "pip+sources ./r.txt"),
            ("pip install .", "pip+sources"),
            ("pip install -e .[dev]", "pip+sources"),
            ("pip install flask", "-"),
            ("pip list", "-"),
            ("uv sync --locked", "uv+sources"),
            ("uv sync --locked --no-install-project", "uv"),
            ("uv pip install --system -r requirements.txt", "uv pip requirements.txt"),
            ("poetry --no-cache install --no-root", "poetry"),
            ("poetry install", "poetry+sources"),
            ("pipenv install --deploy", "pipenv"),
            ("pdm sync --no-self", "pdm"),
            ("conda env create -f environment.yml", "conda environment.yml"),
            ("micromamba install -y -n base --file env.yaml", "conda env.yaml"),
            ("conda install numpy", "-"),
        ]);
    }

    #[test]
    fn javascript() {
        check(&[
            ("npm ci", "npm"),
            ("npm --prefix web ci", "npm"),
            ("npm --silent run ci", "-"),
            ("npm install -g pnpm", "-"),
            ("npm run install", "-"),
            ("npm install express", "-"),
            ("npm install --omit dev", "npm"),
            ("yarn", "yarn"),
            ("yarn --frozen-lockfile", "yarn"),
            ("yarn install --immutable", "yarn"),
            ("yarn build", "-"),
            ("yarn --version", "-"),
            ("pnpm fetch --prod", "pnpm"),
            ("pnpm i --frozen-lockfile", "pnpm"),
            ("bun install --production", "bun"),
        ]);
    }

    #[test]
    fn the_others() {
        check(&[
            ("bundle", "bundler"),
            ("bundle install --jobs 4", "bundler"),
            ("bundle exec rake", "-"),
            ("composer install --no-dev", "composer+sources"),
            ("composer install --no-dev --no-autoloader --no-scripts", "composer"),
            ("go mod download -x", "go"),
            ("go build ./...", "-"),
            ("cargo build --release", "cargo+sources"),
            ("cargo fetch", "cargo+sources"),
            ("./mvnw -B dependency:go-offline", "maven"),
            ("mvn -f pom.xml dependency:resolve", "maven"),
            ("mvn package", "-"),
            ("./gradlew --no-daemon dependencies", "gradle"),
            ("dotnet restore App.csproj", "nuget"),
            ("mix deps.get --only prod", "mix"),
            ("swift package resolve", "swift"),
            ("", "-"),
        ]);
    }

    #[test]
    fn names_are_unique_and_caches_absolute() {
        assert!(ECOSYSTEMS.is_sorted_by(|a, b| a.name < b.name));
        for ecosystem in ECOSYSTEMS {
            assert!(!ecosystem.manifests.is_empty() && !ecosystem.source.is_empty(), "{}", ecosystem.name);
            assert!(ecosystem.caches.iter().all(|cache| cache.path.starts_with('/')), "{}", ecosystem.name);
        }
    }

    #[test]
    fn caches_follow_the_environment_of_the_image() {
        let resolve = |name: &str, variable: &str, value: &'static str| {
            let cache = Ecosystem::named(name).unwrap().caches[0];
            cache.resolve(|asked| (asked == variable).then_some(value), "/root")
        };
        assert_eq!(resolve("go", "GOPATH", "/go"), "/go/pkg/mod");
        assert_eq!(resolve("cargo", "CARGO_HOME", "/usr/local/cargo"), "/usr/local/cargo/registry");
        assert_eq!(resolve("composer", "COMPOSER_HOME", "/tmp"), "/tmp/cache");
        assert_eq!(resolve("yarn", "", ""), "/usr/local/share/.cache/yarn");
    }
}
