//! The fixes of `copy-before-install` copy or mount all that the install reads: for every ecosystem, a project is
//! built with each of the fixes, as far as COPY goes, and looked at in front of the install.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_linter::{Settings, apply_fix, lint, verified_fixes};
use plimsoll_semantics::facts::ecosystems::ECOSYSTEMS;
use plimsoll_semantics::{Dockerfile, ListedContext};
use plimsoll_syntax::SyntaxTree;

struct Case {
    ecosystem: &'static str,
    /// What the install reads, then what it does not.
    reads: &'static str,
    others: &'static str,
    /// Behind `WORKDIR /app`.
    text: &'static str,
    /// How many fixes there are: to copy, and to mount.
    fixes: usize,
}

const fn case(
    ecosystem: &'static str,
    reads: &'static str,
    others: &'static str,
    text: &'static str,
    fixes: usize,
) -> Case {
    Case { ecosystem, reads, others, text, fixes }
}

const CASES: &[Case] = &[
    case("bun", "package.json bun.lock", "src/a.ts", "COPY . .\nRUN bun install --frozen-lockfile", 2),
    case(
        "bun",
        "package.json bun.lock bunfig.toml packages/a/package.json packages/b/package.json patches/x.patch",
        "packages/a/src/a.ts docs/package.json docs/bun.lock",
        "COPY . .\nRUN bun install",
        1,
    ),
    case("bundler", "Gemfile Gemfile.lock .ruby-version", "app/a.rb", "COPY . .\nRUN bundle install", 1),
    case("cargo", "Cargo.toml src/main.rs", "", "COPY . .\nRUN cargo build", 0),
    case(
        "composer",
        "composer.json composer.lock",
        "src/a.php",
        "COPY . .\nRUN composer install --no-autoloader --no-scripts",
        1,
    ),
    case(
        "conda",
        "environment.yml requirements.txt",
        "a.py",
        "COPY . /app\nRUN conda env create -f environment.yml",
        2,
    ),
    case("go", "go.mod go.sum", "main.go", "COPY . .\nRUN go mod download", 2),
    case(
        "go",
        "go.work go.work.sum api/go.mod api/go.sum lib/go.mod",
        "api/main.go vendor/x/go.mod",
        "COPY . .\nWORKDIR /app/api\nRUN go mod download",
        2,
    ),
    case(
        "gradle",
        "build.gradle settings.gradle gradle.properties gradlew gradle/wrapper/a.jar gradle/libs.versions.toml api/build.gradle",
        "api/src/main/java/A.java",
        "COPY . .\nRUN ./gradlew --no-daemon dependencies",
        2,
    ),
    case(
        "maven",
        "pom.xml api/pom.xml lib/core/pom.xml .mvn/maven.config mvnw",
        "api/src/main/java/A.java",
        "COPY . /app/\nRUN ./mvnw -B dependency:go-offline",
        2,
    ),
    case(
        "maven",
        "pom.xml api/pom.xml",
        "api/A.java",
        "COPY . .\nRUN mvn -f api/pom.xml dependency:resolve",
        2,
    ),
    case(
        "mix",
        "mix.exs mix.lock apps/a/mix.exs",
        "apps/a/lib/a.ex",
        "COPY . .\nRUN mix deps.get --only prod",
        1,
    ),
    case(
        "npm",
        "web/package.json web/package-lock.json",
        "package.json web/a.js",
        "COPY web/ ./\nRUN npm ci",
        2,
    ),
    case(
        "npm",
        "web/package.json web/package-lock.json web/.npmrc",
        "package.json package-lock.json web/a.js",
        "COPY . /app\nRUN cd web && npm ci && npm run build",
        1,
    ),
    case(
        "npm",
        "package.json package-lock.json packages/a/package.json packages/@b/c/package.json",
        "packages/a/index.js other/package.json other/package-lock.json",
        "COPY . .\nWORKDIR packages/a\nRUN npm ci",
        2,
    ),
    case(
        "npm",
        "package.json package-lock.json packages/a/package.json",
        "src/index.js",
        "COPY package*.json ./\nCOPY packages packages\nCOPY . .\nRUN <<EOF\nset -e\nnpm ci\nnpm run build\nEOF",
        1,
    ),
    case(
        "nuget",
        "App.sln src/Api/Api.csproj src/Core/Core.fsproj Directory.Packages.props nuget.config",
        "src/Api/Program.cs",
        "COPY . .\nRUN dotnet restore src/Api/Api.csproj",
        2,
    ),
    case(
        "nuget",
        "Api/Api.csproj Core/Core.csproj",
        "Api/A.cs",
        "COPY . /src\nWORKDIR /src/Api\nRUN dotnet restore",
        2,
    ),
    case("pdm", "pyproject.toml pdm.lock", "src/a.py", "COPY . .\nRUN pdm sync --no-self", 2),
    case("pip", "requirements.txt", "a.py", "COPY . /src\nRUN cd /src && pip install -r requirements.txt", 2),
    case(
        "pip",
        "app/requirements-dev.txt app/requirements.txt app/constraints.txt",
        "app/a.py b.py",
        "COPY app/ .\nRUN <<EOF\npip install -r requirements-dev.txt\nEOF",
        2,
    ),
    case(
        "pip",
        "requirements-dev.txt requirements-test.txt requirements.txt",
        "a.py docs/requirements.txt",
        "COPY . .\nRUN pip install -r requirements-dev.txt",
        2,
    ),
    case(
        "pip",
        "requirements/dev.txt requirements/base.txt",
        "a.py",
        "COPY . .\nRUN pip install -r requirements/dev.txt && make",
        1,
    ),
    case("pipenv", "Pipfile Pipfile.lock", "a.py", "COPY . .\nRUN pipenv install --deploy --system", 2),
    case(
        "pnpm",
        "package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc apps/web/package.json patches/x.patch",
        "apps/web/a.ts apps/web/node_modules/x/package.json",
        "COPY . .\nRUN pnpm install --frozen-lockfile --filter web",
        0,
    ),
    case(
        "pnpm",
        "package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc apps/web/package.json patches/x.patch",
        "apps/web/a.ts",
        "COPY . .\nRUN pnpm install --frozen-lockfile --filter web",
        2,
    ),
    case(
        "poetry",
        "pyproject.toml poetry.lock poetry.toml",
        "a.py",
        "COPY . .\nRUN poetry install --no-root",
        2,
    ),
    case(
        "swift",
        "Package.swift Package.resolved lib/Package.swift",
        "Sources/a.swift",
        "COPY . .\nRUN swift package resolve",
        1,
    ),
    case(
        "uv",
        "pyproject.toml uv.lock libs/a/pyproject.toml",
        "libs/a/src/a.py",
        "COPY . .\nRUN uv sync --locked --no-install-workspace",
        2,
    ),
    case(
        "uv pip",
        "requirements.txt",
        "a.py",
        "COPY . .\nRUN uv pip install --system -r requirements.txt",
        2,
    ),
    case(
        "yarn",
        "package.json yarn.lock .yarnrc.yml .yarn/releases/yarn.cjs .yarn/patches/x.patch packages/a/package.json",
        "packages/a/index.js",
        "COPY . .\nRUN yarn install --immutable",
        2,
    ),
    case(
        "yarn",
        "package.json yarn.lock",
        "a.js",
        "COPY package.json .\nCOPY . .\nRUN yarn && yarn build",
        1,
    ),
];

