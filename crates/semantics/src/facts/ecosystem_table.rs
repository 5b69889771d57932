//! The table of `ecosystems`: one entry per installer, sorted by name.

use super::cache::{CacheFolder, at, below};
use super::ecosystems::{Ecosystem, Parts, Reads, Sources, Writes};

/// What most entries have: manifests in the working directory, no need for sources, nothing to turn the cache off.
const PLAIN: Ecosystem = Ecosystem {
    name: "",
    programs: &[],
    commands: &[],
    value_flags: &[],
    folder_flags: &[],
    file_flags: &[],
    outputs: &[],
    not_with: &[],
    reads: Reads::Folder,
    sources: Sources::Never,
    parts: Parts::Sources,
    writes: Writes::Unless(&[]),
    manifests: &[],
    locks: &[],
    caches: &[],
    stores: &[],
    caches_not_with: &[],
    no_cache_flag: None,
    no_cache_variable: None,
    clean: None,
    source: "",
};

pub const ECOSYSTEMS: &[Ecosystem] = &[
    Ecosystem {
        name: "bun",
        programs: &[&["bun"]],
        commands: &[&["ci"], &["i"], &["install"]],
        value_flags: &["--cwd"],
        outputs: &["node_modules"],
        folder_flags: &["--cwd"],
        not_with: &["-g", "--global"],
        parts: Parts::ManifestsUnlessLocked,
        writes: Writes::Unless(&["--frozen-lockfile", "ci"]),
        manifests: &["package.json", "bunfig.toml", ".npmrc", "patches/**"],
        locks: &["bun.lock", "bun.lockb"],
        caches: &[CacheFolder::shared("/root/.bun/install/cache", &[at("BUN_INSTALL_CACHE_DIR")])],
        source: "oven-sh/bun 007ffb2d: docs/install/cache.md",
        ..PLAIN
    },
    Ecosystem {
        name: "bundler",
        programs: &[&["bundle"]],
        commands: &[&[], &["install"]],
        not_with: &["-h", "-v", "--help", "--version"],
        outputs: &["vendor/bundle", ".bundle"],
        writes: Writes::Unless(&["--deployment", "--frozen"]),
        manifests: &["Gemfile", "*.gemspec", ".ruby-version"],
        locks: &["Gemfile.lock"],
        // The ruby image sets GEM_HOME. `--no-cache` is about vendor/cache, not about downloads.
        caches: &[CacheFolder {
            varies: true,
            ..CacheFolder::shared("/usr/local/bundle/cache", &[below("GEM_HOME", "/cache")])
        }],
        caches_not_with: &["BUNDLE_DEPLOYMENT", "BUNDLE_PATH", "--deployment", "--local", "--path"],
        source: "rubygems/rubygems 69ec4a3a (2025-10-10): bundler/lib/bundler/rubygems_integration.rb, \
                 bundler/lib/bundler/man/bundle-install.1.ronn; docker-library/ruby: Dockerfile.template",
        ..PLAIN
    },
    Ecosystem {
        name: "cargo",
        programs: &[&["cargo"]],
        commands: &[&["b"], &["build"], &["fetch"]],
        value_flags: &["-C", "--color", "--config", "-Z"],
        // Even `fetch` refuses a manifest whose src/main.rs or src/lib.rs is missing.
        sources: Sources::Always,
        manifests: &["Cargo.toml", ".cargo/config.toml", "rust-toolchain.toml"],
        locks: &["Cargo.lock"],
        caches: &[
            CacheFolder::shared("/root/.cargo/registry", &[below("CARGO_HOME", "/registry")]),
            CacheFolder::shared("/root/.cargo/git/db", &[below("CARGO_HOME", "/git/db")]),
        ],
        stores: &[
            "b", "build", "bench", "c", "check", "clippy", "doc", "fetch", "r", "run", "rustc", "t", "test",
        ],
        caches_not_with: &["--frozen", "--offline", "CARGO_NET_OFFLINE"],
        source: "rust-lang/cargo af373f76 (2026-08-22): doc/book/src/guide/cargo-home.md; \
                 docker/docs 0082ac81: content/manuals/build/cache/optimize.md",
        ..PLAIN
    },
    Ecosystem {
        name: "composer",
        programs: &[&["composer"], &["composer.phar"], &["php", "composer.phar"]],
        commands: &[&["i"], &["install"]],
        value_flags: &["-d", "--working-dir"],
        outputs: &["vendor"],
        folder_flags: &["-d", "--working-dir"],
        // The class map and the scripts of the project are made from its sources.
        sources: Sources::Unless(&["--no-autoloader"]),
        parts: Parts::ManifestsUnlessLocked,
        manifests: &["composer.json"],
        locks: &["composer.lock"],
        // With an /etc/xdg folder or a variable XDG_… it is ~/.cache/composer. The composer image sets COMPOSER_HOME.
        caches: &[CacheFolder::shared(
            "/root/.composer/cache",
            &[at("COMPOSER_CACHE_DIR"), below("COMPOSER_HOME", "/cache")],
        )],
        no_cache_flag: Some("--no-cache"),
        no_cache_variable: Some(("COMPOSER_CACHE_DIR", "/dev/null")),
        clean: Some("composer clear-cache"),
        source: "composer/composer eba7baa5 (2026-08-21): doc/03-cli.md, doc/06-config.md, src/Composer/Factory.php",
        ..PLAIN
    },
    Ecosystem {
        name: "conda",
        programs: &[&["conda"], &["mamba"], &["micromamba"]],
        commands: &[&["create"], &["env", "create"], &["env", "update"], &["install"], &["update"]],
        reads: Reads::Flags(&["-f", "--file"]),
        writes: Writes::Never,
        manifests: &["environment.yml", "environment.yaml", "requirements*.txt"],
        locks: &["conda-lock.yml"],
        // Below the root prefix, /opt/conda in the images of Miniconda, Miniforge and micromamba.
        caches: &[CacheFolder::locked("/opt/conda/pkgs")],
        clean: Some("conda clean --all --yes"),
        source: "conda/conda 0f64223f (2026-08-21): docs/source/user-guide/tasks/manage-environments.rst, \
                 conda/base/context.py, conda/cli/main_clean.py; mamba-org/mamba 03564bf4 (2026-07-24): \
                 docs/source/user_guide/concepts.rst",
        ..PLAIN
    },
    Ecosystem {
        name: "go",
        programs: &[&["go"]],
        commands: &[&["mod", "download"]],
        value_flags: &["-C"],
        folder_flags: &["-C"],
        parts: Parts::Manifests,
        writes: Writes::Never,
        manifests: &["go.mod", "go.work"],
        locks: &["go.sum", "go.work.sum"],
        caches: &[
            CacheFolder::shared("/root/go/pkg/mod", &[at("GOMODCACHE"), below("GOPATH", "/pkg/mod")]),
            CacheFolder::shared(
                "/root/.cache/go-build",
                &[at("GOCACHE"), below("XDG_CACHE_HOME", "/go-build")],
            ),
        ],
        stores: &["build", "download", "generate", "run", "test", "vet"],
        clean: Some("go clean -modcache"),
        source: "golang/website b02076ae (2026-08-21): _content/ref/mod.md; \
                 docker/docs 0082ac81: content/manuals/build/cache/optimize.md",
        ..PLAIN
    },
    Ecosystem {
        name: "gradle",
        programs: &[&["gradle"], &["gradlew"]],
        commands: &[&["dependencies"]],
        value_flags: &["-b", "-g", "-I", "-p", "--gradle-user-home", "--init-script", "--project-dir"],
        outputs: &[".gradle", "build"],
        folder_flags: &["-p", "--project-dir"],
        parts: Parts::Manifests,
        writes: Writes::Never,
        manifests: &[
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts",
            "gradle.properties",
            "gradle/**",
            "gradlew",
        ],
        locks: &["gradle.lockfile"],
        caches: &[CacheFolder {
            variables: &[at("GRADLE_USER_HOME")],
            ..CacheFolder::locked("/root/.gradle")
        }],
        stores: &[
            "assemble",
            "bootJar",
            "bootWar",
            "build",
            "check",
            "compileJava",
            "compileKotlin",
            "dependencies",
            "distTar",
            "distZip",
            "installDist",
            "jar",
            "shadowJar",
            "test",
            "war",
        ],
        caches_not_with: &["-g", "--gradle-user-home", "--offline"],
        source: "keeganwitt/docker-gradle 9fe6f1e (2025-08-14): jdk21-noble/Dockerfile",
        ..PLAIN
    },
    Ecosystem {
        name: "maven",
        programs: &[&["mvn"], &["mvnw"]],
        commands: &[
            &["dependency:go-offline"],
            &["dependency:resolve"],
            &["dependency:resolve-plugins"],
            &["dependency:resolve-sources"],
        ],
        value_flags: &["-f", "-gs", "-l", "-P", "-pl", "-s", "-T", "--file", "--settings", "--threads"],
        outputs: &["target"],
        file_flags: &["-s", "-gs", "--settings"],
        parts: Parts::Manifests,
        writes: Writes::Never,
        manifests: &["pom.xml", ".mvn/**", "mvnw"],
        caches: &[CacheFolder::shared("/root/.m2/repository", &[])],
        stores: &[
            "compile",
            "dependency:go-offline",
            "dependency:resolve",
            "dependency:resolve-plugins",
            "dependency:resolve-sources",
            "deploy",
            "install",
            "package",
            "process-resources",
            "test",
            "test-compile",
            "verify",
        ],
        caches_not_with: &["-Dmaven.repo.local", "-o", "--offline", "MAVEN_ARGS", "MAVEN_OPTS"],
        source: "apache/maven-site edb18cd6 (2026-08-07): content/markdown/settings.md; \
                 apache/maven-dependency-plugin d8a43d37 (2026-08-21): src/main/java",
        ..PLAIN
    },
    Ecosystem {
        name: "mix",
        programs: &[&["mix"]],
        commands: &[&["deps.get"]],
        outputs: &["deps", "_build"],
        parts: Parts::Manifests,
        writes: Writes::Unless(&["--check-locked"]),
        manifests: &["mix.exs"],
        locks: &["mix.lock"],
        caches: &[CacheFolder::shared("/root/.hex", &[at("HEX_HOME")])],
        source: "hexpm/hex bd57e0dd (2026-08-21): lib/mix/tasks/hex.config.ex; elixir-lang/elixir 63a7a054: \
                 lib/mix/lib/mix/tasks/deps.ex",
        ..PLAIN
    },
    Ecosystem {
        name: "npm",
        programs: &[&["npm"]],
        commands: &[&["ci"], &["clean-install"], &["i"], &["ic"], &["in"], &["install"], &["install-clean"]],
        value_flags: &["-C", "-w", "--cache", "--prefix", "--registry", "--userconfig", "--workspace"],
        outputs: &["node_modules"],
        folder_flags: &["-C", "--prefix"],
        not_with: &["-g", "--global"],
        parts: Parts::ManifestsUnlessLocked,
        writes: Writes::Unless(&["ci", "clean-install", "ic", "install-clean"]),
        manifests: &["package.json", ".npmrc", "patches/**"],
        locks: &["package-lock.json", "npm-shrinkwrap.json"],
        caches: &[CacheFolder::shared("/root/.npm", &[at("npm_config_cache"), at("NPM_CONFIG_CACHE")])],
        caches_not_with: &["--cache", "--offline"],
        clean: Some("npm cache clean --force"),
        source: "npm/cli 780afc50 (2024-10-18): lib/utils/cmd-list.js, \
                 workspaces/config/lib/definitions/definitions.js, docs/lib/content/configuring-npm",
        ..PLAIN
    },
    Ecosystem {
        name: "nuget",
        programs: &[&["dotnet"]],
        commands: &[&["restore"]],
        outputs: &["bin", "obj"],
        parts: Parts::Manifests,
        writes: Writes::Never,
        manifests: &[
            "*.csproj",
            "*.fsproj",
            "*.vbproj",
            "*.sln",
            "*.slnx",
            "Directory.Build.props",
            "Directory.Packages.props",
            "NuGet.config",
            "nuget.config",
            "global.json",
        ],
        locks: &["packages.lock.json"],
        // The packages are not copied into the output of `restore`: later commands need the same mount.
        caches: &[CacheFolder::shared("/root/.nuget/packages", &[at("NUGET_PACKAGES")])],
        stores: &["build", "pack", "publish", "restore", "run", "test"],
        caches_not_with: &["--packages"],
        clean: Some("dotnet nuget locals all --clear"),
        source: "NuGet/docs.microsoft.com-nuget 2b52d770 (2026-08-07): \
                 docs/consume-packages/managing-the-global-packages-and-cache-folders.md, \
                 docs/consume-packages/Package-References-in-Project-Files.md",
        ..PLAIN
    },
    Ecosystem {
        name: "pdm",
        programs: &[&["pdm"]],
        commands: &[&["install"], &["sync"]],
        value_flags: &["-c", "-p", "--config", "--project"],
        outputs: &[".venv", "__pypackages__"],
        folder_flags: &["-p", "--project"],
        sources: Sources::Unless(&["--no-self"]),
        writes: Writes::Unless(&["--frozen-lockfile", "sync"]),
        manifests: &["pyproject.toml", "pdm.toml"],
        locks: &["pdm.lock"],
        caches: &[CacheFolder::shared(
            "/root/.cache/pdm",
            &[at("PDM_CACHE_DIR"), below("XDG_CACHE_HOME", "/pdm")],
        )],
        no_cache_variable: Some(("PDM_NO_CACHE", "1")),
        clean: Some("pdm cache clear"),
        source: "pdm-project/pdm a7e9d001 (2026-08-21): docs/usage/advanced.md, src/pdm/cli/options.py, \
                 src/pdm/project/config.py",
        ..PLAIN
    },
    Ecosystem {
        name: "pip",
        programs: &[&["pip"], &["python", "-m", "pip"]],
        commands: &[&["download"], &["install"], &["wheel"]],
        value_flags: &["--cache-dir", "--log", "--proxy", "--python", "--timeout"],
        file_flags: &["-c", "--constraint"],
        reads: Reads::Flags(&["-r", "--requirement"]),
        sources: Sources::ForPaths(&["-e", "--editable"]),
        writes: Writes::Never,
        manifests: &["requirements*.txt", "requirements/*.txt", "constraints*.txt"],
        caches: &[CacheFolder::shared(
            "/root/.cache/pip",
            &[at("PIP_CACHE_DIR"), below("XDG_CACHE_HOME", "/pip")],
        )],
        caches_not_with: &["--cache-dir", "--no-index", "PIP_NO_INDEX"],
        no_cache_flag: Some("--no-cache-dir"),
        no_cache_variable: Some(("PIP_NO_CACHE_DIR", "1")),
        clean: Some("pip cache purge"),
        source: "pypa/pip 6d309205 (2026-08-20): docs/html/topics/caching.md, docs/html/topics/configuration.md",
        ..PLAIN
    },
    Ecosystem {
        name: "pipenv",
        programs: &[&["pipenv"], &["python", "-m", "pipenv"]],
        commands: &[&["install"], &["sync"]],
        outputs: &[".venv"],
        writes: Writes::Unless(&["--deploy", "sync"]),
        manifests: &["Pipfile"],
        locks: &["Pipfile.lock"],
        caches: &[
            CacheFolder::shared(
                "/root/.cache/pipenv",
                &[at("PIPENV_CACHE_DIR"), below("XDG_CACHE_HOME", "/pipenv")],
            ),
            CacheFolder::shared("/root/.cache/pip", &[at("PIP_CACHE_DIR"), below("XDG_CACHE_HOME", "/pip")]),
        ],
        source: "pypa/pipenv 3f1b272a (2026-08-20): docs/commands.md, docs/configuration.md",
        ..PLAIN
    },
    Ecosystem {
        name: "pnpm",
        programs: &[&["pnpm"]],
        commands: &[&["fetch"], &["i"], &["install"]],
        value_flags: &["-C", "-F", "--dir", "--filter"],
        outputs: &["node_modules"],
        folder_flags: &["-C", "--dir"],
        not_with: &["-g", "--global"],
        parts: Parts::ManifestsUnlessLocked,
        writes: Writes::Unless(&["--frozen-lockfile", "fetch"]),
        manifests: &["package.json", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", "patches/**"],
        locks: &["pnpm-lock.yaml"],
        caches: &[CacheFolder::shared(
            "/root/.local/share/pnpm/store",
            &[below("PNPM_HOME", "/store"), below("XDG_DATA_HOME", "/pnpm/store")],
        )],
        stores: &["fetch"],
        caches_not_with: &[
            "--offline",
            "--store-dir",
            "--store",
            "NPM_CONFIG_STORE_DIR",
            "npm_config_store_dir",
        ],
        clean: Some("pnpm store prune"),
        source: "pnpm/pnpm.io 4096ad35 (2026-08-18): docs/docker.md, docs/settings/store.md, docs/cli/fetch.md",
        ..PLAIN
    },
    Ecosystem {
        name: "poetry",
        programs: &[&["poetry"], &["python", "-m", "poetry"]],
        commands: &[&["install"], &["sync"]],
        value_flags: &["-C", "-P", "--directory", "--project"],
        outputs: &[".venv"],
        folder_flags: &["-C", "-P", "--directory", "--project"],
        sources: Sources::Unless(&["--no-root"]),
        writes: Writes::Never,
        manifests: &["pyproject.toml", "poetry.toml"],
        locks: &["poetry.lock"],
        // Not the folder above them: Poetry keeps its virtual environments there, and a mount would take them away.
        caches: &[
            CacheFolder::shared(
                "/root/.cache/pypoetry/artifacts",
                &[below("POETRY_CACHE_DIR", "/artifacts"), below("XDG_CACHE_HOME", "/pypoetry/artifacts")],
            ),
            CacheFolder::shared(
                "/root/.cache/pypoetry/cache",
                &[below("POETRY_CACHE_DIR", "/cache"), below("XDG_CACHE_HOME", "/pypoetry/cache")],
            ),
        ],
        no_cache_flag: Some("--no-cache"),
        clean: Some("poetry cache clear --all"),
        source: "python-poetry/poetry f4670233 (2026-06-21): docs/cli.md, docs/configuration.md, \
                 src/poetry/config/config.py",
        ..PLAIN
    },
    Ecosystem {
        name: "swift",
        programs: &[&["swift"]],
        commands: &[&["package", "resolve"], &["package", "update"]],
        outputs: &[".build"],
        parts: Parts::Manifests,
        writes: Writes::Unless(&["--force-resolved-versions", "--only-use-versions-from-resolved-file"]),
        manifests: &["Package.swift"],
        locks: &["Package.resolved"],
        source: "swiftlang/swift-package-manager cac6bb7b (2026-08-21): Sources/Commands/PackageCommands",
        ..PLAIN
    },
    Ecosystem {
        name: "uv",
        programs: &[&["uv"]],
        commands: &[&["sync"]],
        value_flags: &["--cache-dir", "--config-file", "--directory", "--project"],
        outputs: &[".venv"],
        folder_flags: &["--directory", "--project"],
        // A project without a build system is not installed, and needs no sources either.
        sources: Sources::Unless(&["--no-install-local", "--no-install-project", "--no-install-workspace"]),
        parts: Parts::ManifestsUnlessLocked,
        writes: Writes::Unless(&["--frozen", "--locked"]),
        manifests: &["pyproject.toml", "uv.toml", ".python-version"],
        locks: &["uv.lock"],
        caches: &[CacheFolder::shared(
            "/root/.cache/uv",
            &[at("UV_CACHE_DIR"), below("XDG_CACHE_HOME", "/uv")],
        )],
        caches_not_with: &["--cache-dir", "--offline", "UV_OFFLINE"],
        no_cache_flag: Some("--no-cache"),
        no_cache_variable: Some(("UV_NO_CACHE", "1")),
        clean: Some("uv cache clean"),
        source: "astral-sh/uv 26a9dd4b (2026-08-21): docs/guides/integration/docker.md",
        ..PLAIN
    },
    Ecosystem {
        name: "uv pip",
        programs: &[&["uv"]],
        commands: &[&["pip", "install"], &["pip", "sync"]],
        value_flags: &["--cache-dir", "--config-file", "--directory", "--project"],
        folder_flags: &["--directory", "--project"],
        file_flags: &["-c", "--constraint", "--constraints", "--override"],
        reads: Reads::Flags(&["-r", "--requirement", "--requirements"]),
        sources: Sources::ForPaths(&["-e", "--editable"]),
        writes: Writes::Never,
        manifests: &["requirements*.txt", "requirements/*.txt", "constraints*.txt"],
        caches: &[CacheFolder::shared(
            "/root/.cache/uv",
            &[at("UV_CACHE_DIR"), below("XDG_CACHE_HOME", "/uv")],
        )],
        caches_not_with: &["--cache-dir", "--no-index", "--offline", "UV_OFFLINE"],
        no_cache_flag: Some("--no-cache"),
        no_cache_variable: Some(("UV_NO_CACHE", "1")),
        clean: Some("uv cache clean"),
        source: "astral-sh/uv 26a9dd4b (2026-08-21): docs/guides/integration/docker.md",
        ..PLAIN
    },
    Ecosystem {
        name: "yarn",
        programs: &[&["yarn"], &["yarnpkg"]],
        commands: &[&[], &["install"]],
        value_flags: &["--cwd", "--cache-folder"],
        outputs: &["node_modules", ".yarn/cache"],
        not_with: &["-h", "-v", "--help", "--version"],
        folder_flags: &["--cwd"],
        parts: Parts::ManifestsUnlessLocked,
        writes: Writes::Unless(&["--frozen-lockfile", "--immutable"]),
        manifests: &[
            "package.json",
            ".npmrc",
            ".yarnrc",
            ".yarnrc.yml",
            ".yarn/patches/**",
            ".yarn/plugins/**",
            ".yarn/releases/**",
            "patches/**",
        ],
        locks: &["yarn.lock"],
        // Yarn 1 gives root a home of its own, /usr/local/share; later versions use ~/.yarn/berry/cache.
        caches: &[
            CacheFolder::shared("/usr/local/share/.cache/yarn", &[at("YARN_CACHE_FOLDER")]),
            CacheFolder::shared("/root/.yarn/berry/cache", &[at("YARN_CACHE_FOLDER")]),
        ],
        caches_not_with: &["--cache-folder", "--offline"],
        clean: Some("yarn cache clean"),
        source: "yarnpkg/yarn c2dda503 (2026-02-11): src/util/user-home-dir.js, src/util/user-dirs.js; \
                 yarnpkg/website 080285c (2025-10-21): lang/en/docs/cli/cache.md",
        ..PLAIN
    },
];