impl Case {
    fn context(&self) -> Vec<&'static str> {
        self.reads.split(' ').chain(self.others.split(' ')).filter(|file| !file.is_empty()).collect()
    }

    fn file(&self, text: &str) -> Dockerfile {
        let context = ListedContext::new(self.context());
        Dockerfile::new(SyntaxTree::parse(text), Arc::new(context))
    }
}

/// The files of the image by place, each with its path in the context: after the instructions in front of the first
/// RUN, what that mounts included, and after all.
fn build(case: &Case, text: &str) -> [BTreeMap<String, &'static str>; 2] {
    let file = case.file(text);
    let mut image = BTreeMap::new();
    let mut in_front = None;
    for one in file.instructions() {
        if let Some(copy) = file.copy(one) {
            let target = copy.target.clone().unwrap().absolute_path().unwrap();
            for source in &copy.sources {
                let path = source.in_context().unwrap();
                for name in case.context() {
                    if let Some(below) = brought(name, &path, copy.names_folder()) {
                        image.insert(clean(&format!("{target}/{below}")), name);
                    }
                }
            }
        } else if one.mounts().next().is_some() || one.source().to_lowercase().starts_with("run") {
            let folder = file.working_folder(one).unwrap().absolute_path().unwrap();
            in_front.get_or_insert_with(|| {
                let mut seen = image.clone();
                for (_, mount) in one.mounts() {
                    let source = mount.get(&["source"]).unwrap().value.clone().unwrap();
                    let target = mount.target().unwrap();
                    let start = if target.starts_with('/') { "" } else { folder.as_str() };
                    for name in case.context() {
                        if let Some(below) = brought(name, &source, false) {
                            seen.insert(clean(&format!("{start}/{target}/{below}")), name);
                        }
                    }
                }
                seen
            });
        }
    }
    [in_front.unwrap(), image]
}

/// Where a file goes below the destination of a source, if that brings it.
fn brought<'n>(name: &'n str, source: &str, into_folder: bool) -> Option<&'n str> {
    if source == "." {
        return Some(name);
    }
    if let Some((start, end)) = source.split_once('*') {
        let is_one = !name.contains('/') && name.starts_with(start) && name.ends_with(end);
        return is_one.then_some(name);
    }
    if name == source {
        return Some(if into_folder { name.rsplit('/').next().unwrap() } else { "" });
    }
    name.strip_prefix(source)?.strip_prefix('/')
}

fn clean(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("/{}", parts.join("/"))
}

/// How often each of the rules that are on by default finds something.
fn rules_of(file: &Dockerfile) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in lint(file, &Settings::default()) {
        *counts.entry(finding.rule.name).or_default() += 1;
    }
    counts
}

#[test]
fn the_install_finds_all_that_it_reads() {
    let settings = Settings::from_selection(&["copy-before-install".to_owned()], &[]).unwrap();
    for case in CASES {
        let text = format!("FROM a:1\nWORKDIR /app\n{}\n", case.text);
        let file = case.file(&text);
        let findings = lint(&file, &settings);
        let fixes = findings.first().map_or(Vec::new(), |finding| verified_fixes(&file, finding));
        assert_eq!(fixes.len(), case.fixes, "{text}{:?}", findings.first().map(|finding| &finding.declined));
        let [before, all] = build(case, &text);
        for fix in fixes {
            let fixed = apply_fix(&file, fix).unwrap();
            let [after, all_after] = build(case, &fixed);
            for read in case.reads.split(' ') {
                let place = before.iter().find(|(_, name)| **name == read).unwrap().0;
                assert_eq!(after.get(place), Some(&read), "{read} is not at {place}:\n{fixed}");
            }
            for other in case.others.split(' ') {
                assert!(
                    !after.values().any(|name| *name == other),
                    "{other} is still copied first:\n{fixed}"
                );
            }
            assert_eq!(all_after, all, "{fixed}");
            assert!(lint(&case.file(&fixed), &settings).is_empty(), "{fixed}");
            let new = |rule: &str, count: usize| count > rules_of(&file).get(rule).copied().unwrap_or(0);
            let found = rules_of(&case.file(&fixed));
            assert!(!found.iter().any(|(rule, count)| new(rule, *count)), "{found:?} in\n{fixed}");
        }
    }
}

#[test]
fn every_ecosystem_is_tried() {
    for ecosystem in ECOSYSTEMS {
        assert!(CASES.iter().any(|case| case.ecosystem == ecosystem.name), "{}", ecosystem.name);
    }
}
